//! The default face: one screen. What was audited, then the findings, then what was not judged, so that the end of a scrolled
//! terminal is the answer.
//!
//! A report that has no room leaves out step by step what it can do without: alternatives, what other rules see of the same
//! cause, the last of many pools. The findings, their places and what to type always stay.

use colored::{ColoredString, Colorize};

use super::bar::bar;
use super::files;
use super::grid::{Column, grid};
use super::layout::{columns_of, wrap};
use crate::audit::finding::Severity;
use crate::report::brief::Brief;
use crate::report::brief::change::Change;
use crate::report::brief::pools::{Pools, Row, SHOWN};
use crate::report::brief::told::{Member, Told};
use crate::report::{Report, hidden};
use crate::text::quantity::{plural, show_percent};

/// Lines of a terminal that nobody made larger.
const SCREEN: usize = 24;

/// The columns of a page for which the lines are counted; a narrower one has as many more lines.
const PAGE: usize = 80;

/// Findings that a screen has room for.
const FINDINGS: usize = 5;

/// Lines of each finding beyond them.
const LINES: usize = 3;

/// Cells of the bar beside a share.
const BAR: usize = 5;

/// Lines that the verdict takes, above or below.
const VERDICT: usize = 3;

/// What there is room for.
// Each switch is a part of the report of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy)]
struct Room {
    /// The rule's name behind each finding.
    rules: bool,
    /// Pools in the table.
    pools: usize,
    /// Pools or places of one finding that are named.
    members: usize,
    /// Whether it is said of each of them what collides, and not only what to type.
    whole_members: bool,
    /// What other rules see of the same cause.
    others: bool,
    /// The least severity of which it is said what users see.
    effects: Option<Severity>,
    /// Other ways out beside the best one.
    alternatives: bool,
}

/// All that the default face can say.
const ALL: Room = Room {
    rules: true,
    pools: SHOWN,
    members: 6,
    whole_members: true,
    others: true,
    effects: Some(Severity::Warning),
    alternatives: true,
};
const NO_RULES: Room = Room { rules: false, ..ALL };
const ERRORS_ONLY: Room = Room { effects: Some(Severity::Error), ..NO_RULES };
const FEWER_POOLS: Room = Room { pools: 4, ..ERRORS_ONLY };
const NO_OTHERS: Room = Room { others: false, ..FEWER_POOLS };
const SHORT_MEMBERS: Room = Room { whole_members: false, ..NO_OTHERS };
const NO_EFFECTS: Room = Room { effects: None, pools: 3, ..SHORT_MEMBERS };
const ONE_POOL: Room = Room { pools: 1, ..NO_EFFECTS };
const NO_ALTERNATIVES: Room = Room { alternatives: false, ..ONE_POOL };
const FEW_MEMBERS: Room = Room { members: 3, ..NO_ALTERNATIVES };
const LEAST: Room = Room { members: 2, ..FEW_MEMBERS };

/// From all to the least.
const ROOMS: [Room; 11] = [
    ALL,
    NO_RULES,
    ERRORS_ONLY,
    FEWER_POOLS,
    NO_OTHERS,
    SHORT_MEMBERS,
    NO_EFFECTS,
    ONE_POOL,
    NO_ALTERNATIVES,
    FEW_MEMBERS,
    LEAST,
];

/// The report without its verdict, on as few lines as it can.
pub(super) fn body(report: &Report<'_>, width: usize) -> String {
    let brief = Brief::of(report, width / 3);
    let beyond = brief.told.len().saturating_sub(FINDINGS);
    let page = (SCREEN - VERDICT) * PAGE / width.clamp(1, PAGE);
    let least = ROOMS.last().map(|room| laid_out(report, &brief, *room, width)).unwrap_or_default();
    let fits = |text: &String| text.lines().count() <= page + beyond * LINES;
    ROOMS.iter().map(|room| laid_out(report, &brief, *room, width)).find(fits).unwrap_or(least)
}

fn laid_out(report: &Report<'_>, brief: &Brief<'_>, room: Room, width: usize) -> String {
    let mut text = inputs(report, brief, room, width);
    if !brief.told.is_empty() {
        text.push('\n');
    }
    for told in &brief.told {
        text.push_str(&finding(brief, told, room, width));
    }
    let rest: Vec<_> = brief
        .rest()
        .map(|rest| format!("-v shows {rest}"))
        .into_iter()
        .chain(hidden::lines(report))
        .map(|line| wrap(&line, "", "  ", width))
        .collect();
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(&rest.concat());
    }
    text
}

/// The server and the pools.
fn inputs(report: &Report<'_>, brief: &Brief<'_>, room: Room, width: usize) -> String {
    let mut text = server(&brief.server, width);
    if let Some(line) = files::line(&report.client.walked) {
        text.push_str(&wrap(&line, "files   ", "        ", width));
    }
    if let Some(root) = brief.paths.root() {
        text.push_str(&wrap(root, "under   ", "        ", width));
    }
    text.push_str(&pools(brief, room.pools, width));
    text
}

/// The server on one line; what is known last is left out first.
fn server(parts: &[String], width: usize) -> String {
    const LABEL: &str = "server  ";
    let mut shown = parts;
    while let [rest @ .., _] = shown
        && !rest.is_empty()
        && LABEL.len() + columns_of(&shown.join(", ")) > width
    {
        shown = rest;
    }
    wrap(&shown.join(", "), LABEL, "        ", width)
}

fn pools(brief: &Brief<'_>, shown: usize, width: usize) -> String {
    let pools = &brief.pools;
    if pools.rows.is_empty() {
        return String::new();
    }
    let columns = [
        Column { title: "pool", right: false, drop: None },
        Column { title: "library", right: false, drop: Some(1) },
        Column { title: "file", right: false, drop: Some(3) },
        Column { title: "connections", right: true, drop: None },
        Column { title: "share", right: true, drop: Some(4) },
        Column { title: "", right: false, drop: Some(0) },
        Column { title: "keeps idle", right: false, drop: Some(2) },
    ];
    let mut rows: Vec<Vec<String>> = pools.most(shown).into_iter().map(|row| pool(brief, row)).collect();
    rows.extend(sums(pools, shown));
    let lines = grid(&columns, &rows, width).unwrap_or_else(|| rows.iter().map(|row| as_line(row)).collect());
    let mut text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if let (None, Some(sum)) = (pools.limit, pools.sums.last()) {
        let least = if pools.uncounted.is_empty() { "" } else { "at least " };
        let line = format!(
            "these pools may open {least}{}; --dsn compares that with what the server gives",
            plural(sum.connections, "connection")
        );
        text.push_str(&wrap(&line, "", "  ", width));
    }
    text
}

/// A row of a table that has no room, as a line of its own.
fn as_line(row: &[String]) -> String {
    row.iter().filter(|cell| !cell.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn pool(brief: &Brief<'_>, row: &Row<'_>) -> Vec<String> {
    let limit = brief.pools.limit;
    vec![
        row.pool.label.clone(),
        row.pool.library.title.to_owned(),
        row.pool.place.as_ref().map(|place| brief.paths.place(place)).unwrap_or_default(),
        row.connections.clone(),
        share(row.number, limit),
        row.number.zip(limit).map(|(number, limit)| bar(number, limit, BAR)).unwrap_or_default(),
        row.idle.clone(),
    ]
}

fn share(part: Option<u64>, limit: Option<u64>) -> String {
    part.zip(limit).map(|(part, limit)| show_percent(part as f64, limit as f64)).unwrap_or_default()
}

/// What all pools open, where that is more than a row above says: several pools, or another moment.
fn sums(pools: &Pools<'_>, shown: usize) -> Vec<Vec<String>> {
    let all = pools.rows.len() + pools.more;
    let mut rows = Vec::new();
    if all > shown {
        rows.push(vec![format!("+ {} more", all - shown)]);
    }
    for (name, sum) in pools.sums_beyond() {
        let number = sum.connections;
        let bar = pools.limit.map(|limit| bar(number, limit, BAR)).unwrap_or_default();
        let share = share(Some(number), pools.limit);
        rows.push(vec![name.to_owned(), String::new(), String::new(), number.to_string(), share, bar]);
    }
    rows
}

/// One finding: what collides and where, what users see, what to type.
fn finding(brief: &Brief<'_>, told: &Told<'_>, room: Room, width: usize) -> String {
    let word = told.severity.name();
    let hang = if width < 60 { "  ".to_owned() } else { " ".repeat(9) };
    let label = format!("{word}{}", " ".repeat(hang.len().saturating_sub(word.len()).max(1)));
    let place = told.place.map(|place| format!("{}  ", brief.paths.place(place))).unwrap_or_default();
    let what = format!("{place}{}", told.what);
    let rule = if room.rules { format!("  [{}]", told.rule) } else { String::new() };
    let head = wrap(&format!("{what}{rule}"), &label, &hang, width);
    let mut text = head.replacen(word, &paint(told.severity, word).to_string(), 1);
    for member in told.members.iter().take(room.members) {
        text.push_str(&self::member(brief, member, room, (&hang, width)));
    }
    let more = told.members.len().saturating_sub(room.members);
    if more > 0 {
        text.push_str(&format!("{hang}+ {more} more\n"));
    }
    if room.effects.is_some_and(|least| told.severity >= least) && !told.effect.is_empty() {
        text.push_str(&wrap(&told.effect, &hang, &hang, width));
    }
    if room.others {
        for other in &told.others {
            text.push_str(&wrap(&format!("also: {other}"), &hang, &hang, width));
        }
    }
    if let Some(change) = &told.change {
        text.push_str(&arrow(brief, told, change, room, (&hang, width)));
    }
    text
}

fn member(brief: &Brief<'_>, member: &Member<'_>, room: Room, (hang, width): (&str, usize)) -> String {
    let place = member.place.map(|place| format!("{}  ", brief.paths.place(place))).unwrap_or_default();
    let line = match &member.change {
        Some(change) if room.whole_members => format!("{place}{} → {change}", member.what),
        Some(change) => format!("{place}→ {change}{}", now(member)),
        None if room.whole_members || place.is_empty() => format!("{place}{}", member.what),
        None => place,
    };
    wrap(&line, hang, &format!("{hang}  "), width)
}

/// What stands at a place that a new value is typed at.
fn now(member: &Member<'_>) -> String {
    member.now.map_or(String::new(), |now| format!(" (now {now})"))
}

/// The line with what to type, and others in short.
fn arrow(brief: &Brief<'_>, told: &Told<'_>, change: &Change<'_>, room: Room, (hang, width): (&str, usize)) -> String {
    let elsewhere = change
        .place
        .filter(|place| told.place.is_none_or(|own| own.file != place.file || own.start.line != place.start.line));
    let place = elsewhere.map(|place| format!("{}  ", brief.paths.place(place))).unwrap_or_default();
    let mut line = format!("{place}{}", change.said());
    if room.alternatives {
        line.push_str(&change.others());
    }
    let mark = format!("{}→ ", " ".repeat(hang.len().saturating_sub(2)));
    wrap(&line, &mark, hang, width)
}

pub(super) fn paint(severity: Severity, text: &str) -> ColoredString {
    match severity {
        Severity::Error => text.red().bold(),
        Severity::Warning => text.yellow().bold(),
        Severity::Info => text.cyan().bold(),
    }
}
