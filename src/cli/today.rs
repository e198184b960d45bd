//! The day, for ignores that run out: the clock's, or the one that a repeatable build sets.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;

use crate::text::date::Date;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// The day in UTC. `SOURCE_DATE_EPOCH` sets another (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn today() -> anyhow::Result<Option<Date>> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) if !text.is_empty() => {
            text.parse().with_context(|| format!("SOURCE_DATE_EPOCH: `{text}` is no number of seconds"))?
        }
        _ => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()),
    };
    Ok(Date::from_unix_days(seconds / DAY))
}
