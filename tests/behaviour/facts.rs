//! What poolcheck claims of the pool libraries, beside the libraries' own answers: the probes of `tests/real/facts/` run the real ones
//! and say what they do, one line of JSON for each question, and here the same question is put to poolcheck.
//!
//! `tests/real/run --facts` fetches the libraries, runs the probes and then this; a plain `cargo test` does not, since it fetches nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fmt, fs};

use poolcheck::client::flags::Flags;
use poolcheck::client::pool::library::Library;
use poolcheck::client::pool::library::settling::{Inputs, Settling};
use poolcheck::client::pool::settings::{Key, Measure, Settings, Value};
use poolcheck::client::pool::{Pool, Status};
use poolcheck::client::{libraries, read};
use poolcheck::text::place::SourceFile;
use serde::Deserialize;
use serde_json::Value as Json;

/// Set by `tests/real/run --facts`: the folder with the probes' answers.
const ANSWERS: &str = "POOLCHECK_TEST_FACTS";

/// What a probe says under `refused` where the library makes no pool of what is written.
const REFUSED: &str = "refused";

/// What one real library does: when nothing is said, or with what one file says.
#[derive(Deserialize)]
struct Answer {
    /// The library by poolcheck's name.
    library: String,
    /// What was run, by the registry's name.
    package: String,
    version: String,
    /// What was written; none for the library's defaults.
    #[serde(default)]
    given: Option<Given>,
    /// By poolcheck's names: numbers, seconds, switches, or `unlimited`; or `refused`.
    settings: BTreeMap<String, Json>,
}

/// A file that the real library took its settings from.
#[derive(Deserialize)]
struct Given {
    file: String,
    text: String,
}

/// One fact: what is claimed and what is real.
struct Fact {
    package: String,
    given: String,
    setting: String,
    claimed: String,
    real: String,
}

impl Fact {
    fn holds(&self) -> bool {
        self.claimed == self.real
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package, given, setting, claimed, real } = self;
        let verdict = if self.holds() { "ok" } else { "DIFFERS" };
        write!(f, "{package:<34} {setting:<16} {claimed:<11} {real:<11} {verdict:<8} {given}")
    }
}

#[test]
#[ignore = "tests/real/run --facts fetches the libraries and runs this"]
fn what_is_claimed_is_what_the_libraries_do() {
    let folder = env::var_os(ANSWERS).map(PathBuf::from).expect("`tests/real/run --facts` says where the answers are");
    let facts: Vec<_> = answers(&folder).iter().flat_map(facts).collect();
    println!("{:<34} {:<16} {:<11} {:<11} {:<8} with", "library", "setting", "claimed", "real", "");
    for fact in &facts {
        println!("{fact}");
    }
    let (wrong, all) = (facts.iter().filter(|fact| !fact.holds()).count(), facts.len());
    println!("{} of {all} facts hold", all - wrong);
    assert!(all > 0, "no probe said anything");
    assert_eq!(wrong, 0, "facts that differ");
}

/// What all probes said, by their files' names.
fn answers(folder: &Path) -> Vec<Answer> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("answers").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let texts = paths.iter().map(|path| fs::read_to_string(path).expect("a text"));
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    texts.flat_map(|text| text.lines().map(parse).collect::<Vec<_>>()).collect()
}

/// One fact for each setting of an answer.
fn facts(answer: &Answer) -> Vec<Fact> {
    let library = libraries::named(&answer.library).unwrap_or_else(|| panic!("no library {}", answer.library));
    let claim = answer.given.as_ref().map_or_else(|| defaults(library, &answer.version), read_as);
    let fact = |(setting, real): (&String, &Json)| Fact {
        package: format!("{} {}", answer.package, answer.version),
        given: answer.given.as_ref().map_or("nothing written".to_owned(), Given::in_short),
        setting: setting.clone(),
        claimed: claim.of(library, setting),
        real: shown(setting, real),
    };
    answer.settings.iter().map(fact).collect()
}

/// What poolcheck makes of nothing, or of a file.
enum Claim {
    Pool {
        library: &'static Library,
        settings: Settings,
        refused: bool,
    },
    /// No such pool, in a word.
    Nothing(String),
}

impl Claim {
    /// What it says of one setting, in words.
    fn of(&self, asked: &Library, setting: &str) -> String {
        match self {
            Self::Nothing(word) => word.clone(),
            Self::Pool { library, .. } if *library != asked => format!("is {}", library.name),
            Self::Pool { refused, .. } if setting == REFUSED => refused.to_string(),
            Self::Pool { settings, .. } => {
                let key = key(setting);
                settings.get(key).map_or("nothing".to_owned(), |setting| setting.value.show(key))
            }
        }
    }
}

/// The library's defaults, of the version that answers.
fn defaults(library: &'static Library, version: &str) -> Claim {
    let (mut settings, inputs) = (Settings::default(), Inputs::new());
    let version = Some(version);
    let mut settling = Settling {
        settings: &mut settings,
        inputs: &inputs,
        version,
        threads: None,
        driver: None,
        unseen: &[],
        refused: None,
    };
    library.complete(&mut settling);
    let refused = settling.refused.is_some();
    Claim::Pool { library, settings, refused }
}

/// What is read of a file that has one pool.
fn read_as(given: &Given) -> Claim {
    let file = Arc::new(SourceFile::new(given.file.as_str(), given.text.as_str()));
    let client = match read::read(&[file], &Flags::default()) {
        Ok(client) => client,
        Err(error) => return Claim::Nothing(error.to_string()),
    };
    match client.pools.as_slice() {
        [Pool { library, settings, status, .. }] => {
            Claim::Pool { library, settings: settings.clone(), refused: matches!(status, Status::Inert(_)) }
        }
        pools => Claim::Nothing(format!("{} pools", pools.len())),
    }
}

impl Given {
    /// On one line.
    fn in_short(&self) -> String {
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{}: {text}", self.file)
    }
}

fn key(setting: &str) -> Key {
    Key::named(setting).unwrap_or_else(|| panic!("no setting {setting}"))
}

/// What a probe says of a setting, in the words of poolcheck's reports.
fn shown(setting: &str, real: &Json) -> String {
    if setting == REFUSED {
        return real.to_string();
    }
    let key = key(setting);
    let wrong = || panic!("no value of {setting}: {real}");
    let value = match (key.measure(), real) {
        (_, Json::String(word)) if word == "unlimited" => Value::Unlimited,
        (Measure::Switch, Json::Bool(on)) => Value::Switch(*on),
        (Measure::Count, Json::Number(number)) => number.as_u64().map_or_else(wrong, Value::Count),
        (Measure::Size, Json::Number(number)) => number.as_u64().map_or_else(wrong, Value::Size),
        (Measure::Time, Json::Number(number)) => {
            number.as_f64().map_or_else(wrong, |seconds| Value::Time(Duration::from_secs_f64(seconds)))
        }
        _ => wrong(),
    };
    value.show(key)
}

/// What a probe would say, for the tests of the comparison.
fn said(json: &str) -> Vec<Fact> {
    facts(&serde_json::from_str(json).expect("an answer"))
}

#[test]
fn a_default_that_differs_is_told() {
    let of = |real: &str| {
        let settings = format!(r#"{{"max_idle": {real}}}"#);
        let facts =
            said(&format!(r#"{{"library": "go", "package": "go", "version": "1.22", "settings": {settings}}}"#));
        facts.iter().map(Fact::holds).collect::<Vec<_>>()
    };
    assert_eq!(of("2"), [true]);
    assert_eq!(of("3"), [false]);
    assert_eq!(of(r#""unlimited""#), [false]);
}

#[test]
fn the_default_of_the_answering_version_counts() {
    let of = |version: &str, real: u32| {
        let facts = said(&format!(
            r#"{{"library": "hikaricp", "package": "HikariCP", "version": "{version}", "settings": {{"keepalive": {real}}}}}"#
        ));
        facts.iter().all(Fact::holds)
    };
    assert!(of("6.2.1", 120));
    assert!(!of("6.0.0", 120));
}

#[test]
fn a_file_is_read_as_the_library_reads_it_or_the_difference_is_told() {
    let of = |real: u32, library: &str| {
        let text = r"spring.datasource.url=jdbc:mysql://db/app\nspring.datasource.hikari.maximum-pool-size=7";
        let facts = said(&format!(
            r#"{{"library": "{library}", "package": "p", "version": "1", "given": {{"file": "a.properties", "text": "{text}"}}, "settings": {{"max_open": {real}, "refused": false}}}}"#
        ));
        facts.iter().map(Fact::holds).collect::<Vec<_>>()
    };
    assert_eq!(of(7, "hikaricp"), [true, true]);
    assert_eq!(of(8, "hikaricp"), [false, true]);
    assert_eq!(of(7, "druid"), [false, false]);
}
