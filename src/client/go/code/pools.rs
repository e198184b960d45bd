//! The pools of a package, out of what its code does with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::client::go::code::lifetime::{self, Lifetimes};
use crate::client::go::code::opens::{self, Evidence, Link};
use crate::client::go::code::package::Package;
use crate::client::go::code::text::Text;
use crate::client::go::code::trace::{Open, Setter, Trace};
use crate::client::go::code::{driver, setting};
use crate::client::libraries::go::{DRIVER_SETTINGS, GO};
use crate::client::pool::draft::{Draft, Opened};
use crate::client::pool::remark::Remark;
use crate::client::pool::settings::{Hindrance, Key, Setting, Value};
use crate::client::pool::{Engine, Status};
use crate::text::origin::Origin;

/// How far settings are handed on through parameters.
const ROUNDS: usize = 8;

/// Everything that is known to be about one pool.
#[derive(Default)]
struct Group {
    opens: Vec<usize>,
    setters: Vec<usize>,
    /// Setters that reached it through a parameter or a resolver, which others share.
    shared: BTreeSet<usize>,
    /// Its setters are for other pools only.
    handed_on: bool,
}

impl Group {
    fn is_pool(&self) -> bool {
        !self.opens.is_empty() || (!self.setters.is_empty() && !self.handed_on)
    }

    /// Whether it is only known by its setters: which pool it is, nobody saw.
    fn is_loose(&self) -> bool {
        self.opens.is_empty() && self.is_pool()
    }
}

/// The pools of one package; `loose` are the settings that packages which import it make on pools that they do not open.
pub(super) fn read(package: &Package, trace: &mut Trace<'_>, loose: &BTreeSet<Key>) -> Vec<Draft> {
    let groups = groups(trace);
    let trace = &*trace;
    let lifetimes = Lifetimes::of(package, &trace.opens);
    let mut drafts = Vec::new();
    for (number, group) in groups.iter().enumerate().filter(|(_, group)| group.is_pool()) {
        let Some(mut draft) = draft(package, trace, &lifetimes, group) else { continue };
        let others = groups.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, other)| other);
        // What somebody sets on a pool that may be this one is not known to be the default.
        for other in others.filter(|other| other.is_pool() && (other.is_loose() || group.is_loose())) {
            draft.unseen.extend(other.setters.iter().filter_map(|at| trace.setters.get(*at)).map(|setter| setter.key));
        }
        draft.unseen.extend(loose.iter().filter(|_| !group.is_loose()));
        drafts.push(draft);
    }
    drafts.sort_by(|one, other| one.pool.place.cmp(&other.pool.place));
    drafts
}

/// The settings that a package makes on pools that it does not open.
pub(super) fn loose(trace: &mut Trace<'_>) -> BTreeSet<Key> {
    let groups = groups(trace);
    let setters = groups.iter().filter(|group| group.is_loose()).flat_map(|group| &group.setters);
    setters.filter_map(|at| trace.setters.get(*at)).map(|setter| setter.key).collect()
}

fn groups(trace: &mut Trace<'_>) -> Vec<Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (at, open) in trace.opens.iter().enumerate() {
        groups.entry(trace.handles.root(&open.slot)).or_default().opens.push(at);
    }
    for (at, setter) in trace.setters.iter().enumerate() {
        groups.entry(trace.handles.root(&setter.slot)).or_default().setters.push(at);
    }
    let mut hands: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, to) in &trace.hands {
        let (from, to) = (trace.handles.root(from), trace.handles.root(to));
        if from != to {
            hands.entry(from).or_default().insert(to);
        }
    }
    for _ in 0..ROUNDS {
        if !hand_on(&mut groups, &hands) {
            break;
        }
    }
    join_the_only_two(&mut groups);
    groups.into_values().collect()
}

/// Gives the settings of parameters and resolvers to the pools that they are for. False where nothing was left to give.
fn hand_on(groups: &mut BTreeMap<usize, Group>, hands: &BTreeMap<usize, BTreeSet<usize>>) -> bool {
    let mut gave = false;
    for (from, takers) in hands {
        let is_giver = |group: &&mut Group| group.opens.is_empty() && !group.setters.is_empty();
        let Some(giver) = groups.get_mut(from).filter(is_giver) else { continue };
        giver.handed_on = true;
        let (setters, shared) = (giver.setters.clone(), giver.shared.clone());
        for taker in takers {
            let group = groups.entry(*taker).or_default();
            let new: Vec<_> = setters.iter().filter(|at| !group.setters.contains(at)).copied().collect();
            gave = gave || !new.is_empty();
            group.shared.extend(new.iter().filter(|at| takers.len() > 1 || shared.contains(at)));
            group.setters.extend(new);
        }
    }
    gave
}

/// One pool that nothing sets, and one that nothing opens, are one.
fn join_the_only_two(groups: &mut BTreeMap<usize, Group>) {
    let opened: Vec<_> = groups.iter().filter(|(_, group)| !group.opens.is_empty()).map(|(at, _)| *at).collect();
    let loose: Vec<_> = groups.iter().filter(|(_, group)| group.is_loose()).map(|(at, _)| *at).collect();
    let ([opened], [loose]) = (opened.as_slice(), loose.as_slice()) else { return };
    let setters = groups.get(loose).map(|group| group.setters.clone()).unwrap_or_default();
    if let Some(group) = groups.get_mut(opened).filter(|group| group.setters.is_empty()) {
        group.setters = setters;
        groups.remove(loose);
    }
}

fn draft(package: &Package, trace: &Trace<'_>, lifetimes: &Lifetimes, group: &Group) -> Option<Draft> {
    let numbered: Vec<_> = group.opens.iter().filter_map(|at| Some((*at, trace.opens.get(*at)?))).collect();
    let opens: Vec<_> = numbered.iter().map(|(_, open)| *open).collect();
    let setters: Vec<_> = group.setters.iter().filter_map(|at| Some((*at, trace.setters.get(*at)?))).collect();
    let evidence = evidence(package, trace, &opens);
    if evidence == Evidence::Other {
        return None;
    }
    let ours: Vec<_> = opens.iter().filter(|open| open.evidence != Evidence::Other).collect();
    let first = setters.first().map(|(_, setter)| setter);
    let (scope, span) = ours.first().map(|open| (open.scope, open.span)).or(first.map(|s| (s.scope, s.span)))?;
    let source = scope.source;
    let label = ours.iter().find_map(|open| open.label.clone()).or_else(|| first?.label.clone());
    let label = label.or_else(|| scope.function.map(|function| function.name.clone())).unwrap_or_default();
    let name = [package.name(), &label].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".");
    let how = if ours.is_empty() { "the code calls database/sql's setters" } else { "the code opens it" };
    let mut draft = Draft::new(name, &GO, Origin::inferred(how)).at(Some(source.file.place(span)));
    if evidence == Evidence::MySql {
        draft.pool.engine = Engine::MySql;
    }
    if ours.len() < opens.len() {
        let reason = "the running program chooses between MySQL and another engine";
        draft.pool.status = Status::Conditional(reason.to_owned());
    }
    if let Some(reason) = no_pool_of_the_program(package, lifetimes, &numbered) {
        draft.pool.status = Status::Inert(reason.to_owned());
    }
    draft.opened = Some(opened(&ours));
    match ours.as_slice() {
        [open] => driver::apply(&mut draft, open.link),
        // Which of several connection strings it has, or whose pool is set here, nobody saw.
        _ => draft.unseen.extend(DRIVER_SETTINGS),
    }
    set(&mut draft, &setters, group);
    if let [first, rest @ ..] = ours.as_slice()
        && let Some(framework) = first.framework.filter(|_| rest.iter().all(|open| open.framework.is_some()))
    {
        for default in framework.defaults {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
    }
    Some(draft)
}

/// Why the pool that these calls open is none of the running program's; none where it may be.
fn no_pool_of_the_program(
    package: &Package,
    lifetimes: &Lifetimes,
    opens: &[(usize, &Open<'_>)],
) -> Option<&'static str> {
    let ours: Vec<_> = opens.iter().filter(|(_, open)| open.evidence != Evidence::Other).collect();
    let all = |is: &dyn Fn(usize, &Open<'_>) -> bool| !ours.is_empty() && ours.iter().all(|(at, open)| is(*at, open));
    if all(&|at, open| lifetimes.is_short(at, open)) {
        return Some("short-lived");
    }
    if all(&|_, open| lifetimes.is_for_tests(open)) {
        return Some("a test's resource");
    }
    all(&|_, open| lifetime::is_never_called(package, open)).then_some("no code calls the function that opens it")
}

/// Where the code has the connection string from.
fn opened(opens: &[&&Open<'_>]) -> Opened {
    let mut opened = Opened::Somewhere;
    for open in opens {
        let Link::Dsn(scope, dsn) = open.link else { continue };
        if Text::of(scope, dsn).is_known_from(0) {
            return Opened::Here;
        }
        let (within, value) = scope.behind(dsn).unwrap_or((scope, dsn));
        if let Some(("os", "Getenv" | "LookupEnv", [name])) = within.source.imported_call(value)
            && let Some(name) = name.text()
        {
            opened = Opened::Variable(name.to_owned());
        }
    }
    opened
}

/// The engine of a pool: its own calls', else the package's.
fn evidence(package: &Package, trace: &Trace<'_>, opens: &[&Open<'_>]) -> Evidence {
    let own: Vec<_> = opens.iter().map(|open| open.evidence).collect();
    let all = || trace.opens.iter().map(|open| open.evidence);
    if own.contains(&Evidence::MySql) {
        Evidence::MySql
    } else if !own.is_empty() && !own.contains(&Evidence::Unknown) {
        Evidence::Other
    } else if own.is_empty() && all().any(|evidence| evidence == Evidence::MySql) {
        Evidence::MySql
    } else if own.is_empty() && !trace.opens.is_empty() && all().all(|evidence| evidence == Evidence::Other) {
        Evidence::Other
    } else {
        opens::imported(package)
    }
}

/// The last call for each setting; where a branch decides between different values, none.
fn set(draft: &mut Draft, setters: &[(usize, &Setter<'_>)], group: &Group) {
    let mut by_key: BTreeMap<Key, Vec<(usize, &Setter<'_>)>> = BTreeMap::new();
    for (at, setter) in setters {
        by_key.entry(setter.key).or_default().push((*at, setter));
    }
    for (key, mut calls) in by_key {
        calls.sort_by_key(|(at, _)| *at);
        let Some((at, last)) = calls.last() else { continue };
        setting::put(draft, key, last.scope, last.value, group.shared.contains(at));
        let values: Vec<_> =
            calls.iter().map(|(_, setter)| setter.scope.number(setter.value).map(|n| n.value)).collect();
        if last.conditional && !calls.iter().any(|(_, setter)| !setter.conditional) {
            note(draft, key, "only where its branch is taken");
        }
        let differ = values.windows(2).any(|pair| pair.first() != pair.last());
        if differ && calls.iter().any(|(_, setter)| setter.conditional) {
            draft.pool.settings.set(key, undecided(&calls, last));
            draft.remarks.retain(|remark| !matches!(remark, Remark::BareDuration(bare) if bare.setting == key));
        }
    }
}

/// Adds to what a reader should know of a setting.
fn note(draft: &mut Draft, key: Key, text: &str) {
    if let Some(setting) = draft.pool.settings.get_mut(key).filter(|setting| setting.value != Value::Unresolved) {
        setting.origin.add_note(text);
    }
}

/// A setting that one branch makes one thing, and another another.
fn undecided(calls: &[(usize, &Setter<'_>)], last: &Setter<'_>) -> Setting {
    let shown = |(_, setter): &(usize, &Setter<'_>)| {
        let source = setter.scope.source;
        let line = source.file.position(setter.value.span.start).line;
        format!("{} on line {line}", setting::brief(source.slice(setter.value.span)))
    };
    let note = calls.iter().map(shown).collect::<Vec<_>>().join(" or ");
    let unresolved = setting::unresolved(last.scope.source, last.value);
    Setting { origin: unresolved.origin.clone().with_note(note), spelling: Err(Hindrance::Form), ..unresolved }
}
