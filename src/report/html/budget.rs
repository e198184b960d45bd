//! The fleet's connections against the limit, as bars: one for each moment, a stretch for each pool, a line at the limit.

use super::{escaped, thousandths};
use crate::audit::accounts;
use crate::audit::budget::{Budget, Phase, Share};
use crate::report::{Report, phases};
use crate::text::quantity::show_percent;

/// The colours that pools take in turn.
const COLOURS: [&str; 4] = ["a", "b", "c", "d"];

/// Pools that have a stretch of their own; a bar of more is a comb.
const SHOWN: usize = 12;

/// The section; nothing where there is no budget.
pub(super) fn section(report: &Report<'_>) -> String {
    let Some(budget) = report.audit.budget.as_ref().filter(|budget| !budget.shares.is_empty()) else {
        return String::new();
    };
    let phases = phases(report);
    let whole = phases.iter().map(|phase| budget.total(*phase)).max().unwrap_or(0).max(budget.limit);
    let rows: Vec<_> = phases.iter().map(|phase| bar(budget, *phase, whole)).collect();
    let caption = format!(
        "The line is the limit: {} connections{}. What is beyond it is refused.",
        budget.limit,
        match budget.reserved {
            0 => String::new(),
            reserved => format!(", {reserved} more are reserved"),
        }
    );
    format!(
        "<section>\n<h2>Who runs out first</h2>\n<figure>\n{}<figcaption>{caption}</figcaption>\n</figure>\n{}{}</section>\n",
        rows.concat(),
        table(report, budget, &phases),
        uncounted(budget),
    )
}

fn bar(budget: &Budget, phase: Phase, whole: u64) -> String {
    let total = budget.total(phase);
    let share = show_percent(total as f64, budget.limit as f64);
    // A line break before the sign would leave it alone.
    let share = share.replace(' ', "\u{a0}");
    let label = format!("{total} of {} {}: {share}", budget.limit, phase.phrase());
    let limit = thousandths(budget.limit as f64, whole as f64);
    let mut stretches = String::new();
    let mut at = 0_u64;
    for (index, share) in largest(budget).into_iter().enumerate() {
        let end = at.saturating_add(share.at(phase));
        let (from, to) = (thousandths(at as f64, whole as f64), thousandths(end as f64, whole as f64));
        stretches.push_str(&format!(
            "<rect class=\"{}\" x=\"{from}\" y=\"2\" width=\"{}\" height=\"20\"/>",
            colour(index),
            to - from
        ));
        at = end;
    }
    let total = thousandths(total as f64, whole as f64);
    let over = total.saturating_sub(limit);
    let over = match over {
        0 => String::new(),
        over => format!("<rect class=\"over\" x=\"{limit}\" y=\"2\" width=\"{over}\" height=\"20\"/>"),
    };
    format!(
        "<div class=\"row\"><span>{label}</span>\
         <svg viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{label}\">\
         <rect class=\"track\" x=\"0\" y=\"2\" width=\"{limit}\" height=\"20\"/>{stretches}{over}\
         <line class=\"limit\" x1=\"{line}\" x2=\"{line}\" y1=\"0\" y2=\"24\" vector-effect=\"non-scaling-stroke\"/>\
         </svg></div>\n",
        label = escaped(&label),
        // A line at the very edge would be cut in half.
        line = limit.min(998),
    )
}

/// The shares as they stand in the bars: as in the file, and from one number on the rest as one.
fn largest(budget: &Budget) -> Vec<Share> {
    let mut shares: Vec<_> = budget.shares.iter().take(SHOWN).cloned().collect();
    let rest = budget.shares.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let sum = |at: fn(&Share) -> u64| rest.iter().fold(0_u64, |sum, share| sum.saturating_add(at(share)));
        shares.push(Share {
            pool: format!("{} more pools", rest.len()),
            max_open: 0,
            steady: sum(|share| share.steady),
            maximum: sum(|share| share.maximum),
            rollout: sum(|share| share.rollout),
        });
    }
    shares
}

fn colour(index: usize) -> &'static str {
    COLOURS.get(index % COLOURS.len()).copied().unwrap_or("a")
}

/// The same numbers as a table.
fn table(report: &Report<'_>, budget: &Budget, phases: &[Phase]) -> String {
    let name = |phase: &Phase| match phase {
        Phase::Steady => "steady",
        Phase::Maximum => "maximum",
        Phase::Rollout => "rollout",
    };
    let head: Vec<_> =
        phases.iter().map(|phase| format!("<th class=\"n\" scope=\"col\">{}</th>", name(phase))).collect();
    let rows: Vec<_> = largest(budget)
        .iter()
        .enumerate()
        .map(|(index, share)| {
            let swatch = format!("<svg class=\"swatch\" viewBox=\"0 0 8 8\" aria-hidden=\"true\"><rect class=\"{}\" width=\"8\" height=\"8\"/></svg>", colour(index));
            let pool = report.client.pool(&share.pool);
            let cells: Vec<_> = phases
                .iter()
                .map(|phase| match pool {
                    Some(pool) => format!("<td class=\"n\" data-title=\"{}\">{} × {} = {}</td>", name(phase), share.max_open, phase.instances(pool), share.at(*phase)),
                    None => format!("<td class=\"n\" data-title=\"{}\">{}</td>", name(phase), share.at(*phase)),
                })
                .collect();
            format!("<tr><th scope=\"row\">{swatch}{}</th>{}</tr>\n", escaped(pool.map_or(share.pool.as_str(), |pool| pool.label.as_str())), cells.concat())
        })
        .collect();
    format!(
        "<table class=\"budget\">\n<thead><tr><th scope=\"col\">pool</th>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
        head.concat(),
        rows.concat() + &accounts(report, phases)
    )
}

/// A row for each account that has a limit.
fn accounts(report: &Report<'_>, phases: &[Phase]) -> String {
    let accounts = report.server.known().map(|server| accounts::budgets(report.client, server)).unwrap_or_default();
    let rows = accounts.iter().filter_map(|account| {
        let limit = account.limit?;
        let cells = phases.iter().map(|phase| format!("<td class=\"n\">{} of {limit}</td>", account.total(*phase)));
        let name = escaped(account.user);
        Some(format!("<tr><th scope=\"row\">account {name}</th>{}</tr>\n", cells.collect::<String>()))
    });
    rows.collect()
}

/// The pools that are in no sum.
fn uncounted(budget: &Budget) -> String {
    let lines = [
        (&budget.unlimited_pools, "max_open unlimited"),
        (&budget.unknown_pools, "max_open unknown"),
        (&budget.shared_pools, "behind a proxy that shares connections"),
    ];
    let lines = lines.into_iter().filter(|(names, _)| !names.is_empty());
    lines.fold(String::new(), |text, (names, what)| {
        text + &format!("<p class=\"faint\">Not counted, {what}: {}</p>\n", escaped(&names.join(", ")))
    })
}
