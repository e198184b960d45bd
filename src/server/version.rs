//! Version strings of MySQL-family servers.

/// The numbers of a version: `8.0.41`, `10.11.19`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number; 0 where the string has none (`8.0.mysql_aurora.3.04.0`), and the largest for the newest of a line.
    pub patch: u32,
}

impl Version {
    /// A version by its numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// The numbers at the start of a tag or a family: `8.4` means the newest of its line.
    pub fn newest_of(text: &str) -> Option<Self> {
        let version = Self::parse(text)?;
        let has_patch = text.split('.').nth(2).is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        Some(if has_patch { version } else { Self { patch: u32::MAX, ..version } })
    }

    /// The numbers at the start of a version string. `5.5.5-` before a MariaDB version is the handshake's disguise and is
    /// dropped.
    pub fn parse(text: &str) -> Option<Self> {
        let text = match text.strip_prefix("5.5.5-") {
            Some(rest) if rest.contains("MariaDB") => rest,
            _ => text,
        };
        let mut numbers = text.split('.').map(|part| {
            let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            part.get(..digits).and_then(|digits| digits.parse::<u32>().ok())
        });
        let major = numbers.next()??;
        let minor = numbers.next()??;
        Some(Self { major, minor, patch: numbers.next().flatten().unwrap_or(0) })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.patch {
            u32::MAX => write!(f, "{}.{}", self.major, self.minor),
            patch => write!(f, "{}.{}.{patch}", self.major, self.minor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_strings_of_the_field_are_read() {
        for (text, expected) in [
            ("8.0.41", Version::new(8, 0, 41)),
            ("9.7.4-2", Version::new(9, 7, 4)),
            ("5.7.44-log", Version::new(5, 7, 44)),
            ("10.11.19-MariaDB-0+deb12u1", Version::new(10, 11, 19)),
            ("11.8.9-MariaDB-4 from Debian", Version::new(11, 8, 9)),
            ("5.5.5-10.11.6-MariaDB", Version::new(10, 11, 6)),
            ("8.0.mysql_aurora.3.04.0", Version::new(8, 0, 0)),
            ("8.0.11-TiDB-v8.5.3", Version::new(8, 0, 11)),
        ] {
            assert_eq!(Version::parse(text), Some(expected), "{text}");
        }
        assert_eq!(Version::parse("unknown"), None);
    }
}
