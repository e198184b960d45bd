//! The page in the docs: what your pool really does when something happens, as a table and a paragraph a stack.

use std::collections::{BTreeMap, BTreeSet};

use poolcheck::measured::events::{Asks, EVENTS, Event, Look};
use poolcheck::measured::words::{self, Aged};
use poolcheck::measured::{Case, Cases, LONG, SERVERS, Stack};

use crate::results::Row;
use crate::stacks;

/// The events of the table, with their columns' heads; the others stand in the paragraphs.
const COLUMNS: &[(&str, &str)] = &[
    ("E1", "server closes idle"),
    ("E2", "KILL"),
    ("E3", "restart"),
    ("F", "failover"),
    ("E4f", "hop: FIN"),
    ("E4r", "hop: RST"),
    ("E4", "hop: silence"),
    ("E5", "never greets"),
    ("E5b", "no answer to the dial"),
    ("E6", "all taken"),
    ("E7c", "server full"),
    ("E8", "age looked at"),
    ("E9", "left after 15, 45, 75 s"),
    ("Q", "closed"),
];

/// The folders of the languages, with their names.
const LANGUAGES: &[(&str, &str)] = &[
    ("go", "Go"),
    ("jvm", "Java"),
    ("node", "JavaScript"),
    ("php", "PHP"),
    ("python", "Python"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
];

/// The whole page.
pub(crate) fn page(measured: &[Stack], rows: &[Row]) -> String {
    let mut text = head(measured, rows);
    text += &in_short(measured);
    text += "\n## The events\n\n| event | |\n| --- | --- |\n";
    for event in EVENTS {
        text += &format!("| {} | {} |\n", event.title, event.what);
    }
    text += &how(rows);
    text += &table(measured);
    text += &paragraphs(measured);
    text
}

fn head(measured: &[Stack], rows: &[Row]) -> String {
    let days: BTreeSet<_> = rows.iter().map(|row| row.date.as_str()).collect();
    let (first, last) = (days.first().expect("a day"), days.last().expect("a day"));
    let when = if first == last { format!("on {first}") } else { format!("from {first} to {last}") };
    let libraries: BTreeSet<_> = measured.iter().map(|stack| stack.library.as_str()).collect();
    format!(
        "# What your pool really does when …\n\n\
         … the server closes what idles, is restarted, is full; when a load balancer forgets a connection; when all connections \
         are taken. None of this is from documentation: {} stacks ({} pool libraries over their drivers, in one or more \
         configurations) were put through {} events on real servers {when}, {} cases. Each pool has ten connections and \
         the library's own defaults otherwise. `poolcheck libraries NAME` shows a library's own part of it.\n\n\
         *This page is made from the results by `UPDATE=1 cargo test --test behaviour`; [how they are measured, and how a \
         stack is added](development.md#what-real-pools-do).*\n",
        measured.len(),
        libraries.len(),
        EVENTS.len(),
        rows.len(),
    )
}

/// How many stacks of those that were run come away with what.
fn in_short(measured: &[Stack]) -> String {
    let count = |id: &str, holds: fn(&Case) -> bool| {
        let run: Vec<_> = measured.iter().filter_map(|stack| stack.cases.get(id)).collect();
        let held = run.iter().filter(|cases| cases.each().into_iter().flatten().all(holds)).count();
        format!("{held} of {}", run.len())
    };
    let unhurt: fn(&Case) -> bool = |case| !case.hurts();
    let hangs: fn(&Case) -> bool = |case| case.hanging > 0;
    let rows = [
        ("lose no request when the server closes what idled for `wait_timeout`", count("E1", unhurt)),
        ("lose none in a restart of the server", count("E3", unhurt)),
        ("lose none behind a hop that forgets connections and answers with RST", count("E4r", unhurt)),
        ("hang behind a hop that forgets connections and says nothing", count("E4", hangs)),
        ("hang when the server accepts a connection and never greets", count("E5", hangs)),
        ("let a caller wait for ever when all connections are taken", count("E6", hangs)),
    ];
    let mut text =
        "\n## In short\n\n| stacks | of those that were run (on both servers, where both were) |\n| --- | --- |\n"
            .to_owned();
    for (what, many) in rows {
        text += &format!("| {many} | {what} |\n");
    }
    text + "\nWhat decides it is how a pool finds out that an idle connection is dead. One that *listens* to its sockets, or peeks into \
        them, sees whatever arrives, so a server that closes harms nobody; but an RST that comes only as the answer to the \
        next packet is that packet's error. One that *asks* the server before it uses a connection survives both; but where \
        nothing answers, the question itself hangs, unless it has a limit. One that does neither finds out by a request that fails.\n"
}

fn how(rows: &[Row]) -> String {
    let mut loads: Vec<_> = rows.iter().filter_map(|row| row.load).collect();
    loads.sort_by(f64::total_cmp);
    let servers: BTreeSet<_> = rows.iter().map(|row| format!("{} ({})", row.server, row.versions["server"])).collect();
    format!(
        "\n## How to read it\n\n\
         - The servers are {}, the hop is a program, and all is on one machine with two cores: no packet is ever lost, and what \
         the hop swallows is acknowledged. What clouds' hops do is emulated as they document it, and was not run there.\n\
         - Ten connections are opened and given back, something happens, ten callers ask at once (`SELECT SLEEP(0.2)`, so \
         that each needs a connection of its own), and up to four times more. **hang**: no answer in 45 s.\n\
         - The machine was busy: its load is known of {} of {} cases, and was {:.0} to {:.0} for each core, {:.0} in the \
         middle. Counts stand; times are upper bounds, and none below {LONG} s is told: that is \"at once\".\n\
         - KILL comes some 50 to 500 ms after the last use, more where the machine is busy. Pools that trust a connection \
         for a while after its use lose requests or not by that.\n\
         - Where callers are threads that start together, how many of ten fail varies from run to run if the first error \
         renews the whole pool (SQLAlchemy).\n\
         - What was not run has –.\n",
        servers.into_iter().collect::<Vec<_>>().join(" and "),
        loads.len(),
        rows.len(),
        loads.first().copied().unwrap_or_default(),
        loads.last().copied().unwrap_or_default(),
        loads.get(loads.len() / 2).copied().unwrap_or_default(),
    )
}

fn table(measured: &[Stack]) -> String {
    let mut text = format!(
        "\n## The table\n\nFailed of ten, {} / {} where they differ. ⟳: later callers fail too. A time behind a number is how late the \
         last answer came; one alone is after how long the caller fails. *at once*: within {LONG} s; *ok*: the caller is served.\n\n",
        SERVERS[0].1, SERVERS[1].1
    );
    let heads: Vec<_> = COLUMNS.iter().map(|(_, head)| *head).collect();
    text += &format!("| stack | {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len() + 1));
    for stack in measured {
        let cells = COLUMNS.iter().map(|(id, _)| {
            let event = EVENTS.iter().find(|event| event.id == *id).expect("an event");
            stack.cases.get(*id).map_or_else(|| "–".to_owned(), |cases| joined(event, cases))
        });
        let cells = cells.collect::<Vec<_>>().join(" | ");
        text += &format!("| [{}](#{}) | {cells} |\n", stack.title, anchor(&stack.title));
    }
    text
}

fn joined(event: &Event, cases: &Cases) -> String {
    let each = cases.each().map(|case| case.map_or_else(|| "–".to_owned(), |case| cell(event, case)));
    if each[0] == each[1] { each[0].clone() } else { each.join(" / ") }
}

/// One case in a cell: `10`, `10⟳`, `0 (12s)`, `hang`, `30s`.
fn cell(event: &Event, case: &Case) -> String {
    let time = |least: &str| if case.seconds > 0 { format!("{}s", case.seconds) } else { least.to_owned() };
    match event.asks {
        _ if case.fact("unencrypted") > 0 && case.hurts() => "refused".to_owned(),
        Asks::Ten | Asks::Three if case.hanging > 0 && case.failed == 0 && case.hanging >= 8 => "hang".to_owned(),
        Asks::Ten | Asks::Three => {
            let hanging = if case.hanging > 0 { format!("{} hang, ", case.hanging) } else { String::new() };
            let late = if case.seconds > 0 { format!(" ({}s)", case.seconds) } else { String::new() };
            let again = if case.later.is_empty() { "" } else { "⟳" };
            let open = if case.fact("none_closed") > 0 { " (none closed)" } else { "" };
            format!("{hanging}{}{again}{late}{open}", case.failed)
        }
        Asks::One if case.hanging > 0 => "hang".to_owned(),
        Asks::One if case.failed > 0 => time("at once"),
        Asks::One => format!("ok {}", time("")).trim_end().to_owned(),
        Asks::Looks(look) => looks(look, case),
    }
}

fn looks(look: Look, case: &Case) -> String {
    let fact = |name: &str| case.fact(name);
    match look {
        Look::Age => {
            let Aged { idle, taken, returned } = Aged::of(case);
            let parts = [(idle, "idle"), (taken, "taken"), (returned, "return")];
            let parts: Vec<_> = parts.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
            if parts.is_empty() { "never".to_owned() } else { parts.join("+") }
        }
        Look::Idle => {
            format!("{}, {}, {}", fact("idle_after_15"), fact("idle_after_45"), fact("idle_after_75"))
        }
        Look::Writes => format!("drops {}", fact("given_up")),
        Look::Close if fact("none_closed") > 0 => "stays open".to_owned(),
        Look::Close if fact("aborted") > 0 => "hangs up".to_owned(),
        Look::Close => "COM_QUIT".to_owned(),
    }
}

fn paragraphs(measured: &[Stack]) -> String {
    let configs: BTreeMap<_, _> = stacks::all().into_iter().map(|stack| (stack.name, stack.config)).collect();
    let mut text = String::new();
    for (folder, language) in LANGUAGES {
        text += &format!("\n## {language}\n");
        for stack in measured.iter().filter(|stack| stack.stack.split('/').next() == Some(folder)) {
            text += &paragraph(stack, &configs[&stack.stack]);
        }
    }
    let without: Vec<_> = configs.keys().filter(|name| measured.iter().all(|stack| stack.stack != **name)).collect();
    if !without.is_empty() {
        let names: Vec<_> = without.iter().map(|name| format!("`{name}`")).collect();
        text += &format!("\n## Not run yet\n\nThese stacks are there and have no results: {}.\n", names.join(", "));
    }
    text
}

fn paragraph(stack: &Stack, config: &str) -> String {
    format!(
        "\n### {}\n\n`{}`, opened from [its file](../{config}): {}; {}. {}\n",
        stack.title,
        stack.stack,
        stack.versions,
        stack.date,
        words::paragraph(stack)
    )
}

/// The anchor of a heading, as GitHub and mdBook make it.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase();
    kept.chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
        .map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}
