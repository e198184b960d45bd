//! Whether a pool and a service have one name: `checkout` is `checkout`, and rather `checkout-api` than `search`.

use super::service::Service;
use crate::client::draft::Draft;
use crate::text::names::words;

/// Words that stand in the names of anything, and so say nothing where they are only a part.
const COMMON: [&str; 40] = [
    "api",
    "app",
    "application",
    "applications",
    "apps",
    "backend",
    "base",
    "cluster",
    "config",
    "configs",
    "configuration",
    "database",
    "db",
    "default",
    "deploy",
    "deployment",
    "dev",
    "development",
    "environment",
    "frontend",
    "helm",
    "k8s",
    "main",
    "mysql",
    "pool",
    "pools",
    "primary",
    "prod",
    "production",
    "resources",
    "server",
    "service",
    "services",
    "settings",
    "src",
    "staging",
    "test",
    "values",
    "web",
    "worker",
];

/// How alike two names are; more is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// One holds the other: the characters that are common, then how near to the pool the name stands.
    Part { common: usize, near: usize },
    /// They are one: how near to the pool the name stands.
    Whole { near: usize },
}

/// The services whose name is most like the pool's, its file's, or that of a folder above it; several where they are equally
/// so.
pub(super) fn most_alike<'s>(draft: &Draft, services: &[&'s Service]) -> Vec<&'s Service> {
    let names = names_of(draft);
    let scored: Vec<_> = services.iter().filter_map(|service| Some((alike(&names, service)?, *service))).collect();
    let most = scored.iter().map(|(score, _)| *score).max();
    scored.into_iter().filter(|(score, _)| Some(*score) == most).map(|(_, service)| service).collect()
}

/// A pool's names as words, the furthest first: its folders, its file, its own.
fn names_of(draft: &Draft) -> Vec<Vec<String>> {
    let path = draft.pool.place.as_ref().map_or("", |place| &*place.file);
    let folders = path.rsplit_once(['/', '\\']).map_or("", |(folders, _)| folders);
    let folders = folders.split(['/', '\\']).filter(|folder| !matches!(*folder, "" | "." | ".."));
    folders
        .chain([draft.stem.as_str(), draft.pool.name.as_str()])
        .map(words)
        .filter(|words| !words.is_empty())
        .collect()
}

fn alike(names: &[Vec<String>], service: &Service) -> Option<Likeness> {
    let wanted = words(&service.name);
    let of = |(near, name): (usize, &Vec<String>)| {
        if *name == wanted {
            return Some(Likeness::Whole { near });
        }
        let (short, long) = if name.len() < wanted.len() { (name, &wanted) } else { (&wanted, name) };
        let part = !short.is_empty() && long.windows(short.len()).any(|window| window == short.as_slice());
        let says = short.iter().any(|word| !COMMON.contains(&word.as_str()) && word.chars().any(char::is_alphabetic));
        let common = short.iter().map(|word| word.chars().count()).sum();
        (part && says).then_some(Likeness::Part { common, near })
    };
    names.iter().enumerate().filter_map(of).max()
}
