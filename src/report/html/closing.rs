//! Who closes an unused connection first, as a time line: every limit of the client, the path and the server on one scale.

use std::collections::HashMap;
use std::time::Duration;

use super::{escaped, thousandths};
use crate::audit::closing;
use crate::audit::context::Context;
use crate::audit::thresholds::Thresholds;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::report::Report;
use crate::text::quantity::show_duration;

/// Time lines that are shown; the findings name the pools of the others.
const SHOWN: usize = 12;

/// The marks of the scale, in seconds.
const MARKS: [(u64, &str); 5] = [(1, "1s"), (60, "1m"), (3600, "1h"), (86_400, "1d"), (604_800, "7d")];

/// One limit on the life of an unused connection.
#[derive(Debug)]
struct Closer {
    side: &'static str,
    name: String,
    /// None where it never closes one.
    time: Option<Duration>,
    /// What it measures.
    what: &'static str,
}

/// The section; nothing where no pool is judged.
pub(super) fn section(report: &Report<'_>) -> String {
    let thresholds = Thresholds::default();
    let budget = report.audit.budget.as_ref();
    let cx = Context::new(report.client, report.config_given, report.server, budget, &thresholds);
    let mut lines: Vec<(Vec<&str>, Vec<Closer>)> = Vec::new();
    let mut places = HashMap::new();
    for pool in report.client.pools.iter().filter(|pool| pool.is_judged()) {
        let closers = closers(&cx, pool);
        let at = *places.entry(format!("{closers:?}")).or_insert(lines.len());
        match lines.get_mut(at) {
            Some((names, _)) => names.push(&pool.name),
            None => lines.push((vec![&pool.name], closers)),
        }
    }
    let shown: Vec<_> = lines.iter().take(SHOWN).filter_map(|(names, closers)| line(names, closers)).collect();
    if shown.is_empty() {
        return String::new();
    }
    let rest: usize = lines.iter().skip(SHOWN).map(|(names, _)| names.len()).sum();
    let rest = match rest {
        0 => String::new(),
        rest => format!("<p class=\"faint\">{rest} more pools have no time line here.</p>\n"),
    };
    format!("<section>\n<h2>Who closes first</h2>\n{}{rest}</section>\n", shown.concat())
}

/// The time line of pools that have the same limits.
fn line(pools: &[&str], closers: &[Closer]) -> Option<String> {
    let first = closers.first()?.time;
    let longest = closers.iter().filter_map(|closer| closer.time).max().unwrap_or_default();
    let marks = MARKS.iter().map(|(seconds, _)| Duration::from_secs(*seconds));
    let end = marks.into_iter().find(|mark| *mark >= longest).unwrap_or(longest);
    let is_first = |closer: &Closer| closer.time.is_some() && closer.time == first;
    let rows: Vec<_> = closers.iter().map(|closer| row(closer, is_first(closer), end)).collect();
    Some(format!(
        "<figure>\n<h3>{}</h3>\n{}<div class=\"row axis\"><span></span><div class=\"scale\" aria-hidden=\"true\">{}</div></div>\n\
         <figcaption>{} The scale is logarithmic.</figcaption>\n</figure>\n",
        escaped(&pools.join(", ")),
        rows.concat(),
        scale(end),
        escaped(&sentence(closers)),
    ))
}

/// The limits of a pool, the first to act first. Those that never close come last; of equals the client stands first, and
/// the sentence below says that they race.
fn closers(cx: &Context<'_>, pool: &Pool) -> Vec<Closer> {
    let own =
        [(Key::MaxIdleTime, "unused"), (Key::MaxLifetime, "of age"), (Key::Keepalive, "unused, then asks the server")];
    let own = own.into_iter().filter_map(|(key, what)| {
        let time = match pool.settings.time(key)? {
            Limit::At(time) => Some(time),
            // Who never asks the server closes nothing by it.
            Limit::Unlimited if key == Key::Keepalive => return None,
            Limit::Unlimited => None,
        };
        Some(Closer { side: "client", name: key.name().to_owned(), time, what })
    });
    let path = pool.hops().iter().filter_map(|hop| {
        let time = match hop.idle.as_ref()?.value {
            Limit::At(time) => Some(time),
            Limit::Unlimited => None,
        };
        Some(Closer { side: "path", name: hop.name.value.clone(), time, what: "unused" })
    });
    let server = closing::server_limit(cx, pool).ok().map(|limit| Closer {
        side: if limit.set_by_client { "client" } else { "server" },
        name: limit.name.to_owned(),
        time: limit.time,
        what: "unused",
    });
    let mut closers: Vec<_> = own.chain(path).chain(server).collect();
    closers.sort_by_key(|closer| closer.time.unwrap_or(Duration::MAX));
    closers
}

/// What a reader should take away.
fn sentence(closers: &[Closer]) -> String {
    let Some((first, time)) = closers.first().and_then(|closer| Some((closer, closer.time?))) else {
        return "Nobody ever closes an unused connection.".to_owned();
    };
    let race = closers.iter().skip(1).find(|other| other.time == first.time && other.side != first.side);
    let time = show_duration(time);
    match (race, first.side) {
        (Some(other), _) => format!("{} and {} at the same moment, {time}: a race.", first.name, other.name),
        (None, "client") => format!("The client moves first: {} after {time}.", first.name),
        (None, side) => format!("The {side} closes first: {} after {time}, and the pool does not know.", first.name),
    }
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

/// A time on the scale, in thousandths of it: a second is its beginning.
fn at(time: Duration, end: Duration) -> u64 {
    let log = |time: Duration| time.as_secs_f64().max(1.0).ln();
    // What is shorter than a second still has a stretch that can be seen.
    thousandths(log(time), log(end)).max(4)
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
