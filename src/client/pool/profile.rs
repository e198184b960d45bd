//! Profiles by their names: Spring's profiles, Rails' environments, and the files, sections and classes that are called after them.

use crate::text::names::words;

/// Names of profiles, those that mean one and the same together, in the order in which one is taken where nobody names one.
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

/// How soon a profile is taken where nobody names one: 0 is production, and the highest number is a name that is not known.
pub(in crate::client) fn rank(profile: &str) -> usize {
    let known = |name: String| KNOWN.iter().position(|names| names.contains(&name.as_str()));
    parts(profile).filter_map(known).min().unwrap_or(KNOWN.len())
}

/// Whether a name is a profile's.
pub(in crate::client) fn is_profile(name: &str) -> bool {
    let name = name.trim_start_matches('%').to_ascii_lowercase();
    KNOWN.iter().any(|names| names.contains(&name.as_str())) && name != "default"
}

/// Whether a name is that of a platform: a file's is a profile, and a section's is what stands in it, such as a database called
/// `cloud`.
fn is_platform(name: &str) -> bool {
    ["docker", "k8s", "kubernetes", "cloud"].contains(&name.to_ascii_lowercase().as_str())
}

/// The profile that a file's name says: `application-prod.yml`, `appsettings.Production.json`, `.env.production`, `values-prod.yaml`.
pub(in crate::client) fn of_file(file: &str) -> Option<String> {
    let (stem, suffix) = split(file)?;
    let spring = matches!(stem, "application" | "bootstrap");
    (spring || is_profile(suffix)).then(|| suffix.to_owned())
}

/// A file's name without its profile, so that the files of one application are one.
pub(in crate::client) fn file_without(file: &str) -> String {
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
    let (before, after) = stem.rsplit_once(['-', '.'])?;
    (!before.is_empty() && !after.is_empty()).then_some((before, after))
}

/// The single names of an expression such as `prod | staging` or `prod,cloud`, without those that are negated.
pub(in crate::client) fn parts(profile: &str) -> impl Iterator<Item = String> {
    let parts = profile.split(['|', '&', ',', ' ', '(', ')']);
    parts
        .filter(|part| !part.is_empty() && !part.starts_with('!'))
        .map(|part| part.trim_start_matches('%').to_ascii_lowercase())
}

/// Whether a profile is the one that is asked for, or an expression that holds for it.
pub(in crate::client) fn matches(profile: &str, asked: &str) -> bool {
    match profile.strip_prefix('!') {
        Some(name) => !same(name, asked),
        None => parts(profile).any(|part| same(&part, asked)),
    }
}

/// Whether two names are one profile's: in either case, and `prod` is `production`.
pub(in crate::client) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim_start_matches('%').to_ascii_lowercase(), b.trim_start_matches('%').to_ascii_lowercase());
    let alike = |names: &&&[&str]| ["production", "development", "test"].iter().any(|name| names.first() == Some(name));
    a == b || KNOWN.iter().filter(alike).any(|names| names.contains(&a.as_str()) && names.contains(&b.as_str()))
}

/// A pool's name without the profile that its path begins with.
pub(in crate::client) fn pool_without(name: &str, profile: &str) -> String {
    let rest = name.strip_prefix(profile).and_then(|rest| rest.strip_prefix('.'));
    rest.unwrap_or(name).to_owned()
}

/// Whether a pool's name says its profile already.
pub(in crate::client) fn is_said(pool: &str, profile: &str) -> bool {
    words(pool).concat().contains(&words(profile).concat())
}

/// The profile that a path of sections begins with: `production:`, `environments: {production: …}`, `"%prod"`.
pub(in crate::client) fn of_path<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(bare_class)
        .filter(|name| !name.is_empty())
        .take(3)
        .find(|name| name.starts_with('%') || (is_profile(name) && !is_platform(name)))
        .map(str::to_owned)
}

/// The name of a class of settings without the word that says so: `Production` of `ProductionConfig`.
fn bare_class(name: &str) -> &str {
    let bare = ["Config", "Settings"].iter().find_map(|suffix| name.strip_suffix(suffix));
    bare.filter(|bare| bare.starts_with(|c: char| c.is_ascii_uppercase())).unwrap_or(name)
}

/// Whether a name is that of a class that only says for which profile its settings are: `ProductionConfig`, `BaseConfig`.
pub(in crate::client) fn is_settings_class(name: &str) -> bool {
    let bare = bare_class(name);
    let is_base = || ["base", "default", "common", "flask", "app"].contains(&bare.to_ascii_lowercase().as_str());
    matches!(name, "Config" | "Settings") || (bare != name && (is_profile(bare) || is_base()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_s_name_says_its_profile() {
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
        assert_eq!(file_without("a/application-prod.yml"), file_without("a/application.properties"));
        assert_ne!(file_without("a/application.yml"), file_without("b/application.yml"));
    }

    #[test]
    fn a_class_of_settings_says_its_profile() {
        for (class, profile, is_class) in [
            ("ProductionConfig", Some("Production"), true),
            ("TestingConfig", Some("Testing"), true),
            ("BaseConfig", None, true),
            ("Config", None, true),
            ("RedisConfig", None, false),
            ("config", None, false),
        ] {
            assert_eq!(of_path([class].into_iter()).as_deref(), profile, "{class}");
            assert_eq!(is_settings_class(class), is_class, "{class}");
        }
    }

    #[test]
    fn an_expression_holds_for_its_names() {
        assert!(matches("prod | staging", "staging") && matches("!dev", "prod") && matches("%prod", "prod"));
        assert!(!matches("prod", "staging") && !matches("!dev", "dev"));
    }
}
