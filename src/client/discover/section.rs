//! One mapping of a file, and the pools that stand in it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::engine::{self, Verdict};
use super::keys::{self, Match};
use super::values::Values;
use super::{dialects, dsn, instances};
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::go::{DRIVER_SETTINGS, GO};
use crate::client::pool::{Engine, Status};
use crate::client::settings::Key;
use crate::client::source::node::{Data, Entry, Node, Scalar};
use crate::text::names::normal;
use crate::text::origin::Origin;
use crate::text::place::{SourceFile, Span};

/// How far above a section the DSN and the switch of its database may stand.
const NEAR: usize = 2;

/// Words at the end of a key path that say nothing about which pool it is.
const WRAPPERS: [&str; 6] = ["environment", "env", "pool", "settings", "options", "config"];

/// A mapping on the way to a section, and the name under which the way goes on.
#[derive(Debug, Clone)]
pub(super) struct Level<'n> {
    /// The entries that count: of a key that stands twice the last, of a merged one the mapping's own.
    pub entries: Rc<Vec<&'n Entry>>,
    index: Rc<HashMap<String, usize>>,
    /// The name of the child that is being read.
    pub child: Option<String>,
}

impl<'n> Level<'n> {
    /// The entries of a mapping.
    pub(super) fn of(node: &'n Node) -> Self {
        let mut entries: Vec<&Entry> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        for entry in node.entries().unwrap_or_default() {
            match at.get(entry.key.as_str()).and_then(|index| entries.get_mut(*index)) {
                Some(earlier) if !entry.merged => *earlier = entry,
                Some(_) => {}
                None => {
                    at.insert(&entry.key, entries.len());
                    entries.push(entry);
                }
            }
        }
        let index = entries.iter().enumerate().map(|(index, entry)| (normal(&entry.key), index)).collect();
        Self { entries: Rc::new(entries), index: Rc::new(index), child: None }
    }

    /// A level without entries of its own: an item of a list.
    pub(super) fn named(name: &str) -> Self {
        Self { entries: Rc::default(), index: Rc::default(), child: Some(name.to_owned()) }
    }

    /// The value of a key, in the normal spelling.
    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        let entry = *self.entries.get(*self.index.get(name)?)?;
        Some(&entry.value)
    }

    /// The single values with their keys.
    pub(super) fn scalars(&self) -> impl Iterator<Item = (&'n str, &'n str)> {
        self.entries.iter().filter_map(|entry| Some((entry.key.as_str(), entry.value.text()?)))
    }
}

/// A list of `NAME=value`, as compose files have it, or of `{name, value}`, as Kubernetes has it, as the mapping that it is.
pub(super) fn environment(file: &SourceFile, node: &Node) -> Option<Node> {
    let items = node.items()?.iter().filter(|item| !is_reference(item));
    let entries = items.map(|item| variable(file, item).or_else(|| pair(item))).collect::<Option<Vec<_>>>()?;
    (!entries.is_empty()).then(|| Node { data: Data::Mapping(entries), ..node.clone() })
}

/// `{name, valueFrom}`: the value stands in another object.
fn is_reference(item: &Node) -> bool {
    item.entries().is_some_and(|entries| entries.len() == 2) && item.get("name").zip(item.get("valueFrom")).is_some()
}

fn pair(item: &Node) -> Option<Entry> {
    let entries = item.entries().filter(|entries| entries.len() == 2)?;
    let (name, value) = item.get("name").zip(item.get("value"))?;
    let merged = entries.iter().any(|entry| entry.merged);
    Some(Entry { key: name.text()?.to_owned(), key_span: name.span, value: Arc::clone(value), merged })
}

fn variable(file: &SourceFile, item: &Node) -> Option<Entry> {
    let scalar = item.scalar()?;
    let (name, value) = scalar.text.split_once('=')?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
        return None;
    }
    let whole = inner(file, item);
    let span = Span { start: whole.end.saturating_sub(value.len()).max(whole.start), end: whole.end };
    let key_span = Span { start: whole.start, end: (whole.start + name.len()).min(whole.end) };
    let data = Data::Scalar(Scalar { text: value.to_owned(), quoted: scalar.quoted });
    let value = Arc::new(Node { data, span, shared: item.shared });
    Some(Entry { key: name.to_owned(), key_span, value, merged: false })
}

/// The bytes of a scalar's own text: without its quotes where it has some, and all of it where escapes make it another.
pub(super) fn inner(file: &SourceFile, node: &Node) -> Span {
    let span = node.span;
    let text = node.scalar().map(|scalar| scalar.text.as_str()).unwrap_or_default();
    let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
    match file.text().get(inside.start..inside.end) {
        Some(between) if between == text => inside,
        _ => span,
    }
}

/// A pool in a mapping: its settings, or a DSN that stands alone.
#[derive(Debug)]
pub(super) struct Section<'a, 'n> {
    level: &'a Level<'n>,
    above: &'a [Level<'n>],
    /// What stands before the settings' names, where one mapping holds several pools.
    prefix: Option<String>,
    settings: Vec<(Match, &'n Entry)>,
    dsn: Option<&'n Entry>,
    engine: Engine,
}

impl<'a, 'n> Section<'a, 'n> {
    /// The pools that stand in `level` itself.
    pub(super) fn all(level: &'a Level<'n>, above: &'a [Level<'n>]) -> Vec<Self> {
        let groups = groups(level);
        let several = groups.len() > 1;
        let sections: Vec<_> = groups
            .into_iter()
            .filter_map(|(prefix, settings)| {
                let engine = gate(level, above, &prefix, &settings)?;
                let dsn = dsn::beside(level, above, several.then_some(prefix.as_str()));
                Some(Self { level, above, prefix: several.then_some(prefix), settings, dsn, engine })
            })
            .collect();
        if sections.is_empty() { Self::lonely(level, above) } else { sections }
    }

    /// DSNs without any setting: the pool is set where no file shows it, but the driver is not.
    fn lonely(level: &'a Level<'n>, above: &'a [Level<'n>]) -> Vec<Self> {
        let found = dsn::all(level);
        if found.is_empty() || level.entries.iter().any(|entry| holds_settings(&entry.value, NEAR)) {
            return Vec::new();
        }
        let several = found.len() > 1;
        let section = |entry: &'n Entry| Self {
            level,
            above,
            prefix: several.then(|| normal(&entry.key)),
            settings: Vec::new(),
            dsn: Some(entry),
            engine: Engine::MySql,
        };
        found.into_iter().map(section).collect()
    }

    /// The pool.
    ///
    /// # Errors
    /// A value is not what its key wants.
    pub(super) fn draft(&self, file: &SourceFile, templates: &HashSet<usize>) -> Result<Option<Draft>, ConfigError> {
        let first = self.settings.first().map(|(_, entry)| *entry).or(self.dsn);
        let place = first.map(|entry| file.place(entry.key_span));
        let mut draft =
            Draft::new(self.name(file), &GO, Origin::inferred("the names of its settings are database/sql's"))
                .at(place);
        draft.pool.engine = self.engine;
        let values = Values { file, dialect: dialects::of(self.level) };
        for (found, entry) in &self.settings {
            if let Some(setting) = values.setting(found, entry, &mut draft.remarks)? {
                draft.put(found.key, setting);
            }
        }
        match self.dsn {
            Some(entry) => dsn::apply(file, &entry.value, &mut draft)?,
            None => draft.hidden.extend(DRIVER_SETTINGS),
        }
        if self.settings.is_empty() && draft.pool.settings.get(Key::MaxOpen).is_none() {
            draft.hidden.extend([Key::MaxOpen, Key::MaxIdle, Key::MaxLifetime, Key::MaxIdleTime]);
        }
        draft.pool.status = self.status(file, templates);
        if let Some(instances) = instances::of(file, self.level, self.above) {
            draft.pool.instances = instances;
        }
        Ok(Some(draft))
    }

    fn name(&self, file: &SourceFile) -> String {
        let mut path: Vec<&str> = self.above.iter().filter_map(|level| level.child.as_deref()).collect();
        while path.len() > 1 && path.last().is_some_and(|last| WRAPPERS.contains(&normal(last).as_str())) {
            path.pop();
        }
        path.extend(self.prefix.as_deref().filter(|prefix| !prefix.is_empty()));
        if path.is_empty() {
            let name = file.name().rsplit(['/', '\\']).next().unwrap_or_default();
            return name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("pool").to_owned();
        }
        path.join(".")
    }

    fn status(&self, file: &SourceFile, templates: &HashSet<usize>) -> Status {
        let template = |entry: &&Entry| !entry.merged && templates.contains(&entry.key_span.start);
        let mut settings = self.settings.iter().map(|(_, entry)| *entry).peekable();
        if settings.peek().is_some() && settings.all(|entry| template(&entry)) {
            return Status::Inert("a template that other sections merge in".to_owned());
        }
        let mut near = std::iter::once(self.level).chain(self.above.iter().rev().take(NEAR));
        match near.find_map(|level| level.get("enabled")) {
            Some(node) if node.text() == Some("false") => {
                Status::Inert(format!("enabled: false ({})", file.place(node.span)))
            }
            _ => Status::Active,
        }
    }
}

/// The settings of a mapping by what stands before their names, in the order of the file.
fn groups<'n>(level: &Level<'n>) -> Vec<(String, Vec<(Match, &'n Entry)>)> {
    let mut groups: Vec<(String, Vec<(Match, &'n Entry)>)> = Vec::new();
    for entry in level.entries.iter().copied().filter(|entry| entry.value.scalar().is_some()) {
        let Some(found) = keys::matched(&entry.key) else { continue };
        match groups.iter_mut().find(|(prefix, _)| *prefix == found.prefix) {
            Some((_, settings)) => settings.push((found, entry)),
            None => groups.push((found.prefix.clone(), vec![(found, entry)])),
        }
    }
    groups
}

/// Whether these settings are a database's of ours: told by the engine, or by names that only database/sql has.
fn gate(level: &Level<'_>, above: &[Level<'_>], prefix: &str, settings: &[(Match, &Entry)]) -> Option<Engine> {
    let verdict = match engine::word(prefix) {
        Verdict::Unsaid => engine::of(level, above),
        said => said,
    };
    let telling = settings.iter().any(|(found, _)| found.telling);
    match verdict {
        Verdict::Foreign => None,
        Verdict::Ours(engine) => (telling || settings.len() > 1 || has_open(settings)).then_some(engine),
        Verdict::Unsaid => (telling || (settings.len() > 1 && has_open(settings))).then_some(Engine::Unknown),
    }
}

/// Whether `max_open` is among the settings: a pool's on a server of ours, or beside another setting; alone it may be anything's.
fn has_open(settings: &[(Match, &Entry)]) -> bool {
    settings.iter().any(|(_, entry)| normal(&entry.key).ends_with("maxopen"))
}

/// Whether a mapping within reach below holds settings, which then claim a DSN above them.
fn holds_settings(node: &Node, depth: usize) -> bool {
    depth > 0
        && node.entries().is_some_and(|entries| {
            entries.iter().any(|entry| {
                keys::matched(&entry.key).is_some_and(|found| found.telling) || holds_settings(&entry.value, depth - 1)
            })
        })
}
