//! What a server makes of a number at its start: suffixes, and the nearest that it allows.
//!
//! Measured on MySQL 9.7.4 and MariaDB 10.11.14 with `--verbose --help`; `tests/declared.rs` asks the real servers.

use crate::server::flavors::Family;

/// The numbers that a variable may have.
struct Range {
    name: &'static str,
    /// The least on MySQL, and on MariaDB.
    least: (u64, u64),
    most: u64,
    /// It is rounded down to a multiple of this.
    step: u64,
}

static RANGES: &[Range] = &[
    Range { name: "max_connections", least: (1, 10), most: 100_000, step: 1 },
    Range { name: "wait_timeout", least: (1, 1), most: 31_536_000, step: 1 },
    Range { name: "interactive_timeout", least: (1, 1), most: 31_536_000, step: 1 },
    Range { name: "connect_timeout", least: (2, 2), most: 31_536_000, step: 1 },
    Range { name: "net_read_timeout", least: (1, 1), most: 31_536_000, step: 1 },
    Range { name: "net_write_timeout", least: (1, 1), most: 31_536_000, step: 1 },
    Range { name: "max_allowed_packet", least: (1024, 1024), most: 1 << 30, step: 1024 },
];

/// The value that the server has, and how it came about where it is another than the one that is written.
pub(super) fn fit(family: Family, name: &str, written: &str) -> (String, Option<String>) {
    let Some(number) = number(written) else { return (written.to_owned(), None) };
    let fitted = RANGES.iter().find(|range| range.name == name).map_or(number, |range| {
        let least = if family == Family::MariaDb { range.least.1 } else { range.least.0 };
        let within = number.clamp(least, range.most);
        within - within % range.step
    });
    let note = (fitted != number).then(|| format!("{written} is written, and the server takes {fitted}"));
    (fitted.to_string(), note)
}

/// A whole number with the suffixes of servers: K, M, G, T, P, E in either case, by 1024.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let power = match text.get(digits.len()..)?.to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        "e" => 6,
        _ => return None,
    };
    // A negative one is the least to MySQL 9.7, the most to 5.6, and MariaDB does not start.
    digits.parse::<u64>().ok().map(|number| number.saturating_mul(1024_u64.saturating_pow(power)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_what_the_servers_make_of_them() {
        for (name, written, mysql, mariadb) in [
            ("max_connections", "1K", "1024", "1024"),
            ("max_connections", "0", "1", "10"),
            ("max_connections", "-1", "-1", "-1"),
            ("max_connections", "1G", "100000", "100000"),
            ("wait_timeout", "1k", "1024", "1024"),
            ("wait_timeout", "1T", "31536000", "31536000"),
            ("connect_timeout", "0", "2", "2"),
            ("max_allowed_packet", "1234567", "1233920", "1233920"),
            ("max_allowed_packet", "4G", "1073741824", "1073741824"),
            ("max_connections", "1.5K", "1.5K", "1.5K"),
            ("datadir", "/var/lib/mysql", "/var/lib/mysql", "/var/lib/mysql"),
        ] {
            assert_eq!(fit(Family::MySql, name, written).0, mysql, "{name} = {written}");
            assert_eq!(fit(Family::MariaDb, name, written).0, mariadb, "{name} = {written}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_value(text in "\\PC{0,24}") {
            let _ = fit(Family::MySql, "max_connections", &text);
        }
    }
}
