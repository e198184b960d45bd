//! Pools that stand in two places of a file: the settings in one section, the connection string in another, as
//! `SQLAlchemy(engine_options=…)` beside `app.config["SQLALCHEMY_DATABASE_URI"]`.

use std::collections::{HashMap, HashSet};

use crate::client::discover::claim::{Found, Part};
use crate::client::pool::Engine;
use crate::client::pool::draft::Draft;
use crate::text::place::{Place, Span};

/// The pools of a document, out of what was found of them.
pub(super) fn pools(found: Vec<Found>) -> Vec<Draft> {
    let with_dsn = |found: &Found| if let Part::WithDsn(span) = found.part { Some(span) } else { None };
    let taken: HashSet<_> = found.iter().filter_map(with_dsn).collect();
    let is_only_dsn = |found: &Found| matches!(found.part, Part::OnlyDsn(_));
    let (only_dsn, mut found): (Vec<_>, Vec<_>) = found.into_iter().partition(is_only_dsn);
    join_frameworks(&mut found);
    join_fed(&mut found);
    let is_free = |found: &Found| !matches!(found.part, Part::OnlyDsn(span) if taken.contains(&span));
    found.extend(only_dsn.into_iter().filter(is_free));
    found.into_iter().map(|found| found.draft).collect()
}

/// Lays what sets a framework's pool over what that says itself in the same section: Keycloak's variables are Quarkus'
/// (<https://www.keycloak.org/server/configuration#_using_raw_quarkus_properties>).
fn join_fed(found: &mut Vec<Found>) {
    let mut feeds: HashMap<(&str, Span), usize> = HashMap::new();
    for (number, found) in found.iter().enumerate() {
        if let Part::Feeding(title, section) = found.part {
            feeds.insert((title, section), number);
        }
    }
    let mut joined = HashSet::new();
    for ((title, section), at) in feeds {
        let lies_in = |place: &Place| section.start <= place.span.start && place.span.end <= section.end;
        let is_fed = |found: &Found| {
            let own = matches!(found.part, Part::OnlySettings(of) | Part::OnlyLink(of) if of == title);
            own && found.draft.pool.place.as_ref().is_some_and(lies_in)
        };
        let fed: Vec<usize> = found.iter().enumerate().filter(|(_, found)| is_fed(found)).map(|(at, _)| at).collect();
        for number in fed {
            let Some(base) = found.get(number).map(|found| found.draft.clone()) else { continue };
            if let Some(feeding) = found.get_mut(at) {
                feeding.draft.lay_over(base);
                joined.insert(number);
            }
        }
    }
    let mut number = 0..;
    found.retain(|_| number.next().is_none_or(|number| !joined.contains(&number)));
}

/// Makes one pool of two parts, where a framework has one of each for the same profile.
fn join_frameworks(found: &mut Vec<Found>) {
    let mut frameworks: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (number, found) in found.iter().enumerate() {
        match found.part {
            Part::OnlyLink(title) => frameworks.entry(title).or_default().0.push(number),
            Part::OnlySettings(title) => frameworks.entry(title).or_default().1.push(number),
            _ => {}
        }
    }
    let mut joined = HashSet::new();
    for (links, settings) in frameworks.into_values() {
        let ([link_at], [settings_at]) = (links.as_slice(), settings.as_slice()) else { continue };
        let Some(link) = found.get(*link_at).map(|found| found.draft.clone()) else { continue };
        let Some(Found { draft, .. }) = found.get_mut(*settings_at) else { continue };
        if draft.profile == link.profile && draft.pool.engine == Engine::Unknown {
            draft.lay_over(link);
            joined.insert(*link_at);
        }
    }
    let mut number = 0..;
    found.retain(|_| number.next().is_none_or(|number| !joined.contains(&number)));
}
