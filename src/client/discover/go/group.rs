//! The keys of one pool in a section, whether they are one, and what they say.

use std::collections::{HashMap, HashSet};

use crate::client::discover::go::dialect;
use crate::client::discover::section::Section;
use crate::client::discover::{destination, engine, environment, stated_replicas};
use crate::client::go::dsn::{self, Dsn};
use crate::client::go::names::{self, Setter, Surety};
use crate::client::go::value::{self, Bare, Reading};
use crate::client::libraries::engines::Evidence;
use crate::client::libraries::go::{DRIVER_SETTINGS, GO};
use crate::client::pool::draft::Draft;
use crate::client::pool::remark::Remark;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::client::pool::{Engine, Status};
use crate::client::value::field::{self, Field};
use crate::source::error::ConfigError;
use crate::source::node::{Data, Entry};
use crate::text::names::{normal, words};
use crate::text::origin::{Origin, Stated};
use crate::text::place::Span;

/// The settings of `database/sql` itself.
const POOL_SETTINGS: [Key; 4] = [Key::MaxOpen, Key::MaxIdle, Key::MaxLifetime, Key::MaxIdleTime];

/// Words at the end of a key path that say nothing about which pool it is.
const WRAPPERS: [&str; 6] = ["environment", "env", "pool", "settings", "options", "config"];

/// Names of a list of connection strings.
const DSNS: [&str; 6] = ["dsn", "dsns", "source", "sources", "url", "urls"];

/// Keys of the family in one section, with the same words before them.
#[derive(Debug)]
pub(in crate::client::discover) struct Group<'s> {
    prefix: &'s [String],
    setters: Vec<(&'s Field<'s>, Setter)>,
    /// It is the only one of its section.
    is_alone: bool,
}

/// The groups of a section, in the order of the file.
pub(in crate::client::discover) fn all<'s>(fields: &'s [Field<'s>]) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    let mut at: HashMap<&[String], usize> = HashMap::new();
    for field in fields {
        let Some(setter) = names::setter(field) else { continue };
        let prefix = field.words().get(..setter.prefix).unwrap_or_default();
        let number = *at.entry(prefix).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.setters.push((field, setter)),
            None => groups.push(Group { prefix, setters: vec![(field, setter)], is_alone: false }),
        }
    }
    if let [only] = groups.as_mut_slice() {
        only.is_alone = true;
    }
    groups
}

/// The first connection string for all that its key begins with.
pub(in crate::client::discover) fn by_words<'s>(dsns: &'s [Dsn<'s>]) -> HashMap<&'s [String], usize> {
    let mut by_words = HashMap::new();
    for (number, dsn) in dsns.iter().enumerate() {
        let words = dsn.cell.words();
        for length in 0..=words.len() {
            by_words.entry(words.get(..length).unwrap_or_default()).or_insert(number);
        }
    }
    by_words
}

impl<'s> Group<'s> {
    /// The bytes of its values.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        self.setters.iter().map(|(field, _)| field.whole)
    }

    /// Whether other sections take all of it by a merge key, so that it only stands here for them.
    pub(super) fn is_template(&self, merged: &HashSet<Span>) -> bool {
        self.setters.iter().all(|(field, _)| !field.merged && merged.contains(&field.whole))
    }

    /// Whether these keys are a pool of `database/sql` on a server of ours.
    pub(super) fn is_pool(&self, own: &'s Section<'s>) -> bool {
        let has = |key: Key| self.setters.iter().any(|(_, setter)| setter.key == key);
        let surety = self.setters.iter().map(|(_, setter)| setter.surety).max();
        let has_several = POOL_SETTINGS.into_iter().filter(|key| has(*key)).count() > 1;
        if surety < Some(Surety::Distinct) && own.is_foreign() {
            return false;
        }
        match engine::of_section(own, self.prefix) {
            Some(Evidence::Other) => false,
            Some(Evidence::Ours(_)) => has_several || surety > Some(Surety::Ambiguous),
            None if surety == Some(Surety::Distinct) => true,
            None => has_several && (self.has_plain_open() || own.is_in_database()),
        }
    }

    fn has_plain_open(&self) -> bool {
        self.setters.iter().any(|(_, setter)| setter.key == Key::MaxOpen && setter.surety > Surety::Ambiguous)
    }

    /// The connection string beside the keys, or the only one in a section above. Of several pools in one section each
    /// has the one whose key begins with its words.
    pub(in crate::client::discover) fn dsn(&self, own: &'s Section<'s>) -> Option<&'s Dsn<'s>> {
        let here = own.dsn_of(self.prefix).or_else(|| own.dsns().first().filter(|_| self.is_alone));
        here.or_else(|| {
            own.up().skip(1).find_map(|above| match above.dsns() {
                [only] => Some(only),
                _ => None,
            })
        })
    }

    /// The pool.
    ///
    /// # Errors
    /// A value is neither a number nor a duration.
    pub(in crate::client::discover) fn draft(
        &self,
        own: &'s Section<'s>,
        dsn: Option<&Dsn<'s>>,
    ) -> Result<Draft, ConfigError> {
        let first = self.setters.iter().map(|(field, _)| *field).find(|field| !field.merged);
        let mut draft = begin(own, if self.is_alone { &[] } else { self.prefix }, first);
        draft.pool.engine = match engine::of_section(own, self.prefix) {
            Some(Evidence::Ours(engine)) => engine,
            _ => Engine::Unknown,
        };
        if let Some(reason) = engine::inert(own, self.prefix) {
            draft.pool.status = Status::Inert(reason);
        }
        match dsn {
            Some(dsn) => dsn.apply(&mut draft)?,
            None => draft.unseen.extend(DRIVER_SETTINGS),
        }
        if dsn.is_some_and(Dsn::is_ory) {
            // Ory's defaults count the machine's processors.
            draft.unseen.extend([Key::MaxOpen, Key::MaxIdle]);
        }
        self.settings(own, &mut draft)?;
        self.user(own, &mut draft);
        if dsn.is_none() {
            draft.pool.destination = destination::of(own, None);
        }
        Ok(draft)
    }

    fn settings(&self, own: &'s Section<'s>, draft: &mut Draft) -> Result<(), ConfigError> {
        let dialect = dialect::of(own);
        let mut setters: Vec<_> = self.setters.iter().collect();
        setters.sort_by_key(|(_, setter)| setter.surety);
        for (field, setter) in setters {
            let bare = setter.unit.map(Bare::Known).or(dialect.map(|dialect| dialect.bare)).unwrap_or(Bare::Assumed);
            let Reading { setting, bare } = value::read(field, setter.key, field.text, field.span, bare)?;
            if dialect.is_some_and(|dialect| dialect.zero_is_unset) && is_nothing(&setting) {
                continue;
            }
            draft.put(setter.key, setting);
            draft.remarks.extend(bare.map(Remark::BareDuration));
        }
        for default in dialect.map(|dialect| dialect.defaults).unwrap_or_default() {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
        Ok(())
    }

    /// The account, where a key of its own states it.
    fn user(&self, own: &Section<'_>, draft: &mut Draft) {
        if draft.pool.usage.user.is_some() {
            return;
        }
        let prefix = self.prefix.concat();
        let named = own.get(&format!("{prefix}user")).or_else(|| own.get(&format!("{prefix}username")));
        let plain = named.filter(|field| !field.text.is_empty() && !field.text.contains(['$', '{']));
        draft.pool.usage.user = plain.map(|field| Stated::new(field.text.to_owned(), field.origin(field.span)));
    }
}

fn is_nothing(setting: &Setting) -> bool {
    matches!(setting.value, Value::Unlimited | Value::Count(0))
}

/// A pool of which only the connection string is known: whoever opens it may set the rest in code.
///
/// # Errors
/// A parameter's value that the driver would refuse.
pub(super) fn bare<'s>(own: &'s Section<'s>, dsn: &Dsn<'s>) -> Result<Draft, ConfigError> {
    let mut draft = begin(own, &[], Some(&dsn.cell));
    draft.pool.engine = Engine::MySql;
    if let Some(reason) = engine::inert(own, &[]) {
        draft.pool.status = Status::Inert(reason);
    }
    let known = dialect::of(own).map(|dialect| dialect.defaults).unwrap_or_default();
    let may_be_in_code = |key: &Key| !known.iter().any(|default| default.key == *key);
    let pool = if dsn.is_ory() { &POOL_SETTINGS[..2] } else { &POOL_SETTINGS };
    draft.unseen.extend(pool.iter().copied().filter(may_be_in_code));
    for default in known {
        draft.pool.settings.set_default(default.key, default.value, default.source);
    }
    dsn.apply(&mut draft)?;
    Ok(draft)
}

/// Whether a section's only connection strings are a list in it, each of which is a pool with the section's settings.
pub(in crate::client::discover) fn is_spread(own: &Section<'_>) -> bool {
    let is_list = |entry: &Entry| {
        let named = words(&entry.key).last().is_some_and(|word| DSNS.contains(&word.as_str()));
        let items = entry.value.items().filter(|_| named);
        items.is_some_and(|items| items.iter().filter_map(|item| item.text()).any(dsn::is_go_dsn))
    };
    own.dsns().is_empty() && field::effective(own.node).into_iter().any(is_list)
}

/// One more pool with the settings of the section above: an item of a list of replicas (`DataSourceReplicas`), or of the only
/// connection strings.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn replica<'s>(list: &'s Section<'s>, dsn: &Dsn<'s>) -> Result<Option<Draft>, ConfigError> {
    let is_list = matches!(list.node.data, Data::Sequence(_));
    let Some(section) = list.above.filter(|_| is_list) else { return Ok(None) };
    let are_replicas = list.words().iter().any(|word| word == "replica" || word == "replicas");
    let [group] = section.groups() else { return Ok(None) };
    if !(are_replicas || section.is_spread()) || !group.is_pool(section) {
        return Ok(None);
    }
    let mut draft = group.draft(section, Some(dsn))?;
    draft.pool.name = format!("{}.{}", draft.pool.name, list.name);
    Ok(Some(draft.at(Some(dsn.cell.place(dsn.cell.span)))))
}

/// A pool with its name, its instances, and its place: the first key of its own, else its section.
fn begin<'s>(own: &'s Section<'s>, prefix: &[String], first: Option<&Field<'_>>) -> Draft {
    let inferred = Origin::inferred(match dialect::of(own) {
        Some(dialect) => format!("the names of its settings are {}'s for database/sql", dialect.name),
        None => "the names of its settings are database/sql's".to_owned(),
    });
    let place = own.facts.file.place(first.map_or(own.node.span, |field| field.key_span));
    let mut draft = Draft::new("", &GO, inferred).at(Some(place));
    draft.pool.name = name(own, prefix).unwrap_or_else(|| draft.stem().to_owned());
    draft.pool.instances = stated_replicas::instances(own);
    draft.profile = environment::of(own);
    draft
}

/// The path of the section's keys; none at the top of a file.
fn name<'s>(own: &'s Section<'s>, prefix: &[String]) -> Option<String> {
    let mut parts = own.path();
    while parts.len() > 1 && parts.last().is_some_and(|last| WRAPPERS.contains(&normal(last).as_str())) {
        parts.pop();
    }
    parts.extend(prefix.iter().map(String::as_str));
    (!parts.is_empty()).then(|| parts.join("."))
}
