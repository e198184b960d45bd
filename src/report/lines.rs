//! The report as sentences, a line each: for a screen reader, a voice, a pipe that is read by people. No columns, no drawing.

use super::brief::Brief;
use super::brief::pools::SHOWN;
use super::brief::told::Told;
use super::fleet::Fleet;
use super::{Report, hidden, prose, verdict};
use crate::text::place::Place;
use crate::text::quantity::show_percent;

/// The verdict, the server, the pools that matter, the findings by cause, and what is not told here.
pub fn render(report: &Report<'_>) -> String {
    let brief = Brief::of(report, usize::MAX);
    let mut lines = vec![format!("Verdict: {}", verdict::line(report)), format!("Server: {}", brief.server.join(", "))];
    lines.extend(pools(&brief));
    for (at, told) in brief.told.iter().enumerate() {
        lines.extend(finding(told, at + 1, brief.told.len()));
    }
    lines.extend(brief.rest().map(|rest| format!("Not told here: {rest}")));
    lines.extend(hidden::lines(report));
    // An arrow between two values is heard as a word.
    lines.iter().map(|line| format!("{}\n", prose::one_line(line).replace(" → ", " to "))).collect()
}

/// The verdict on all servers, then each server's lines under its name.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let mut text = format!("Verdict: {}\n", fleet.verdict());
    for part in &fleet.audits {
        text.push_str(&format!("Server {}\n{}", part.title(), render(&part.report)));
    }
    text
}

fn pools(brief: &Brief<'_>) -> Vec<String> {
    let pools = &brief.pools;
    let share = |number: Option<u64>| {
        let share = number.zip(pools.limit).map(|(part, limit)| show_percent(part as f64, limit as f64));
        share.map_or(String::new(), |share| format!(", {share} of the limit"))
    };
    let mut lines: Vec<_> = pools
        .most(SHOWN)
        .into_iter()
        .map(|row| {
            let place = row.pool.place.as_ref().map_or(String::new(), |place| format!(", {}", at(place)));
            format!(
                "Pool {}: {}{place}, connections {}{}, keeps idle ones: {}",
                row.pool.label,
                row.pool.library.title,
                row.connections,
                share(row.number),
                row.idle
            )
        })
        .collect();
    lines.extend((pools.more > 0).then(|| format!("{} more pools", pools.more)));
    let sums = pools.sums_beyond();
    lines.extend(
        sums.map(|(name, sum)| {
            format!("Pools, {name}: {} connections{}", sum.connections, share(Some(sum.connections)))
        }),
    );
    lines
}

fn finding(told: &Told<'_>, number: usize, of: usize) -> Vec<String> {
    let severity = match told.severity.name() {
        "error" => "Error",
        "warning" => "Warning",
        _ => "Info",
    };
    let place = told.place.map_or(String::new(), |place| format!(", {}", at(place)));
    let mut lines = vec![format!("{severity} {number} of {of}{place}: {}", told.what)];
    for member in &told.members {
        let place = member.place.map_or(String::new(), |place| format!("{}: ", at(place)));
        lines.push(format!("At {place}{}", member.what));
        lines.extend(member.change.as_ref().map(|change| format!("To do there: {change}")));
    }
    lines.extend((!told.effect.is_empty()).then(|| format!("What users see: {}", told.effect)));
    lines.extend(told.others.iter().map(|other| format!("Also: {other}")));
    lines.extend(told.change.as_ref().map(|change| format!("To do: {}{}", change.said(), change.others())));
    lines
}

fn at(place: &Place) -> String {
    format!("{} line {}", place.file, place.start.line)
}
