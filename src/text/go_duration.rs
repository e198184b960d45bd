//! Durations as Go's source writes them.

use std::time::Duration;

/// A duration as Go's source writes it, in gofmt's spacing: `time.Hour`, `30 * time.Second`,
/// `7*time.Minute + 30*time.Second`.
pub fn expression(time: Duration) -> String {
    const UNITS: [(u128, &str); 6] = [
        (3_600_000_000_000, "Hour"),
        (60_000_000_000, "Minute"),
        (1_000_000_000, "Second"),
        (1_000_000, "Millisecond"),
        (1_000, "Microsecond"),
        (1, "Nanosecond"),
    ];
    let mut left = time.as_nanos();
    let mut parts = Vec::new();
    for (nanos, unit) in UNITS {
        let number = left / nanos;
        left %= nanos;
        if number > 0 {
            parts.push((number, unit));
        }
    }
    match parts.as_slice() {
        [] => "0".to_owned(),
        [(1, unit)] => format!("time.{unit}"),
        [(number, unit)] => format!("{number} * time.{unit}"),
        several => {
            let term = |(number, unit): &(u128, &str)| match number {
                1 => format!("time.{unit}"),
                _ => format!("{number}*time.{unit}"),
            };
            several.iter().map(term).collect::<Vec<_>>().join(" + ")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::client::pool::settings::{Key, Spelling, Value, Wording};
    use crate::text::quantity;

    #[test]
    fn durations_are_products_and_sums_of_units() {
        let written = |text: &str| {
            let value = quantity::duration(text).map_or(Value::Unlimited, Value::Time);
            Spelling::plain(Wording::GoSource).write(Key::MaxLifetime, value)
        };
        for (text, expected) in [
            ("1h", Some("time.Hour")),
            ("30s", Some("30 * time.Second")),
            ("7m30s", Some("7*time.Minute + 30*time.Second")),
            ("1h1ms", Some("time.Hour + time.Millisecond")),
            ("never", None),
        ] {
            assert_eq!(written(text).as_deref(), expected, "{text}");
        }
    }
}
