//! `poolcheck diff A B`: what changed between two captures that matters to pools, and which findings appear or vanish.

use serde_json::{Value as Json, json};

use super::args::{DiffArgs, ListFormat};
use super::exit::Exit;
use super::{output, policy, tables, terminal};
use crate::audit::compare::{self, Change};
use crate::audit::finding::Finding;
use crate::audit::{self, Audit};
use crate::client::flags::Flags;
use crate::client::{Client, read};
use crate::report::json::{COUNTERS, VARIABLES};
use crate::server::{Server, ServerState, files};
use crate::source::files::gather::gather;

/// Compares the captures. Status 1 where findings at or above `--fail-on` appear.
pub(super) fn run(args: &DiffArgs) -> anyhow::Result<Exit> {
    let (before, after) = match (files::read(&args.before), files::read(&args.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(unreadable), _) | (_, Err(unreadable)) => {
            output::complain(&format!("a capture could not be read: {unreadable}"));
            return Ok(Exit::NotAudited);
        }
    };
    let names: Vec<_> = VARIABLES.iter().chain(&COUNTERS).copied().collect();
    let changes = compare::changes(&before, &after, &names);
    let policy = policy::of(&args.policy, &args.config)?;
    let gathered = gather(&args.config)?;
    let client = read::gathered(&gathered, &Flags::default())?;
    let judge = |server: Server| judge(&client, !args.config.is_empty(), server, &policy);
    let (before, after) = (judge(before), judge(after));
    let (appeared, vanished) = (compare::only_in(&after, &before), compare::only_in(&before, &after));
    let text = match args.format {
        ListFormat::Table => table(&changes, &appeared, &vanished, terminal::width(false)),
        ListFormat::Json => serde_json::to_string_pretty(&document(&changes, &appeared, &vanished))? + "\n",
    };
    output::print(&text)?;
    let least = args.fail_on.least();
    let fails = least.is_some_and(|least| appeared.iter().any(|finding| finding.severity >= least));
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

fn judge(client: &Client, config_given: bool, server: Server, policy: &audit::policy::Policy) -> Audit {
    audit::run(client, config_given, &ServerState::Known(Box::new(server)), policy)
}

fn table(changes: &[Change], appeared: &[&Finding], vanished: &[&Finding], width: usize) -> String {
    if changes.is_empty() && appeared.is_empty() && vanished.is_empty() {
        return "nothing that matters to pools changed\n".to_owned();
    }
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "not captured".to_owned());
    let rows = changes.iter().map(|change| vec![change.name.clone(), shown(&change.before), shown(&change.after)]);
    let mut text = tables::plain(&["changed", "before", "after"], rows, width);
    for (what, findings) in [("appeared", appeared), ("vanished", vanished)] {
        if !findings.is_empty() {
            let rows = findings.iter().map(|finding| {
                let pool = finding.pool.as_ref().map_or_else(String::new, |pool| format!("{pool}: "));
                vec![finding.severity.name().to_owned(), finding.rule.to_owned(), format!("{pool}{}", finding.message)]
            });
            text.push('\n');
            text.push_str(&tables::plain(&[what, "rule", "finding"], rows, width));
        }
    }
    text
}

fn document(changes: &[Change], appeared: &[&Finding], vanished: &[&Finding]) -> Json {
    let change = |change: &Change| json!({"name": change.name, "before": change.before, "after": change.after});
    let finding = |finding: &&Finding| {
        json!({
            "rule": finding.rule,
            "severity": finding.severity.name(),
            "pool": finding.pool,
            "message": finding.message,
            "fingerprint": finding.fingerprint(),
        })
    };
    json!({
        "schema": 1,
        "changed": changes.iter().map(change).collect::<Vec<_>>(),
        "appeared": appeared.iter().map(finding).collect::<Vec<_>>(),
        "vanished": vanished.iter().map(finding).collect::<Vec<_>>(),
    })
}
