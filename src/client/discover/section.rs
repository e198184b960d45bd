//! The sections of a document: each is made once, knows the one above it, and answers for what it holds.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::client::discover::document::Facts;
use crate::client::discover::engine::{self, Said};
use crate::client::discover::go::group::{self, Group};
use crate::client::discover::link::{self, Link};
use crate::client::discover::{environment, jdbc, recognise, stated_replicas};
use crate::client::go::dsn::Dsn;
use crate::client::go::names;
use crate::client::libraries::engines::{self, Evidence};
use crate::client::pool::instances::Instances;
use crate::client::pool::library::Library;
use crate::client::pool::profile;
use crate::client::value::field::{self, Field};
use crate::source::node::{Data, Node};
use crate::text::language::Language;
use crate::text::names::{normal, words};

/// One section, with the single values and the sections in it.
///
/// What they say is worked out when the first pool asks, and kept: a section may hold 100,000 values, and 100,000 pools below it
/// may ask. NOTHING here may be worked out anew for each of the sections in it.
#[derive(Debug)]
pub(super) struct Section<'s> {
    /// Its key, or its name in a list; empty at the top.
    pub(super) name: Cow<'s, str>,
    /// The section.
    pub(super) node: &'s Node,
    /// It lies under an anchor or an alias.
    pub(super) shared: bool,
    /// What is known of its document.
    pub(super) facts: &'s Facts<'s>,
    /// The section that it stands in; none at the top.
    pub(super) above: Option<&'s Section<'s>>,
    words: OnceCell<Vec<String>>,
    fields: OnceCell<Vec<Field<'s>>>,
    described: OnceCell<Vec<Field<'s>>>,
    by_key: OnceCell<HashMap<String, usize>>,
    children: OnceCell<Vec<Section<'s>>>,
    by_name: OnceCell<HashMap<String, usize>>,
    known: OnceCell<Known<'s>>,
    named: OnceCell<[Option<Evidence>; 2]>,
    answers: OnceCell<Box<Answers<'s>>>,
}

/// The values of a section that a library's name speaks of.
#[derive(Debug)]
pub(super) struct Known<'s> {
    /// Those that hold something.
    pub(super) fields: Vec<&'s Field<'s>>,
    /// Those that hold nothing.
    pub(super) nulls: Vec<Field<'s>>,
}

/// What is asked of few sections.
#[derive(Debug, Default)]
struct Answers<'s> {
    said: OnceCell<Said>,
    selects: OnceCell<Option<&'s Field<'s>>>,
    foreign: OnceCell<bool>,
    profiles: OnceCell<Vec<&'s Section<'s>>>,
    environment: OnceCell<bool>,
    families: OnceCell<HashMap<Vec<String>, Evidence>>,
    link: OnceCell<Option<Link<'s>>>,
    dsns: OnceCell<Vec<Dsn<'s>>>,
    dsns_by_words: OnceCell<HashMap<&'s [String], usize>>,
    groups: OnceCell<Vec<Group<'s>>>,
    is_spread: OnceCell<bool>,
    instances: OnceCell<Option<Instances>>,
    of_libraries: OnceCell<Vec<(&'s Section<'s>, &'static Library)>>,
}

/// The profiles of one file that are looked at; no file has a tenth of it.
const PROFILES: usize = 32;

/// Sections that describe the connection of the pool beside them.
const CONNECTION: [&str; 8] = ["connection", "conn", "dsn", "source", "credentials", "primary", "master", "writer"];

impl<'s> Section<'s> {
    /// The top of a document.
    pub(super) fn top(facts: &'s Facts<'s>) -> Self {
        Self::new(facts, None, Cow::Borrowed(""), facts.root, false)
    }

    fn new(facts: &'s Facts<'s>, above: Option<&'s Self>, name: Cow<'s, str>, node: &'s Node, merged: bool) -> Self {
        Self {
            name,
            node,
            shared: merged || node.shared || above.is_some_and(|above| above.shared),
            facts,
            above,
            words: OnceCell::new(),
            fields: OnceCell::new(),
            described: OnceCell::new(),
            by_key: OnceCell::new(),
            children: OnceCell::new(),
            by_name: OnceCell::new(),
            known: OnceCell::new(),
            named: OnceCell::new(),
            answers: OnceCell::new(),
        }
    }

    /// Itself and the sections above it, the nearest first.
    pub(super) fn up(&'s self) -> impl Iterator<Item = &'s Self> {
        std::iter::successors(Some(self), |section| section.above)
    }

    /// The names of the path to it, from below the top.
    pub(super) fn path(&'s self) -> Vec<&'s str> {
        let mut path: Vec<_> =
            self.up().filter(|section| section.above.is_some()).map(|section| &*section.name).collect();
        path.reverse();
        path
    }

    /// The name's words in lower case.
    pub(super) fn words(&self) -> &[String] {
        self.words.get_or_init(|| words(&self.name))
    }

    /// Whether its name is this one, in any case style and given in the normal one.
    pub(super) fn is_named(&self, name: &str) -> bool {
        normal(&self.name) == name
    }

    /// The single values in it.
    pub(super) fn fields(&self) -> &[Field<'s>] {
        self.fields.get_or_init(|| field::of_node(self.facts.file.source, self.node, self.shared))
    }

    /// The single values in it, and those of sections in it that describe the connection: `connection: {dsn: …}` beside
    /// `pool: {…}`.
    pub(super) fn all_fields(&self) -> impl Iterator<Item = &Field<'s>> {
        self.fields().iter().chain(self.described())
    }

    fn described(&self) -> &[Field<'s>] {
        self.described.get_or_init(|| described(self))
    }

    /// The value of a key, given as its words in one.
    pub(super) fn get(&self, key: &str) -> Option<&Field<'s>> {
        let number = |(number, field): (usize, &Field<'_>)| (field.key(), number);
        let by_key = self.by_key.get_or_init(|| self.fields().iter().enumerate().map(number).collect());
        self.fields().get(*by_key.get(key)?)
    }

    /// The value of the first of these keys that is there.
    pub(super) fn get_any(&self, keys: &[&str]) -> Option<&Field<'s>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The sections in it.
    pub(super) fn children(&'s self) -> &'s [Self] {
        self.children.get_or_init(|| children(self))
    }

    /// The section in it with this name, in any case style; of several the first.
    pub(super) fn child(&'s self, name: &str) -> Option<&'s Self> {
        self.children().get(*self.by_name().get(&normal(name))?)
    }

    fn by_name(&'s self) -> &'s HashMap<String, usize> {
        self.by_name.get_or_init(|| {
            let mut by_name = HashMap::new();
            for (number, section) in self.children().iter().enumerate() {
                by_name.entry(normal(&section.name)).or_insert(number);
            }
            by_name
        })
    }

    /// The section at a path of names in it.
    pub(super) fn descend<'n>(&'s self, path: impl IntoIterator<Item = &'n str>) -> Option<&'s Self> {
        path.into_iter().try_fold(self, Self::child)
    }

    /// The values in it that a library's name speaks of.
    pub(super) fn known(&'s self) -> &'s Known<'s> {
        self.known.get_or_init(|| {
            let fields: Vec<_> = self.fields().iter().filter(|field| recognise::is_name(field.name)).collect();
            let mut nulls = Vec::new();
            if !fields.is_empty() {
                nulls.extend(field::nulls(self.facts.file.source, self.node, self.shared));
                nulls.retain(|field| recognise::is_name(field.name));
            }
            Known { fields, nulls }
        })
    }

    /// The sections in it that are named after libraries.
    pub(super) fn of_libraries(&'s self) -> &'s [(&'s Self, &'static Library)] {
        self.answers().of_libraries.get_or_init(|| {
            let mut numbers: Vec<_> =
                self.by_name().iter().filter_map(|(name, number)| Some((*number, jdbc::of_section(name)?))).collect();
            numbers.sort_unstable_by_key(|(number, _)| *number);
            numbers.into_iter().filter_map(|(number, library)| Some((self.children().get(number)?, library))).collect()
        })
    }

    /// Whether a library of this language may be set in the file: a program has libraries of its own language only.
    pub(super) fn may_be_of(&self, language: Language) -> bool {
        self.facts.file.language.is_none_or(|own| own == language)
    }

    /// The engine that its name says; `things` that are no stores count where that is asked for.
    pub(super) fn named_after(&self, things: bool) -> Option<Evidence> {
        let both = || [false, true].map(|things| engines::of_words(self.words(), things));
        let [stores, any] = *self.named.get_or_init(both);
        if things { any } else { stores }
    }

    fn answers(&self) -> &Answers<'s> {
        self.answers.get_or_init(Box::default)
    }

    /// What the values say of the engine, and of switches.
    pub(super) fn said(&self) -> &Said {
        self.answers().said.get_or_init(|| engine::said(self.fields(), self.described()))
    }

    /// The value in it that names another section in it as the one that counts.
    pub(super) fn selects(&'s self) -> Option<&'s Field<'s>> {
        *self.answers().selects.get_or_init(|| engine::selects(self))
    }

    /// The engine that keys name which begin with these words.
    pub(super) fn family(&self, words: &[String]) -> Option<Evidence> {
        self.answers().families.get_or_init(|| engine::families(self.fields())).get(words).copied()
    }

    /// Whether there are keys of another kind of pool.
    pub(super) fn is_foreign(&self) -> bool {
        let foreign = |field: &Field<'_>| names::is_foreign(field) || field.text.starts_with("jdbc:");
        *self.answers().foreign.get_or_init(|| self.fields().iter().any(foreign))
    }

    /// Whether a section in it is named after a profile.
    pub(super) fn holds_profiles(&'s self) -> bool {
        !self.profiles().is_empty()
    }

    /// The first sections in it that are named after profiles.
    pub(super) fn profiles(&'s self) -> &'s [&'s Self] {
        let is_profile = |section: &&Self| profile::is_profile(&section.name);
        self.answers().profiles.get_or_init(|| self.children().iter().filter(is_profile).take(PROFILES).collect())
    }

    /// Whether it is an environment by a name of its own.
    pub(super) fn is_environment(&'s self) -> bool {
        *self.answers().environment.get_or_init(|| environment::is_own(self))
    }

    /// The URL in it that is its own.
    pub(super) fn link(&'s self) -> Option<&'s Link<'s>> {
        self.answers().link.get_or_init(|| link::of_section(self)).as_ref()
    }

    /// The Go connection strings in it, and those beside its pool.
    pub(super) fn dsns(&self) -> &[Dsn<'s>] {
        self.answers().dsns.get_or_init(|| self.all_fields().filter_map(Dsn::of).collect())
    }

    /// The first of them whose key begins with these words.
    pub(super) fn dsn_of(&'s self, words: &[String]) -> Option<&'s Dsn<'s>> {
        let by_words = self.answers().dsns_by_words.get_or_init(|| group::by_words(self.dsns()));
        self.dsns().get(*by_words.get(words)?)
    }

    /// The keys of Go's pools in it.
    pub(super) fn groups(&'s self) -> &'s [Group<'s>] {
        self.answers().groups.get_or_init(|| group::all(self.fields()))
    }

    /// Whether its only Go connection strings are a list in it, each of which is a pool with its settings.
    pub(super) fn is_spread(&'s self) -> bool {
        *self.answers().is_spread.get_or_init(|| group::is_spread(self))
    }

    /// The instances that it states.
    pub(super) fn instances(&self) -> Option<&Instances> {
        self.answers().instances.get_or_init(|| stated_replicas::of_section(self)).as_ref()
    }
}

fn described<'s>(section: &Section<'s>) -> Vec<Field<'s>> {
    let is_connection = |name: &str| CONNECTION.contains(&name.to_lowercase().as_str());
    let mut described = Vec::new();
    for entry in field::effective(section.node) {
        if entry.value.entries().is_some() && is_connection(&entry.key) {
            let fields = field::of_node(section.facts.file.source, &entry.value, section.shared || entry.merged);
            let has_own_pool = fields.iter().any(|field| names::setter(field).is_some());
            described.extend(fields.into_iter().filter(|_| !has_own_pool));
        }
    }
    described
}

fn children<'s>(own: &'s Section<'s>) -> Vec<Section<'s>> {
    let below = |name, node, merged| Section::new(own.facts, Some(own), name, node, merged);
    match &own.node.data {
        Data::Scalar(_) => Vec::new(),
        Data::Mapping(_) => {
            let entries = field::effective(own.node).into_iter().filter(|entry| entry.value.scalar().is_none());
            entries.map(|entry| below(Cow::Borrowed(&*entry.key), &*entry.value, entry.merged)).collect()
        }
        Data::Sequence(items) => {
            let sections = items.iter().enumerate().filter(|(_, item)| item.scalar().is_none());
            sections.map(|(number, item)| below(item_name(item, number), &**item, false)).collect()
        }
    }
}

/// What an item of a list calls itself, else its number.
fn item_name(item: &Node, number: usize) -> Cow<'_, str> {
    let own = item.get("name").or_else(|| item.get("id")).and_then(|node| node.text());
    own.map_or_else(|| Cow::Owned(number.to_string()), Cow::Borrowed)
}
