//! The keys of one pool in a section, whether they are one, and what they say.

use std::collections::{HashMap, HashSet};

use crate::client::discover::engine::{self, Evidence};
use crate::client::discover::go::dialect;
use crate::client::discover::section::Section;
use crate::client::discover::stated_replicas;
use crate::client::go::dsn::{self, Dsn};
use crate::client::go::names::{self, NamedField, Surety};
use crate::client::go::value::{self, Bare, Reading};
use crate::client::libraries::go::{DRIVER_SETTINGS, GO};
use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::client::pool::remark::Remark;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::client::pool::{Engine, Status};
use crate::client::value::field::{self, Field};
use crate::source::error::ConfigError;
use crate::source::node::{Data, Entry};
use crate::text::names::{normal, words};
use crate::text::origin::{Origin, Stated};
use crate::text::place::{SourceFile, Span};

/// The settings of `database/sql` itself.
const POOL_SETTINGS: [Key; 4] = [Key::MaxOpen, Key::MaxIdle, Key::MaxLifetime, Key::MaxIdleTime];

/// Words at the end of a key path that say nothing about which pool it is.
const WRAPPERS: [&str; 6] = ["environment", "env", "pool", "settings", "options", "config"];

/// Names of a list of connection strings.
const DSNS: [&str; 6] = ["dsn", "dsns", "source", "sources", "url", "urls"];

/// Keys of the family in one section, with the same words before them.
pub(in crate::client) struct Group<'c, 'a> {
    prefix: Vec<String>,
    members: Vec<(&'c Field<'a>, NamedField)>,
}

/// The groups of a section, in the order of the file.
pub(in crate::client) fn groups<'c, 'a>(own: &'c Section<'a>) -> Vec<Group<'c, 'a>> {
    let mut groups: Vec<Group<'c, 'a>> = Vec::new();
    let mut at: HashMap<&[String], usize> = HashMap::new();
    for cell in &own.cells {
        let Some(member) = names::member(cell) else { continue };
        let prefix = cell.words().get(..member.prefix).unwrap_or_default();
        let number = *at.entry(prefix).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.members.push((cell, member)),
            None => groups.push(Group { prefix: prefix.to_vec(), members: vec![(cell, member)] }),
        }
    }
    groups
}

impl<'a> Group<'_, 'a> {
    /// The bytes of its values.
    pub(in crate::client) fn spans(&self) -> impl Iterator<Item = Span> {
        self.members.iter().map(|(cell, _)| cell.whole)
    }

    /// Whether other sections take all of it by a merge key, so that it only stands here for them.
    pub(in crate::client) fn is_template(&self, merged: &HashSet<Span>) -> bool {
        self.members.iter().all(|(cell, _)| !cell.merged && merged.contains(&cell.whole))
    }

    /// Whether these keys are a pool of `database/sql` on a server of ours.
    pub(in crate::client) fn is_pool(&self, levels: &[Section<'_>]) -> bool {
        let Some(own) = levels.last() else { return false };
        let has = |key: Key| self.members.iter().any(|(_, member)| member.key == key);
        let surety = self.members.iter().map(|(_, member)| member.surety).max();
        let several = POOL_SETTINGS.into_iter().filter(|key| has(*key)).count() > 1;
        if surety < Some(Surety::Distinct) && own.is_foreign() {
            return false;
        }
        match engine::of_section(levels, &self.prefix) {
            Some(Evidence::Other) => false,
            Some(Evidence::Ours(_)) => several || surety > Some(Surety::Ambiguous),
            None if surety == Some(Surety::Distinct) => true,
            None => several && (self.has_plain_open() || levels.iter().any(Section::is_database)),
        }
    }

    fn has_plain_open(&self) -> bool {
        self.members.iter().any(|(_, member)| member.key == Key::MaxOpen && member.surety > Surety::Ambiguous)
    }

    /// The connection string beside the keys, or the only one in a section above. Of several pools in one section each
    /// has the one whose key begins with its words.
    pub(in crate::client) fn dsn<'l>(&self, levels: &'l [Section<'a>], several: bool) -> Option<&'l Dsn<'a>> {
        let (own, above) = levels.split_last()?;
        let named = own.dsns().iter().find(|dsn| dsn.cell.words().starts_with(&self.prefix));
        let here = named.or_else(|| own.dsns().first().filter(|_| !several));
        here.or_else(|| {
            above.iter().rev().find_map(|level| match level.dsns() {
                [only] => Some(only),
                _ => None,
            })
        })
    }

    /// The pool.
    ///
    /// # Errors
    /// A value is neither a number nor a duration.
    pub(in crate::client) fn draft(
        &self,
        file: &SourceFile,
        levels: &[Section<'a>],
        dsn: Option<&Dsn<'a>>,
        several: bool,
    ) -> Result<Draft, ConfigError> {
        let own = self.members.iter().map(|(cell, _)| *cell).find(|cell| !cell.merged);
        let mut draft = begin(file, levels, if several { &self.prefix } else { &[] }, own);
        draft.pool.engine = match engine::of_section(levels, &self.prefix) {
            Some(Evidence::Ours(engine)) => engine,
            _ => Engine::Unknown,
        };
        if let Some(reason) = engine::inert(levels, &self.prefix) {
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
        self.settings(levels, &mut draft)?;
        self.user(levels, &mut draft);
        Ok(draft)
    }

    fn settings(&self, levels: &[Section<'_>], draft: &mut Draft) -> Result<(), ConfigError> {
        let dialect = dialect::of(levels);
        let mut members: Vec<_> = self.members.iter().collect();
        members.sort_by_key(|(_, member)| member.surety);
        for (cell, member) in members {
            let bare = member.unit.map(Bare::Known).or(dialect.map(|dialect| dialect.bare)).unwrap_or(Bare::Assumed);
            let Reading { setting, bare } = value::read(cell, member.key, cell.text, cell.span, bare)?;
            if dialect.is_some_and(|dialect| dialect.zero_is_unset) && is_nothing(&setting) {
                continue;
            }
            draft.put(member.key, setting);
            draft.remarks.extend(bare.map(Remark::BareDuration));
        }
        for default in dialect.map(|dialect| dialect.defaults).unwrap_or_default() {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
        Ok(())
    }

    /// The account, where a key of its own states it.
    fn user(&self, levels: &[Section<'_>], draft: &mut Draft) {
        let Some(own) = levels.last().filter(|_| draft.pool.usage.user.is_none()) else { return };
        let prefix = self.prefix.concat();
        let named = own.get(&format!("{prefix}user")).or_else(|| own.get(&format!("{prefix}username")));
        let plain = named.filter(|cell| !cell.text.is_empty() && !cell.text.contains(['$', '{']));
        draft.pool.usage.user = plain.map(|cell| Stated::new(cell.text.to_owned(), cell.origin(cell.span)));
    }
}

fn is_nothing(setting: &Setting) -> bool {
    matches!(setting.value, Value::Unlimited | Value::Count(0))
}

/// A pool of which only the connection string is known: whoever opens it may set the rest in code.
///
/// # Errors
/// A parameter's value that the driver would refuse.
pub(in crate::client) fn bare<'a>(
    file: &SourceFile,
    levels: &[Section<'a>],
    dsn: &Dsn<'a>,
) -> Result<Draft, ConfigError> {
    let mut draft = begin(file, levels, &[], Some(&dsn.cell));
    draft.pool.engine = Engine::MySql;
    if let Some(reason) = engine::inert(levels, &[]) {
        draft.pool.status = Status::Inert(reason);
    }
    let known = dialect::of(levels).map(|dialect| dialect.defaults).unwrap_or_default();
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
pub(in crate::client) fn is_spread(own: &Section<'_>) -> bool {
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
pub(in crate::client) fn replica<'a>(
    file: &SourceFile,
    levels: &[Section<'a>],
    dsn: &Dsn<'a>,
) -> Result<Option<Draft>, ConfigError> {
    let Some((list, above)) = levels.split_last() else { return Ok(None) };
    let replicas = list.words.iter().any(|word| word == "replica" || word == "replicas");
    let Some(section) = above.last().filter(|_| matches!(list.node.data, Data::Sequence(_))) else {
        return Ok(None);
    };
    if !replicas && !is_spread(section) {
        return Ok(None);
    }
    let groups = groups(section);
    let [group] = groups.as_slice() else { return Ok(None) };
    if !group.is_pool(above) {
        return Ok(None);
    }
    let mut draft = group.draft(file, above, Some(dsn), false)?;
    draft.pool.name = format!("{}.{}", draft.pool.name, list.name);
    Ok(Some(draft.at(Some(dsn.cell.place(dsn.cell.span)))))
}

/// A pool with its name, its instances, and its place: the first key of its own, else its section.
fn begin(file: &SourceFile, levels: &[Section<'_>], prefix: &[String], first: Option<&Field<'_>>) -> Draft {
    let inferred = Origin::inferred(match dialect::of(levels) {
        Some(dialect) => format!("the names of its settings are {}'s for database/sql", dialect.name),
        None => "the names of its settings are database/sql's".to_owned(),
    });
    let section = || levels.last().map(|own| own.node.span);
    let place = first.map(|cell| cell.key_span).or_else(section).map(|span| file.place(span));
    let mut draft = Draft::new("", &GO, inferred).at(place);
    draft.pool.name = name(levels, prefix).unwrap_or_else(|| draft.stem.clone());
    draft.pool.instances = stated_replicas::instances(levels);
    draft.profile = profile::of_path(levels.iter().map(|level| level.name.as_str()));
    draft
}

/// The path of the section's keys; none at the top of a file.
fn name(levels: &[Section<'_>], prefix: &[String]) -> Option<String> {
    let mut parts: Vec<&str> = levels.iter().skip(1).map(|level| level.name.as_str()).collect();
    while parts.len() > 1 && parts.last().is_some_and(|last| WRAPPERS.contains(&normal(last).as_str())) {
        parts.pop();
    }
    parts.extend(prefix.iter().map(String::as_str));
    (!parts.is_empty()).then(|| parts.join("."))
}
