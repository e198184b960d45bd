//! Who closes an unused connection first, as a time line: every limit of the client, the path and the server on one scale.

use std::time::Duration;

use super::escaped;
use crate::report::Report;
use crate::report::brief::closers::{self, Closer, Line, MARKS, at};
use crate::text::quantity::show_duration;

/// Time lines that are shown; the findings name the pools of the others.
const SHOWN: usize = 12;

/// The section; nothing where no pool is judged.
pub(super) fn section(report: &Report<'_>) -> String {
    let lines = closers::lines(report);
    let shown: Vec<_> = lines.iter().take(SHOWN).map(line).collect();
    if shown.is_empty() {
        return String::new();
    }
    let rest: usize = lines.iter().skip(SHOWN).map(|line| line.pools.len()).sum();
    let rest = match rest {
        0 => String::new(),
        1 => "<p class=\"faint\">1 more pool has no time line here.</p>\n".to_owned(),
        rest => format!("<p class=\"faint\">{rest} more pools have no time line here.</p>\n"),
    };
    format!("<section>\n<h2>Who closes first</h2>\n{}{rest}</section>\n", shown.concat())
}

/// The time line of pools that have the same limits.
fn line(line: &Line<'_>) -> String {
    let end = line.end();
    let rows: Vec<_> = line.closers.iter().map(|closer| row(closer, line.is_first(closer), end)).collect();
    format!(
        "<figure>\n<h3>{}</h3>\n{}<div class=\"row axis\"><span></span><div class=\"scale\" aria-hidden=\"true\">{}</div></div>\n\
         <figcaption>{} The scale is logarithmic.</figcaption>\n</figure>\n",
        escaped(&line.pools.join(", ")),
        rows.concat(),
        scale(end),
        escaped(&line.sentence()),
    )
}

fn row(closer: &Closer, first: bool, end: Duration) -> String {
    let text = match closer.time {
        Some(time) => format!("{} {}", show_duration(time), closer.what),
        None => "never".to_owned(),
    };
    let label = format!("{}: {} {text}", closer.side, closer.name);
    let colour = match closer.side {
        "client" => "a",
        "path" => "c",
        _ => "d",
    };
    let width = closer.time.map_or(1000, |time| at(time, end));
    let bar = match closer.time {
        Some(_) => format!("<rect class=\"{colour}\" x=\"0\" y=\"3\" width=\"{width}\" height=\"18\"/>"),
        None => String::new(),
    };
    let ticks: Vec<_> = marks(end)
        .map(|(x, _)| {
            format!(
                "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"24\" vector-effect=\"non-scaling-stroke\"/>"
            )
        })
        .collect();
    let label = escaped(&label);
    let shown = if first { format!("<strong>{label}</strong>") } else { label.clone() };
    format!(
        "<div class=\"row\"><span>{shown}</span><svg viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"{label}\"><rect class=\"track\" x=\"0\" y=\"3\" width=\"1000\" height=\"18\"/>{bar}{}</svg></div>\n",
        ticks.concat()
    )
}

fn marks(end: Duration) -> impl Iterator<Item = (u64, &'static str)> {
    let inside = MARKS.into_iter().filter(move |(seconds, _)| *seconds > 1 && Duration::from_secs(*seconds) <= end);
    inside.map(move |(seconds, name)| (at(Duration::from_secs(seconds), end), name))
}

fn scale(end: Duration) -> String {
    let marks = marks(end).map(|(x, name)| {
        let class = if x > 970 { " class=\"end\"" } else { "" };
        format!("<span{class} style=\"left: {}.{}%\">{name}</span>", x / 10, x % 10)
    });
    marks.collect()
}
