//! Durations, counts and sizes: read from text, and written for people.

use std::time::Duration;

/// Why a text is not the quantity that was asked for. The display names the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// A number where a duration is wanted: nobody can know its unit.
    #[error("`{0}` has no unit; write `{0}s` for seconds, `{0}ms` for milliseconds")]
    NoUnit(String),
    /// A unit that is not one of ns, us, ms, s, m, h.
    #[error("`{}` has the unknown unit `{}`; use ns, us, ms, s, m or h (a day is `24h`)", shown(text), shown(unit))]
    UnknownUnit {
        /// The whole text.
        text: String,
        /// The part that is no unit.
        unit: String,
    },
    /// Below zero.
    #[error("`{0}` is negative")]
    Negative(String),
    /// Larger than any server or pool can mean.
    #[error("`{0}` is too large")]
    TooLarge(String),
    /// Not of the form at all.
    #[error("`{}` is not {wanted}", shown(text))]
    Malformed {
        /// The whole text.
        text: String,
        /// What was wanted, with an example.
        wanted: &'static str,
    },
}

/// A text for a message. One that looks like a connection string may hold a password, and a long one is nobody's number.
fn shown(text: &str) -> &str {
    if text.contains(['@', '/']) || text.chars().count() > 40 { "…" } else { text }
}

/// The largest duration that is taken as meant: 1,000 years.
const LONGEST: Duration = Duration::from_secs(1000 * 366 * 86_400);

/// Reads a duration with units: `1h30m`, `600s`, `500ms`, `1.5h`.
///
/// The grammar is Go's `time.ParseDuration` (<https://pkg.go.dev/time#ParseDuration>), which is what the
/// users of this form know.
///
/// # Errors
/// A number without a unit, an unknown unit, a negative or absurd duration, or something else.
pub fn duration(text: &str) -> Result<Duration, QuantityError> {
    let wanted = "a duration such as `1h30m`, `600s` or `500ms`";
    let malformed = || QuantityError::Malformed { text: text.to_owned(), wanted };
    let body = text.trim();
    if body.is_empty() {
        return Err(malformed());
    }
    if let Some(positive) = body.strip_prefix('-') {
        return match duration(positive) {
            Ok(_) | Err(QuantityError::NoUnit(_)) => Err(QuantityError::Negative(text.to_owned())),
            Err(_) => Err(malformed()),
        };
    }
    if is_number(body) {
        return Err(QuantityError::NoUnit(body.to_owned()));
    }
    let mut rest = body;
    let mut seconds = 0.0_f64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(malformed)?;
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let number: f64 = number.parse().map_err(|_| malformed())?;
        let scale = match unit {
            "ns" => 1e-9,
            "us" | "µs" | "μs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => {
                return Err(QuantityError::UnknownUnit { text: text.to_owned(), unit: unit.to_owned() });
            }
        };
        seconds += number * scale;
        rest = tail;
    }
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|value| *value <= LONGEST)
        .ok_or_else(|| QuantityError::TooLarge(text.to_owned()))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'e' | b'E' | b'+'))
        && text.bytes().next().is_some_and(|b| b.is_ascii_digit())
}

/// The largest count that is taken as meant; no server admits more than 100,000 connections.
const MOST: u64 = 1_000_000_000;

/// Reads a whole number of things.
///
/// # Errors
/// A negative number, one above a billion, or something that is no whole number.
pub fn count(text: &str) -> Result<u64, QuantityError> {
    let body = text.trim();
    let digits = body.strip_prefix('-').unwrap_or(body);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let scientific = digits.parse::<f64>().is_ok_and(|n| n.is_finite() && n > MOST as f64);
        if scientific && is_number(digits) {
            return Err(QuantityError::TooLarge(text.to_owned()));
        }
        return Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a whole number" });
    }
    if body.starts_with('-') {
        return Err(QuantityError::Negative(text.to_owned()));
    }
    digits.parse::<u64>().ok().filter(|n| *n <= MOST).ok_or_else(|| QuantityError::TooLarge(text.to_owned()))
}

/// Reads a switch as Go's `strconv.ParseBool` and YAML do: `true`, `1`, `yes`, `on`, and their opposites.
///
/// # Errors
/// Anything else.
pub fn switch(text: &str) -> Result<bool, QuantityError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "t" | "yes" | "on" => Ok(true),
        "false" | "0" | "f" | "no" | "off" => Ok(false),
        _ => Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a switch" }),
    }
}

/// Reads a size in bytes: `67108864`, `64MiB`, `64M`, `16GB`. K, M, G and T are binary, as in the server's own files.
///
/// # Errors
/// A negative or absurd size, or something that is no size.
pub fn size(text: &str) -> Result<u64, QuantityError> {
    let malformed =
        || QuantityError::Malformed { text: text.to_owned(), wanted: "a size such as `64MiB` or `67108864`" };
    let body = text.trim();
    if body.starts_with('-') {
        return Err(QuantityError::Negative(text.to_owned()));
    }
    let digits = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let (number, unit) = body.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return Err(malformed()),
    };
    if number.is_empty() {
        return Err(malformed());
    }
    number
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << shift))
        .filter(|n| *n <= 1 << 60)
        .ok_or_else(|| QuantityError::TooLarge(text.to_owned()))
}

/// Writes a duration as the config forms read it: `1h`, `7m30s`, `500ms`; the result parses back.
pub fn show_duration(value: Duration) -> String {
    if value.is_zero() {
        return "0s".to_owned();
    }
    let whole = value.as_secs();
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    let mut text = String::new();
    for (amount, unit) in [(hours, "h"), (minutes, "m"), (seconds, "s")] {
        if amount > 0 {
            text.push_str(&format!("{amount}{unit}"));
        }
    }
    let nanos = value.subsec_nanos();
    if nanos > 0 {
        // Decimals of the largest unit that fits: 27.4ms, not 27400us.
        let (scale, unit) = match nanos {
            1_000_000.. => (1e6, "ms"),
            1_000.. => (1e3, "us"),
            _ => (1.0, "ns"),
        };
        text.push_str(&format!("{}{unit}", f64::from(nanos) / scale));
    }
    text
}

/// Writes a time as a server's variables count it, for comparing with what they print: `500 s`, `0.5 s`.
pub fn show_seconds(value: Duration) -> String {
    format!("{} s", value.as_secs_f64())
}

/// Writes an age: in days where there are any, `14d 3h`; nobody thinks of a server's age in hundreds of hours.
pub fn show_age(age: Duration) -> String {
    let seconds = age.as_secs();
    match (seconds / 86_400, seconds / 3600 % 24) {
        (0, _) => show_duration(age),
        (days, 0) => format!("{days}d"),
        (days, hours) => format!("{days}d {hours}h"),
    }
}

/// Writes a size with the largest binary unit that divides it: `64 MiB`, `65535 B`.
pub fn show_size(bytes: u64) -> String {
    for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] {
        if bytes > 0 && bytes.is_multiple_of(1 << shift) {
            return format!("{} {unit}", bytes >> shift);
        }
    }
    format!("{bytes} B")
}

/// Writes an amount of memory to three digits, for a sum that no unit divides: `16 GiB`, `1.53 GiB`, `290 KiB`.
pub fn show_memory(bytes: u64) -> String {
    let (shift, unit) = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")]
        .into_iter()
        .find(|(shift, _)| bytes >> shift > 0)
        .unwrap_or((0, "B"));
    let amount = bytes as f64 / (1_u64 << shift) as f64;
    let digits = if amount < 10.0 { 2 } else { usize::from(amount < 100.0) };
    let text = format!("{amount:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {unit}")
}

/// Writes a share as a percentage with one digit where it matters: `87.5 %`, `100 %`.
pub fn show_percent(part: f64, whole: f64) -> String {
    let percent = if whole > 0.0 { part / whole * 100.0 } else { 0.0 };
    let text = format!("{percent:.1}");
    format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
}

/// `1 connection`, `2 connections`.
pub fn plural(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_read_as_go_reads_them() {
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("600s"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5h"), Ok(Duration::from_secs(5400)));
    }

    #[test]
    fn a_duration_without_a_unit_names_the_fix() {
        let error = duration("600").unwrap_err();
        assert_eq!(error, QuantityError::NoUnit("600".into()));
        assert!(error.to_string().contains("`600s`"), "{error}");
    }

    #[test]
    fn what_is_no_duration_says_so() {
        assert!(matches!(duration("5 parsecs"), Err(QuantityError::UnknownUnit { .. })));
        assert!(matches!(duration("1d"), Err(QuantityError::UnknownUnit { .. })));
        assert!(matches!(duration("-5s"), Err(QuantityError::Negative(_))));
        assert!(matches!(duration("1e30"), Err(QuantityError::NoUnit(_))));
        assert!(matches!(duration("999999999999999h"), Err(QuantityError::TooLarge(_))));
        for text in ["", "s", "ten", "h1", "1..2s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_are_whole_and_bounded() {
        assert_eq!(count("200"), Ok(200));
        assert!(matches!(count("-1"), Err(QuantityError::Negative(_))));
        assert!(matches!(count("1e30"), Err(QuantityError::TooLarge(_))));
        assert!(matches!(count(&format!("1{}", "0".repeat(30))), Err(QuantityError::TooLarge(_))));
        assert!(matches!(count("ten"), Err(QuantityError::Malformed { .. })));
        assert!(matches!(count("1.5"), Err(QuantityError::Malformed { .. })));
    }

    #[test]
    fn sizes_are_binary() {
        assert_eq!(size("64MiB"), Ok(64 << 20));
        assert_eq!(size("16G"), Ok(16 << 30));
        assert_eq!(size("65535"), Ok(65535));
        assert!(size("lots").is_err());
        assert_eq!(show_size(64 << 20), "64 MiB");
    }

    #[test]
    fn fractions_show_in_the_unit_that_fits() {
        for (nanos, text) in [(27_400_000, "27.4ms"), (500_000, "500us"), (1_000_500_000, "1s500us"), (7, "7ns")] {
            assert_eq!(show_duration(Duration::from_nanos(nanos)), text);
        }
    }

    #[test]
    fn seconds_show_as_a_server_prints_them() {
        assert_eq!(show_seconds(Duration::from_secs(500)), "500 s");
        assert_eq!(show_seconds(Duration::from_millis(1500)), "1.5 s");
    }

    #[test]
    fn an_age_has_days_where_there_are_any() {
        for (seconds, text) in [(600, "10m"), (86_400, "1d"), (1_220_400, "14d 3h"), (86_399, "23h59m59s")] {
            assert_eq!(show_age(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn memory_has_three_digits() {
        for (bytes, text) in [(16 << 30, "16 GiB"), (1_640_000_000, "1.53 GiB"), (290 << 10, "290 KiB"), (12, "12 B")] {
            assert_eq!(show_memory(bytes), text);
        }
    }

    #[test]
    fn percentages_show_a_digit_only_where_it_matters() {
        assert_eq!(show_percent(7000.0, 8000.0), "87.5 %");
        assert_eq!(show_percent(500.0, 500.0), "100 %");
    }

    proptest! {
        #[test]
        fn a_shown_duration_reads_back(nanos in 0_u64..4_000_000_000_000_000) {
            let value = Duration::from_millis(nanos / 1_000_000);
            prop_assert_eq!(duration(&show_duration(value)), Ok(value));
        }

        #[test]
        fn a_shown_duration_with_fractions_reads_back(nanos in 0_u64..4_000_000_000_000) {
            let value = Duration::from_nanos(nanos);
            prop_assert_eq!(duration(&show_duration(value)), Ok(value));
        }

        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,24}") {
            let _ = (duration(&text), count(&text), size(&text));
        }
    }
}
