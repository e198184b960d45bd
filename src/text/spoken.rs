//! Durations as people and frameworks write them: `30s`, `5M`, `1 minute`, `500 ms`, `PT30S`, `00:00:30`.

use std::time::Duration;

/// The longest that is taken as meant: 1,000 years.
const LONGEST: f64 = 1000.0 * 366.0 * 86_400.0;

/// Reads a duration that says its unit; none for anything else, a bare number among it.
///
/// ISO-8601 (`PT1H30M`, `P1D`), words (`1 minute`, `2 hours 30 minutes`), letters in either case (Quarkus' `5M` is minutes), and
/// .NET's clock (`1.02:03:04`).
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    let seconds = match text.strip_prefix('p') {
        Some(iso) => iso_8601(iso)?,
        None if text.contains(':') => clock(&text)?,
        None => units(&text)?,
    };
    (seconds.is_finite() && (0.0..=LONGEST).contains(&seconds)).then(|| Duration::from_secs_f64(seconds))
}

fn iso_8601(text: &str) -> Option<f64> {
    let (days, time) = text.split_once('t').unwrap_or((text, ""));
    let part = |text: &str| if text.is_empty() { Some(0.0) } else { units(text) };
    (!text.is_empty()).then_some(part(days)? + part(time)?)
}

/// Numbers with their units, one after the other.
fn units(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_')?;
        let (number, tail) = rest.split_at(end);
        let number: f64 = number.replace('_', "").parse().ok()?;
        let tail = tail.trim_start();
        let end = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        seconds += number * unit_seconds(unit)?;
        rest = tail.trim_start_matches([' ', ',']);
    }
    Some(seconds)
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" | "nano" | "nanos" | "nanosecond" | "nanoseconds" => 1e-9,
        "us" | "µs" | "micro" | "micros" | "microsecond" | "microseconds" => 1e-6,
        "ms" | "milli" | "millis" | "msec" | "msecs" | "millisecond" | "milliseconds" => 1e-3,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// `[days.]hours:minutes[:seconds]`.
fn clock(text: &str) -> Option<f64> {
    let (days, time) = match text.split_once('.') {
        Some((days, time)) if time.contains(':') => (days.parse::<u32>().ok()?, time),
        _ => (0, text),
    };
    let mut parts = time.split(':');
    let hours: u32 = parts.next()?.parse().ok()?;
    let minutes: u32 = parts.next()?.parse().ok()?;
    let seconds: f64 = parts.next().map_or(Some(0.0), |text| text.parse().ok())?;
    (parts.next().is_none() && minutes < 60 && (0.0..60.0).contains(&seconds))
        .then(|| f64::from(days) * 86_400.0 + f64::from(hours) * 3600.0 + f64::from(minutes) * 60.0 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_is_read() {
        for (text, seconds) in [
            ("30s", 30.0),
            ("5M", 300.0),
            ("1 minute", 60.0),
            ("500 ms", 0.5),
            ("PT30S", 30.0),
            ("pt1h30m", 5400.0),
            ("P1DT1S", 86_401.0),
            ("2 hours, 30 minutes", 9000.0),
            ("1m30s", 90.0),
            ("00:00:30", 30.0),
            ("1.00:00:00", 86_400.0),
            ("0.5s", 0.5),
        ] {
            assert_eq!(duration(text), Some(Duration::from_secs_f64(seconds)), "{text}");
        }
    }

    #[test]
    fn what_says_no_unit_is_none() {
        for text in ["", "30", "s", "P", "five minutes", "1:99", "10 parsecs", "-5s", "1e400s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[pPtT0-9smhd. :µ]{0,20}|\\PC{0,20}") {
            let _ = duration(&text);
        }
    }
}
