//! Whether a pool and a service have one name: `checkout` is `checkout`, and rather `checkout-api` than `search`.

use std::collections::{BTreeSet, HashMap};

use crate::client::deploy::service::Service;
use crate::client::pool::draft::Draft;
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

/// The applications of a run, to be found by their names: a platform has thousands of services and of pools.
pub(super) struct Names<'s> {
    applications: Vec<(&'s Service, Vec<String>)>,
    /// Which of them have a word that says something, and which have a whole name.
    by_word: HashMap<String, Vec<usize>>,
    by_name: HashMap<Vec<String>, Vec<usize>>,
}

impl<'s> Names<'s> {
    /// Of all services those that may run an application's pools all day.
    pub(super) fn of(services: &'s [Service]) -> Self {
        let applications = services.iter().filter(|service| service.is_application());
        let applications: Vec<_> = applications.map(|service| (service, words(&service.name))).collect();
        let (mut by_word, mut by_name) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for (number, (_, name)) in applications.iter().enumerate() {
            by_name.entry(name.clone()).or_default().push(number);
            for word in name.iter().filter(|word| says_something(word)) {
                by_word.entry(word.clone()).or_default().push(number);
            }
        }
        Self { applications, by_word, by_name }
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<&'s Service> {
        self.applications.iter().map(|(service, _)| *service).collect()
    }

    /// Those whose name is most like the pool's, its file's, or that of a folder above it; several where they are equally so.
    pub(super) fn most_alike(&self, draft: &Draft) -> Vec<&'s Service> {
        let names = names_of(draft);
        let whole = names.iter().filter_map(|name| self.by_name.get(name));
        let sharing = names.iter().flatten().filter_map(|word| self.by_word.get(word));
        let candidates: BTreeSet<usize> = whole.chain(sharing).flatten().copied().collect();
        let candidates = candidates.into_iter().filter_map(|number| self.applications.get(number));
        let scored: Vec<_> =
            candidates.filter_map(|(service, wanted)| Some((alike(&names, wanted)?, *service))).collect();
        let most = scored.iter().map(|(score, _)| *score).max();
        scored.into_iter().filter(|(score, _)| Some(*score) == most).map(|(_, service)| service).collect()
    }
}

/// Whether a word alone tells one application from another.
fn says_something(word: &str) -> bool {
    !COMMON.contains(&word) && word.chars().any(char::is_alphabetic)
}

/// A pool's names as words, the furthest first: its folders, its file, its own.
fn names_of(draft: &Draft) -> Vec<Vec<String>> {
    let path = draft.pool.place.as_ref().map_or("", |place| &*place.file);
    let folders = path.rsplit_once(['/', '\\']).map_or("", |(folders, _)| folders);
    let folders = folders.split(['/', '\\']).filter(|folder| !matches!(*folder, "" | "." | ".."));
    folders.chain([draft.stem(), draft.pool.name.as_str()]).map(words).filter(|words| !words.is_empty()).collect()
}

fn alike(names: &[Vec<String>], wanted: &[String]) -> Option<Likeness> {
    let of = |(near, name): (usize, &Vec<String>)| {
        if name == wanted {
            return Some(Likeness::Whole { near });
        }
        let (short, long) =
            if name.len() < wanted.len() { (name.as_slice(), wanted) } else { (wanted, name.as_slice()) };
        let part = !short.is_empty() && long.windows(short.len()).any(|window| window == short);
        let says = short.iter().any(|word| says_something(word));
        let common = short.iter().map(|word| word.chars().count()).sum();
        (part && says).then_some(Likeness::Part { common, near })
    };
    names.iter().enumerate().filter_map(of).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::Deployed;
    use crate::client::libraries::go::GO;
    use crate::source;
    use crate::source::variables::Variables;
    use crate::text::origin::Origin;
    use crate::text::place::{SourceFile, Span};

    fn alike(pool: &str, path: &str, services: &[&str]) -> Vec<String> {
        let section = |name: &&str| format!("  {name}: {{image: {name}}}\n");
        let text = format!("services:\n{}", services.iter().map(section).collect::<String>());
        let file = SourceFile::new("compose.yaml", text);
        let mut deployed = Deployed::default();
        deployed.read(&file, &source::read(&file).expect("YAML"), &Variables::default());
        deployed.complete();
        let place = SourceFile::new(path, "").place(Span::default());
        let draft = Draft::new(pool, &GO, Origin::flag("test")).at(Some(place));
        Names::of(deployed.services()).most_alike(&draft).iter().map(|service| service.name.clone()).collect()
    }

    #[test]
    fn equal_names_go_before_parts_and_longer_parts_before_shorter() {
        let services = ["checkout", "checkout-api", "search-indexer", "app"];
        assert_eq!(alike("checkout", "x.yaml", &services), ["checkout"]);
        assert_eq!(alike("searchIndexer.db", "x.yaml", &services), ["search-indexer"]);
        assert_eq!(alike("db", "apps/search/config/x.yaml", &services), ["search-indexer"]);
        assert_eq!(alike("db", "services/checkout/app.yaml", &["checkout", "search"]), ["checkout"]);
        assert_eq!(alike("order", "x.yaml", &["order-api", "order-history-api"]), ["order-api", "order-history-api"]);
        assert_eq!(alike("order-history", "x.yaml", &["order-api", "order-history-api"]), ["order-history-api"]);
    }

    #[test]
    fn a_word_that_anything_has_is_no_likeness() {
        assert!(alike("db", "config/production.yaml", &["checkout-production", "web-config", "orders-db"]).is_empty());
        // Words, not letters.
        assert!(alike("art", "x.yaml", &["cart"]).is_empty());
        assert!(alike("mysql", "x.yaml", &["mysql"]).is_empty());
    }
}
