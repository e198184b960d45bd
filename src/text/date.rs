//! Calendar dates: a suppression's end, the day of a capture. It knows no clock: today is given.

/// A day of the Gregorian calendar. Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date: write year-month-day, such as 2026-12-31")]
pub struct NoDate(String);

impl Date {
    /// A day, where the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        (day >= 1 && day <= days_in(year, month)).then_some(Self { year, month, day })
    }

    /// Reads `2026-12-31`.
    ///
    /// # Errors
    /// The text has another form, or the calendar has no such day.
    pub fn parse(text: &str) -> Result<Self, NoDate> {
        Self::read(text).ok_or_else(|| NoDate(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let parts: Vec<_> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return None };
        let form = (year.len(), month.len(), day.len()) == (4, 2, 2);
        let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !form || !digits {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day that many days after 1970-01-01 (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>);
    /// none after the year 9999.
    pub fn from_unix_days(days: u64) -> Option<Self> {
        // Counted from 0000-03-01, so that a leap day is the last of its year.
        let days = days.checked_add(719_468)?;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let year = u16::try_from(year).ok().filter(|year| *year <= 9999)?;
        Self::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_written() {
        for text in ["2026-12-31", "2024-02-29", "2000-02-29", "0001-01-01"] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-1-1",
            "26-01-01",
            "tomorrow",
            "",
            "2026-00-10",
            "+026-01-01",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (days, text) in [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_778, "2026-11-21")] {
            assert_eq!(Date::from_unix_days(days).map(|date| date.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Date::from_unix_days(u64::MAX), None);
    }

    #[test]
    fn dates_are_ordered_by_time() {
        let date = |text| Date::parse(text).expect("a date");
        assert!(date("2026-12-31") < date("2027-01-01") && date("2026-02-01") > date("2026-01-31"));
    }
}
