//! Both sides before the findings; the budget and the skipped rules after them.

use std::time::Duration;

use super::bar::bar;
use super::files;
use super::finding::origin;
use super::layout::columns;
use super::server::block;
use crate::audit::accounts::{self, AccountBudget};
use crate::audit::budget::{Budget, Phase};
use crate::audit::observed::Observed;
use crate::audit::servers::{Named, Spread};
use crate::client::pool::Pool;
use crate::client::pool::instances::Instances;
use crate::client::pool::settings::{Key, Setting};
use crate::report::brief::lacking;
use crate::report::{Report, phases, verdict};
use crate::server::{Server, ServerState};
use crate::text::names::first_of;
use crate::text::origin::{Origin, OriginKind};
use crate::text::quantity::{plural, show_age, show_percent};

/// The settings that the line of a pool always names.
const SHOWN: [Key; 4] = [Key::MaxOpen, Key::MaxIdle, Key::MaxLifetime, Key::MaxIdleTime];

/// Cells of the bar of the whole limit.
const CELLS: usize = 24;

/// The inert pools of one reason that are named; the JSON report and `--verbose` have them all.
const NAMED: usize = 3;

/// One entry for the server and one for each pool.
pub(super) fn sides(report: &Report<'_>, width: usize) -> String {
    let mut text = String::new();
    let mut rows = vec![vec!["server".to_owned(), server(report.server)]];
    rows.extend(files::line(&report.client.walked).map(|line| vec!["files".to_owned(), line]));
    let seen = Observed::of(report.server, report.client);
    let (judged, inert): (Vec<_>, Vec<_>) = report.client.pools.iter().partition(|pool| pool.is_judged());
    rows.extend(judged.into_iter().map(|found| vec!["pool".to_owned(), pool(seen.as_ref(), found)]));
    if let Spread::Others(others) = &report.audit.spread {
        let line =
            |other: &Named| format!("{} to {}, not judged: another server", other.pools.join(", "), other.server);
        rows.extend(others.iter().map(|other| vec!["elsewhere".to_owned(), line(other)]));
    }
    rows.extend(not_judged(&inert).into_iter().map(|line| vec!["inert".to_owned(), line]));
    text.push_str(&columns(rows, &[], 0, width));
    if let ServerState::Known(known) = report.server {
        text.push_str(&block(known, width));
    }
    text.push_str(&files::section(report, width));
    for pool in &report.client.pools {
        text.push_str(&format!("\nsettings of {}\n", pool.label));
        let settings = pool.settings.iter().map(|(key, setting)| every_setting(pool, key, setting));
        let rows = settings.chain(every_count(&pool.instances)).collect();
        text.push_str(&columns(rows, &[], 2, width));
    }
    text
}

fn server(state: &ServerState) -> String {
    match state {
        ServerState::NotGiven => "none given (--dsn)".to_owned(),
        ServerState::Unreachable(unreachable) => format!("not audited: {unreachable}"),
        ServerState::Refused(refusal) => {
            format!("{} refused the connection: error {}: {}", refusal.target, refusal.code, refusal.message)
        }
        ServerState::Known(server) => known(server),
    }
}

fn known(server: &Server) -> String {
    let mut parts = vec![server.title()];
    parts.extend(server.between.as_ref().map(|_| "behind a proxy or a gateway (--verbose)".to_owned()));
    parts.push(format!("{} {}", server.source.name(), server.source.target()));
    if let Some(uptime) = server.status.whole("Uptime") {
        parts.push(format!("up {}", show_age(Duration::from_secs(uptime))));
    }
    for name in ["max_connections", "wait_timeout"] {
        if let Some(value) = server.variables.text(name) {
            parts.push(format!("{name} {value}"));
        }
    }
    if let Some(peak) = server.status.text("Max_used_connections") {
        parts.push(format!("peak {peak}"));
    }
    parts.join(", ")
}

/// The library, and whether somebody said so.
fn library(pool: &Pool) -> String {
    let assumed = pool.library_origin.kind == OriginKind::Default;
    format!("{}{}", pool.library.title, if assumed { " (assumed)" } else { "" })
}

fn pool(seen: Option<&Observed<'_>>, pool: &Pool) -> String {
    let mut parts = vec![pool.label.clone(), library(pool)];
    parts.extend((pool.label != pool.name).then(|| format!("in flags {}", pool.name)));
    parts.extend(pool.place.as_ref().map(ToString::to_string));
    if let Some(reason) = pool.status.reason() {
        parts.push(format!("{}: {reason}", pool.status.name()));
    }
    for (key, setting) in pool.settings.iter() {
        if SHOWN.contains(&key) || setting.is_written() {
            parts.push(format!("{} {}", pool.word(key), setting.value.show(key)));
        }
    }
    parts.push(instances(pool));
    let observed = seen.and_then(|seen| seen.instances(pool));
    parts.extend(observed.and_then(|observed| observed.origin.note).map(String::from));
    parts.join(", ")
}

/// The pools that are not judged, those of one reason together.
fn not_judged(pools: &[&Pool]) -> Vec<String> {
    let by_reason =
        lacking::grouped(pools.iter().map(|pool| (pool.status.reason().unwrap_or_default(), pool.label.as_str())));
    let line = |(reason, names): (&str, Vec<&str>)| format!("{}, not judged: {reason}", first_of(&names, NAMED));
    by_reason.into_iter().map(line).collect()
}

fn instances(pool: &Pool) -> String {
    let counts = &pool.instances;
    let least = if counts.is_assumed() { "at least " } else { "" };
    let mut text = format!("{least}{}", plural(counts.steady(), "instance"));
    if counts.maximum() != counts.steady() {
        text.push_str(&format!(", {} at most", counts.maximum()));
    }
    if counts.overlaps() {
        text.push_str(&format!(", {} in a rollout", counts.rollout()));
    }
    text
}

fn every_setting(pool: &Pool, key: Key, setting: &Setting) -> Vec<String> {
    let word = pool.word(key);
    let own = if word == key.name() { String::new() } else { format!(" ({word})") };
    let mut value = setting.value.show(key);
    if let Some(why) = &setting.replaced {
        value.push_str(&format!(" ({why})"));
    }
    let source = match (setting.is_written(), &setting.origin.note) {
        (false, Some(note)) => format!("{}: {note}", setting.origin.kind.name()),
        _ => origin(&setting.origin),
    };
    vec![format!("{}{own}", key.name()), value, source]
}

/// The counts of a pool's processes, each with where it was stated.
fn every_count(counts: &Instances) -> Vec<Vec<String>> {
    let replicas =
        if counts.min == counts.max { counts.max.to_string() } else { format!("{} to {}", counts.min, counts.max) };
    let mut rows = vec![
        ("replicas", replicas, &counts.origin),
        ("processes", counts.processes.value.to_string(), &counts.processes.origin),
    ];
    let parts = [
        ("rollout_surge", &counts.surge, counts.surge_replicas()),
        ("terminating", &counts.terminating, counts.terminating_replicas()),
    ];
    for (name, stated, replicas) in parts {
        rows.extend(stated.as_ref().map(|stated| (name, replicas.to_string(), &stated.origin)));
    }
    rows.into_iter().map(|(name, value, from)| vec![name.to_owned(), value, with_note(from)]).collect()
}

fn with_note(from: &Origin) -> String {
    match (&from.place, &from.note) {
        (None, Some(note)) => format!("{}: {note}", from.kind.name()),
        (Some(place), Some(note)) => format!("{place}: {note}"),
        _ => origin(from),
    }
}

/// The fleet's arithmetic.
pub(super) fn budget(report: &Report<'_>, width: usize) -> String {
    let Some(budget) = report.audit.budget.as_ref().filter(|budget| !budget.shares.is_empty()) else {
        return String::new();
    };
    let phases = phases(report);
    let mut rows = vec![header(&phases)];
    for share in &budget.shares {
        let Some(pool) = report.client.pool(&share.pool) else { continue };
        let cells =
            phases.iter().map(|phase| format!("{} × {} = {}", share.max_open, phase.instances(pool), share.at(*phase)));
        rows.push(std::iter::once(pool.label.clone()).chain(cells).collect());
    }
    rows.push(total(budget, &phases));
    rows.extend(accounts(report, &phases));
    let right: Vec<_> = (1..=phases.len()).collect();
    let mut text = format!("\nbudget  {}\n", limit(budget));
    text.push_str(&columns(rows, &right, 2, width));
    text.push_str(&columns(phases.iter().map(|phase| picture(budget, *phase)).collect(), &[], 2, width));
    for (names, what) in [
        (&budget.unlimited_pools, "max_open unlimited"),
        (&budget.unknown_pools, "max_open unknown"),
        (&budget.shared_pools, "behind a proxy that shares connections"),
    ] {
        if !names.is_empty() {
            text.push_str(&columns(vec![vec![format!("not counted, {what}: {}", names.join(", "))]], &[], 2, width));
        }
    }
    text
}

fn header(phases: &[Phase]) -> Vec<String> {
    std::iter::once("").chain(phases.iter().map(|phase| name(*phase))).map(str::to_owned).collect()
}

fn total(budget: &Budget, phases: &[Phase]) -> Vec<String> {
    let cells = phases.iter().map(|phase| budget.total(*phase).to_string());
    std::iter::once("total".to_owned()).chain(cells).collect()
}

/// One moment as a bar against the limit.
fn picture(budget: &Budget, phase: Phase) -> Vec<String> {
    let total = budget.total(phase);
    let share = show_percent(total as f64, budget.limit as f64).replace(' ', "\u{a0}");
    let said = format!("{total} of {}: {share}", budget.limit);
    vec![name(phase).to_owned(), bar(total, budget.limit, CELLS), said]
}

/// What a moment is called over a column.
const fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Steady => "steady",
        Phase::Maximum => "maximum",
        Phase::Rollout => "rollout",
    }
}

/// A row for each account, where they differ from the whole: one has a limit, or there are several.
fn accounts(report: &Report<'_>, phases: &[Phase]) -> Vec<Vec<String>> {
    let accounts = report.server.known().map(|server| accounts::budgets(report.client, server)).unwrap_or_default();
    if accounts.len() < 2 && accounts.iter().all(|account| account.limit.is_none()) {
        return Vec::new();
    }
    let row = |account: &AccountBudget<'_>| {
        let cells = phases.iter().map(|phase| match (account.total(*phase), account.limit) {
            (total, None) => total.to_string(),
            (total, Some(limit)) => format!("{total} of {limit} ({})", show_percent(total as f64, limit as f64)),
        });
        std::iter::once(format!("account {}", account.user)).chain(cells).collect()
    };
    accounts.iter().map(row).collect()
}

fn limit(budget: &Budget) -> String {
    let (given, by) = match &budget.files {
        Some(files) => (files.value, "open_files_limit"),
        None => (budget.max_connections.value, "max_connections"),
    };
    match budget.reserved {
        0 => format!("{} connections ({by})", budget.limit),
        reserved => format!("{} connections ({by} {given} − reserved {reserved})", budget.limit),
    }
}

/// The rules that could not be judged, by what they lacked.
pub(super) fn skipped(report: &Report<'_>, width: usize) -> String {
    if report.audit.skipped.is_empty() {
        return String::new();
    }
    let reasons = lacking::reasons(report);
    let rows = reasons.into_iter().map(|(needs, rules)| vec![format!("needs {needs}: {}", rules.join(", "))]).collect();
    let count = plural(verdict::rules_skipped(report) as u64, "rule");
    format!("\nskipped  {count} could not be judged\n{}", columns(rows, &[], 2, width))
}
