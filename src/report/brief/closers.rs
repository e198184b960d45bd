//! Who closes an unused connection first: every limit of the client, the path and the server, for the pools that share them.

use std::collections::HashMap;
use std::time::Duration;

use crate::audit::closing;
use crate::audit::context::Context;
use crate::audit::thresholds::Thresholds;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::report::Report;
use crate::text::quantity::show_duration;

/// The marks of a scale of times, in seconds.
pub const MARKS: [(u64, &str); 5] = [(1, "1s"), (60, "1m"), (3600, "1h"), (86_400, "1d"), (604_800, "7d")];

/// The pools that have the same limits.
#[derive(Debug)]
pub struct Line<'a> {
    /// Their labels.
    pub pools: Vec<&'a str>,
    /// The limits, the first to act first; those that never do last.
    pub closers: Vec<Closer>,
}

/// One limit on the life of an unused connection.
#[derive(Debug)]
pub struct Closer {
    /// Whose it is.
    pub side: &'static str,
    /// What it is called there.
    pub name: String,
    /// None where it never closes one.
    pub time: Option<Duration>,
    /// What it measures.
    pub what: &'static str,
}

/// The limits of all judged pools, in the order of the files.
pub fn lines<'a>(report: &Report<'a>) -> Vec<Line<'a>> {
    let thresholds = Thresholds::default();
    let budget = report.audit.budget.as_ref();
    let cx = Context::new(report.client, report.config_given, report.server, budget, &thresholds);
    let mut lines: Vec<Line<'a>> = Vec::new();
    let mut places = HashMap::new();
    for pool in report.client.pools.iter().filter(|pool| pool.is_judged()) {
        let closers = closers(&cx, pool);
        let at = *places.entry(format!("{closers:?}")).or_insert(lines.len());
        match lines.get_mut(at) {
            Some(line) => line.pools.push(&pool.label),
            None => lines.push(Line { pools: vec![&pool.label], closers }),
        }
    }
    lines.retain(|line| !line.closers.is_empty());
    lines
}

impl Line<'_> {
    /// The end of a scale that holds all of its times.
    pub fn end(&self) -> Duration {
        let longest = self.closers.iter().filter_map(|closer| closer.time).max().unwrap_or_default();
        let marks = MARKS.iter().map(|(seconds, _)| Duration::from_secs(*seconds));
        marks.into_iter().find(|mark| *mark >= longest).unwrap_or(longest)
    }

    /// Whether a limit is the first to act, or as early as the first.
    pub fn is_first(&self, closer: &Closer) -> bool {
        closer.time.is_some() && self.closers.first().is_some_and(|first| first.time == closer.time)
    }

    /// What a reader should take away.
    pub fn sentence(&self) -> String {
        let closers = &self.closers;
        let Some((first, time)) = closers.first().and_then(|closer| Some((closer, closer.time?))) else {
            return "Nobody ever closes an unused connection.".to_owned();
        };
        let race = closers.iter().skip(1).find(|other| other.time == first.time && other.side != first.side);
        let time = show_duration(time);
        match (race, first.side) {
            (Some(other), _) => format!("{} and {} at the same moment, {time}: a race.", first.name, other.name),
            (None, "client") => format!("The client moves first: {} after {time}.", first.name),
            (None, side) => {
                format!("The {side} closes first: {} after {time}, and the pool does not know.", first.name)
            }
        }
    }
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
        Some(Closer { side: "client", name: pool.word(key).to_owned(), time, what })
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

/// A time on a logarithmic scale that begins with a second, in thousandths of it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn at(time: Duration, end: Duration) -> u64 {
    let log = |time: Duration| time.as_secs_f64().max(1.0).ln();
    let share = if log(end) > 0.0 { log(time) / log(end) } else { 1.0 };
    // What is shorter than a second still has a stretch that can be seen.
    ((share * 1000.0).round() as u64).clamp(4, 1000)
}
