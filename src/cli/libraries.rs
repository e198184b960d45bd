//! `poolcheck libraries`: the pool libraries with their settings, as a table or for programs.

use anyhow::anyhow;
use serde_json::{Value as Json, json};

use super::args::{LibrariesArgs, ListFormat};
use super::exit::Exit;
use super::{measured, output, tables, terminal};
use crate::client::libraries::{self, LIBRARIES};
use crate::client::pool::behaviour::{Case, Known, When};
use crate::client::pool::driver::Dial;
use crate::client::pool::lever::Lever;
use crate::client::pool::library::names::{Meaning, Name, Unit};
use crate::client::pool::library::{Fills, Library, Moment, WhenFull};
use crate::client::pool::settings::{Key, Value};
use crate::measured::{Stack, stacks};
use crate::text::names::nearest;
use crate::text::quantity::show_duration;

/// Lists the libraries, or one with all that is known of it.
pub(super) fn run(args: &LibrariesArgs) -> anyhow::Result<Exit> {
    let one = args.library.as_deref().map(named).transpose()?;
    let width = terminal::width(false);
    let text = match (args.format, one) {
        (ListFormat::Json, Some(library)) => serde_json::to_string_pretty(&json(library, &stacks()?))? + "\n",
        (ListFormat::Json, None) => {
            let stacks = stacks()?;
            let all: Vec<_> = LIBRARIES.iter().map(|library| json(library, &stacks)).collect();
            serde_json::to_string_pretty(&all)? + "\n"
        }
        (ListFormat::Table, Some(library)) => {
            page(library, width) + &measured::section(&of(library, &stacks()?), width)
        }
        (ListFormat::Table, None) => table(width),
    };
    output::print(&text)?;
    Ok(Exit::Clean)
}

fn named(name: &str) -> anyhow::Result<&'static Library> {
    libraries::named(name).ok_or_else(|| match nearest(name, LIBRARIES.iter().map(|library| library.name)) {
        Some(near) => anyhow!("there is no library `{name}`; did you mean `{near}`?"),
        None => anyhow!("there is no library `{name}`; `poolcheck libraries` lists them"),
    })
}

/// The stacks of a library that were run.
fn of<'a>(library: &Library, stacks: &'a [Stack]) -> Vec<&'a Stack> {
    stacks.iter().filter(|stack| stack.library == library.name).collect()
}

fn table(width: usize) -> String {
    let rows = LIBRARIES.iter().map(|library| {
        let default = |key: Key| library.default_of(key).map_or_else(|| "-".to_owned(), |value| value.show(key));
        vec![
            library.name.to_owned(),
            library.language.title().to_owned(),
            default(Key::MaxOpen),
            default(Key::MaxLifetime),
            default(Key::MaxIdleTime),
            library.title.to_owned(),
        ]
    });
    let listed =
        tables::plain(&["library", "language", "max_open", "max_lifetime", "max_idle_time", "is"], rows, width);
    format!(
        "{listed}\nThe columns in the middle are defaults; - is not known, or not the library's.\n`poolcheck libraries NAME` shows one with its keys, units and sources.\n"
    )
}

fn page(library: &Library, width: usize) -> String {
    let mut text = format!("{}: {}\n{}\n\n", library.name, library.title, library.multiplies);
    let defaults = library.defaults.iter().map(|default| {
        let later: Vec<_> = library.later.iter().filter(|later| later.default.key == default.key).collect();
        let later =
            later.iter().map(|later| format!("; {} since {}", later.default.value.show(default.key), later.since));
        let value = default.value.show(default.key) + &later.collect::<String>();
        vec![default.key.name().to_owned(), value, default.source.to_owned()]
    });
    text += &tables::plain(&["setting", "default", "source"], defaults, width);
    let names: Vec<_> =
        library.names.iter().chain(library.params).filter(|name| name.meaning != Meaning::Nothing).collect();
    if !names.is_empty() {
        let rows = names.into_iter().map(|name| vec![spellings(name), unit(name.unit), meaning(name)]);
        text += "\n";
        text += &tables::plain(&["key", "in", "sets"], rows, width);
    }
    text += &format!("\nacts within {}: {}\n", show_duration(library.reaction.time), library.reaction.source);
    text += &notices(library, width);
    for line in under_stress(library) {
        text += &(measured::wrapped(&line, "", width) + "\n");
    }
    text
}

/// When it looks at an age, how it fills, what a full server means, what its driver adds, and what is typed to set what.
fn under_stress(library: &Library) -> Vec<String> {
    let mut lines = Vec::new();
    if !library.age_looked_at.is_empty() {
        let moment = |moment: &Moment| match moment {
            Moment::Idle => "while it idles",
            Moment::Checkout => "when it is taken",
            Moment::Return => "when it is given back",
        };
        let moments: Vec<_> = library.age_looked_at.iter().map(moment).collect();
        lines.push(format!("a connection that grows too old: noticed {}", moments.join(", ")));
    }
    if library.fills == Fills::OneByOne {
        lines.push(
            "a growing pool: one thread opens one connection after another, so one that hangs stops all".to_owned(),
        );
    }
    if let WhenFull::Retries { until, says } = library.when_full {
        let until = until.map_or_else(String::new, |key| format!(" for {}", key.name()));
        lines.push(format!("a full server: it tries again{until}, and then the caller gets {says}"));
    }
    if let Some(driver) = library.usual_driver {
        let covers = match driver.dial {
            Dial::Greeting => "TCP's handshake and the login",
            Dial::Handshake => "TCP's handshake alone",
        };
        lines.push(format!(
            "the driver: {}, whose limit of connecting covers {covers}; a broken connection is {}, a refused one {}",
            driver.title, driver.broken, driver.refused
        ));
    }
    let levers = library.levers.iter().chain(library.usual_driver.iter().flat_map(|driver| driver.levers));
    let typed = |lever: &Lever| format!("{} {} ({})", lever.typed.replace("{}", "N"), lever.place, lever.key.name());
    let typed: Vec<_> = levers.map(|lever| typed(lever).replace("  ", " ").replace("{less}", "LESS")).collect();
    if !typed.is_empty() {
        lines.push(format!("to type: {}", typed.join("; ")));
    }
    lines
}

/// How it finds out that a connection which idles is dead, and how that is known.
fn notices(library: &Library, width: usize) -> String {
    let behaviour = &library.behaviour;
    let known = match behaviour.known {
        Known::Ran => "measured",
        Known::Read => "read in its source",
        Known::Assumed => "assumed: nobody looked",
    };
    let case = |case: &Case| match case.when {
        When::Always => case.notices.to_string(),
        When::Checks => format!("{} where its check is on", case.notices),
        When::Says(name) => format!("{} where {name} is set", case.notices),
        When::DriverChecks(since) => format!("{} with a driver of {since} or later", case.notices),
    };
    let mut cases: Vec<_> = behaviour.notices.iter().map(case).collect();
    if behaviour.notices.iter().all(|case| case.when != When::Always) {
        cases.push("else a query finds out".to_owned());
    }
    measured::wrapped(&format!("a dead idle connection: {} ({known})", cases.join("; ")), "", width) + "\n"
}

fn spellings(name: &Name) -> String {
    name.spellings().collect::<Vec<_>>().join(", ")
}

fn unit(unit: Unit) -> String {
    match unit {
        Unit::Count => "number".to_owned(),
        Unit::Switch => "switch".to_owned(),
        Unit::Bytes => "bytes".to_owned(),
        Unit::Worded => "duration".to_owned(),
        Unit::Text => "word".to_owned(),
        Unit::Time(unit) => match unit.as_millis() {
            1 => "ms".to_owned(),
            1000 => "s".to_owned(),
            60_000 => "min".to_owned(),
            _ => show_duration(unit),
        },
    }
}

fn meaning(name: &Name) -> String {
    match name.meaning {
        Meaning::Setting(key) => key.name().to_owned(),
        Meaning::Link => "the server".to_owned(),
        Meaning::Input(_) | Meaning::Nothing => "what the library works out".to_owned(),
    }
}

fn json(library: &Library, stacks: &[Stack]) -> Json {
    let value = |value: Value| match value {
        Value::Count(n) | Value::Size(n) => json!(n),
        Value::Time(time) => json!(time.as_secs_f64()),
        Value::Switch(on) => json!(on),
        Value::Unlimited | Value::Unresolved => Json::Null,
    };
    let settings: Vec<_> = library
        .defaults
        .iter()
        .map(|default| {
            let later = library.later.iter().filter(|later| later.default.key == default.key);
            let later = later.map(|later| {
                json!({
                    "since": later.since,
                    "default": value(later.default.value),
                    "unlimited": later.default.value == Value::Unlimited,
                    "source": later.default.source,
                })
            });
            json!({
                "name": default.key.name(),
                "default": value(default.value),
                "unlimited": default.value == Value::Unlimited,
                "source": default.source,
                "later": later.collect::<Vec<_>>(),
            })
        })
        .collect();
    let keys: Vec<_> = library
        .names
        .iter()
        .chain(library.params)
        .filter(|name| name.meaning != Meaning::Nothing)
        .map(|name| {
            let sets = match name.meaning {
                Meaning::Setting(key) => json!(key.name()),
                Meaning::Input(_) | Meaning::Link | Meaning::Nothing => Json::Null,
            };
            json!({"name": name.name, "also": name.also, "unit": unit(name.unit), "sets": sets})
        })
        .collect();
    json!({
        "name": library.name,
        "title": library.title,
        "language": library.language.title(),
        "settings": settings,
        "keys": keys,
        "multiplies": library.multiplies,
        "reaction": {"seconds": library.reaction.time.as_secs_f64(), "source": library.reaction.source},
        "measured": measured::json(&of(library, stacks)),
    })
}
