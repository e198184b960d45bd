//! The environments that one application describes side by side (Spring's profiles, Rails' environments), and which of them counts.
//!
//! They are alternatives: summed they would be a fleet that nobody runs. `--profile` names the one that is audited; without it
//! production is, where there is one. What another environment says is shown, and never judged.

use std::collections::BTreeMap;

use crate::client::pool::draft::Draft;
use crate::client::pool::{Engine, Status};
use crate::text::names::words;

/// Names of environments, the same ones grouped, in the order in which one is chosen where nobody says.
const KNOWN: [&[&str]; 9] = [
    &["production", "prod", "prd", "live", "release"],
    &["staging", "stage", "stg", "preprod", "preproduction", "pre", "uat"],
    &["qa", "sit", "integration"],
    &["docker", "k8s", "kubernetes", "cloud"],
    &["default"],
    &["development", "dev", "develop", "debug"],
    &["local", "localhost"],
    &["test", "testing", "tests", "ci", "cypress", "e2e"],
    &["demo", "example", "sample"],
];

/// Whether a name is one of an environment.
pub(super) fn is_environment(name: &str) -> bool {
    let name = name.trim_start_matches('%').to_ascii_lowercase();
    KNOWN.iter().any(|names| names.contains(&name.as_str())) && name != "default"
}

/// The environment that a file's name says: `application-prod.yml`, `appsettings.Production.json`, `.env.production`, `values-prod.yaml`.
pub(super) fn of_file(file: &str) -> Option<String> {
    let (stem, suffix) = split(file)?;
    let spring = matches!(stem, "application" | "bootstrap");
    (spring || is_environment(suffix)).then(|| suffix.to_owned())
}

/// A file's name without its environment, so that the files of one application are one.
fn base(file: &str) -> String {
    let folder = file.rfind(['/', '\\']).map_or("", |at| file.get(..at).unwrap_or_default());
    let name = match split(file).filter(|_| of_file(file).is_some()) {
        Some((stem, _)) => stem,
        None => stem_of(file),
    };
    format!("{folder}/{name}")
}

fn stem_of(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

/// The words before and after the last `-` or `.` of a file's stem.
fn split(file: &str) -> Option<(&str, &str)> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = if name.starts_with(".env.") { name } else { stem_of(file) };
    let at = stem.rfind(['-', '.'])?;
    let (before, after) = (stem.get(..at)?, stem.get(at + 1..)?);
    (!before.is_empty() && !after.is_empty()).then_some((before, after))
}

/// Chooses the environment of each application: its pools stay, over what its base says, and the others' become inert.
pub(super) fn choose(drafts: &mut Vec<Draft>, wished: &[String]) {
    let mut applications: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let file = draft.pool.place.as_ref().map(|place| base(&place.file)).unwrap_or_default();
        applications.entry(file).or_default().push(at);
    }
    let mut overlaid = Vec::new();
    for members in applications.into_values() {
        let environments: Vec<String> = members.iter().filter_map(|at| drafts.get(*at)?.environment.clone()).collect();
        if environments.is_empty() {
            continue;
        }
        let has_base = members.iter().any(|at| drafts.get(*at).is_some_and(|draft| draft.environment.is_none()));
        let chosen = Choice::of(&environments, has_base, wished);
        for at in &members {
            if let Some(draft) = drafts.get_mut(*at) {
                chosen.mark(draft);
            }
        }
        overlaid.extend(overlay(drafts, &members, &chosen));
    }
    overlaid.sort_unstable();
    for at in overlaid.into_iter().rev() {
        drafts.remove(at);
    }
}

/// The environment that counts.
enum Choice<'a> {
    /// Those that the user named.
    Wished(&'a [String]),
    /// The one that was chosen for want of a word.
    Assumed(String),
    /// What no environment says.
    Base,
}

impl<'a> Choice<'a> {
    fn of(environments: &[String], has_base: bool, wished: &'a [String]) -> Self {
        if !wished.is_empty() {
            return Choice::Wished(wished);
        }
        let rank = |name: &str| {
            let position = |name: &str| KNOWN.iter().position(|names| names.contains(&name));
            parts(name).filter_map(|part| position(&part)).min().unwrap_or(KNOWN.len())
        };
        let first = environments.iter().min_by_key(|name| rank(name));
        match first {
            Some(name) if rank(name) == 0 || !has_base => Choice::Assumed(name.clone()),
            _ => Choice::Base,
        }
    }

    fn takes(&self, environment: &str) -> bool {
        match self {
            Choice::Wished(wished) => wished.iter().any(|wished| matches(environment, wished)),
            Choice::Assumed(name) => environment == name || parts(environment).any(|part| same(&part, name)),
            Choice::Base => false,
        }
    }

    fn mark(&self, draft: &mut Draft) {
        let Some(environment) = draft.environment.clone() else { return };
        if matches!(draft.pool.status, Status::Inert(_)) {
            return;
        }
        draft.pool.status = match (self.takes(&environment), self) {
            (true, Choice::Wished(_)) => return,
            (true, _) => Status::Conditional(format!("profile {environment}")),
            (false, _) => Status::Inert(format!("profile {environment}: `--profile {environment}` judges it")),
        };
    }
}

/// The single names of an expression such as `prod | staging` or `prod,cloud`, without those that are negated.
fn parts(environment: &str) -> impl Iterator<Item = String> {
    let parts = environment.split(['|', '&', ',', ' ', '(', ')']);
    parts
        .filter(|part| !part.is_empty() && !part.starts_with('!'))
        .map(|part| part.trim_start_matches('%').to_ascii_lowercase())
}

/// Whether an environment is, or its expression holds for, the one that is wished for.
pub(super) fn matches(environment: &str, wished: &str) -> bool {
    let negated = environment.strip_prefix('!');
    match negated {
        Some(name) => !same(name, wished),
        None => parts(environment).any(|part| same(&part, wished)),
    }
}

/// Whether two names are one environment's: in either case, and `prod` is `production`.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches('%').to_ascii_lowercase(), b.trim_start_matches('%').to_ascii_lowercase());
    let alike = |names: &&&[&str]| ["production", "development", "test"].iter().any(|name| names.first() == Some(name));
    a == b || KNOWN.iter().filter(alike).any(|names| names.contains(&a.as_str()) && names.contains(&b.as_str()))
}

/// Lays the chosen environment's pools over the base's of the same name, and hands back the bases that are used up.
fn overlay(drafts: &mut [Draft], members: &[usize], chosen: &Choice<'_>) -> Vec<usize> {
    let mut used = Vec::new();
    for at in members {
        let Some(draft) = drafts.get(*at) else { continue };
        let Some(environment) = draft.environment.clone().filter(|environment| chosen.takes(environment)) else {
            continue;
        };
        let name = without(&draft.pool.name, &environment);
        let base = members.iter().copied().find(|other| {
            drafts.get(*other).is_some_and(|base| {
                base.environment.is_none() && base.pool.name == name && !matches!(base.pool.status, Status::Inert(_))
            })
        });
        let Some((base_at, base)) = base.and_then(|at| Some((at, drafts.get(at)?.clone()))) else { continue };
        if let Some(draft) = drafts.get_mut(*at) {
            over(draft, base);
            used.push(base_at);
        }
    }
    used.sort_unstable();
    used.dedup();
    used
}

/// What a base says, below what its environment says.
fn over(draft: &mut Draft, base: Draft) {
    let pool = &mut draft.pool;
    for (key, setting) in base.pool.settings.iter() {
        if !pool.settings.get(key).is_some_and(crate::client::pool::settings::Setting::is_written) {
            pool.settings.set(key, setting.clone());
        }
    }
    for (name, setting) in base.pool.inputs {
        pool.inputs.entry(name).or_insert(setting);
    }
    if pool.engine == Engine::Unknown {
        pool.engine = base.pool.engine;
    }
    // A section that only changes the URL says nothing of the library.
    if !pool.settings.iter().any(|(key, setting)| setting.is_written() && base.pool.library.has(key)) {
        pool.library = base.pool.library;
        pool.library_origin = base.pool.library_origin;
    }
    pool.usage.user = pool.usage.user.take().or(base.pool.usage.user);
    draft.remarks.extend(base.remarks);
    draft.hidden.retain(|key| base.hidden.contains(key));
}

/// A pool's name without the environment that its path begins with.
fn without(name: &str, environment: &str) -> String {
    let rest = name.strip_prefix(environment).and_then(|rest| rest.strip_prefix('.'));
    rest.unwrap_or(name).to_owned()
}

/// The environment that a path of sections begins with: `production:`, `environments: {production: …}`, `"%prod"`.
pub(super) fn of_path<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(bare_class)
        .filter(|name| !name.is_empty())
        .take(3)
        .find(|name| name.starts_with('%') || is_environment(name))
        .map(str::to_owned)
}

/// The name of a class of settings without the word that says so: `Production` of `ProductionConfig`.
fn bare_class(name: &str) -> &str {
    let bare = ["Config", "Settings"].iter().find_map(|suffix| name.strip_suffix(suffix));
    bare.filter(|bare| bare.starts_with(|c: char| c.is_ascii_uppercase())).unwrap_or(name)
}

/// Whether a name is that of a class that only says for which environment its settings are: `ProductionConfig`, `BaseConfig`.
pub(super) fn is_settings_class(name: &str) -> bool {
    let bare = bare_class(name);
    let is_base = || ["base", "default", "common", "flask", "app"].contains(&bare.to_ascii_lowercase().as_str());
    matches!(name, "Config" | "Settings") || (bare != name && (is_environment(bare) || is_base()))
}

/// Whether a pool's name says its environment already.
pub(super) fn is_named(draft: &Draft) -> bool {
    draft
        .environment
        .as_ref()
        .is_none_or(|environment| words(&draft.pool.name).concat().contains(&words(environment).concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_s_name_says_its_environment() {
        for (file, wanted) in [
            ("src/application-prod.yml", Some("prod")),
            ("application-mysql.yaml", Some("mysql")),
            ("appsettings.Production.json", Some("Production")),
            (".env.production", Some("production")),
            ("values-staging.yaml", Some("staging")),
            ("application.yml", None),
            ("docker-compose.yml", None),
            ("my-service.yaml", None),
            (".env", None),
        ] {
            assert_eq!(of_file(file).as_deref(), wanted, "{file}");
        }
        assert_eq!(base("a/application-prod.yml"), base("a/application.properties"));
        assert_ne!(base("a/application.yml"), base("b/application.yml"));
    }

    #[test]
    fn a_class_of_settings_says_its_environment() {
        for (class, environment, is_class) in [
            ("ProductionConfig", Some("Production"), true),
            ("TestingConfig", Some("Testing"), true),
            ("BaseConfig", None, true),
            ("Config", None, true),
            ("RedisConfig", None, false),
            ("config", None, false),
        ] {
            assert_eq!(of_path([class].into_iter()).as_deref(), environment, "{class}");
            assert_eq!(is_settings_class(class), is_class, "{class}");
        }
    }

    #[test]
    fn an_expression_holds_for_its_names() {
        assert!(matches("prod | staging", "staging") && matches("!dev", "prod") && matches("%prod", "prod"));
        assert!(!matches("prod", "staging") && !matches("!dev", "dev"));
    }
}
