//! Which variables a version has, and their compiled defaults: what a server would say if nobody had configured it.
//!
//! Measured without any configuration on MySQL 5.6.24 and 9.7.4 and MariaDB 10.5.23, 10.11.19 and 11.8.9, read in the sources of
//! MySQL 5.7.35 and 8.0.41; `tests/flavors.rs` asks the real servers. Packages of distributions may configure others.

use super::{Defaults, Family, Flavor};
use crate::server::version::Version;

/// A variable by the versions that brought it or changed its default.
struct Variable {
    name: &'static str,
    mysql: &'static [Since],
    mariadb: &'static [Since],
}

/// From a version on, this default; empty where the server works it out at its start.
type Since = (Version, &'static str);

const ALWAYS: Version = Version::new(0, 0, 0);
const fn from(major: u32, minor: u32, patch: u32) -> Version {
    Version::new(major, minor, patch)
}

/// The same in all versions of both.
const fn both(name: &'static str, since: &'static [Since]) -> Variable {
    Variable { name, mysql: since, mariadb: since }
}

const fn differs(name: &'static str, mysql: &'static [Since], mariadb: &'static [Since]) -> Variable {
    Variable { name, mysql, mariadb }
}

static VARIABLES: &[Variable] = &[
    both("max_connections", &[(ALWAYS, "151")]),
    both("max_user_connections", &[(ALWAYS, "0")]),
    differs("extra_port", &[], &[(ALWAYS, "0")]),
    differs("extra_max_connections", &[], &[(ALWAYS, "1")]),
    differs("admin_address", &[(from(8, 0, 14), "")], &[]),
    differs("admin_port", &[(from(8, 0, 14), "33062")], &[]),
    both("wait_timeout", &[(ALWAYS, "28800")]),
    both("interactive_timeout", &[(ALWAYS, "28800")]),
    differs("idle_transaction_timeout", &[], &[(from(10, 3, 0), "0")]),
    both("connect_timeout", &[(ALWAYS, "10")]),
    both("net_read_timeout", &[(ALWAYS, "30")]),
    both("net_write_timeout", &[(ALWAYS, "60")]),
    differs("max_execution_time", &[(from(5, 7, 8), "0")], &[]),
    differs("max_statement_time", &[], &[(from(10, 1, 1), "0.000000")]),
    both("innodb_lock_wait_timeout", &[(ALWAYS, "50")]),
    differs("lock_wait_timeout", &[(ALWAYS, "31536000")], &[(ALWAYS, "86400")]),
    differs("max_allowed_packet", &[(ALWAYS, "4194304"), (from(8, 0, 3), "67108864")], &[(ALWAYS, "16777216")]),
    both("max_connect_errors", &[(ALWAYS, "100")]),
    both("back_log", &[(ALWAYS, "")]),
    both("thread_cache_size", &[(ALWAYS, "")]),
    both("thread_handling", &[(ALWAYS, "one-thread-per-connection")]),
    both("open_files_limit", &[(ALWAYS, "")]),
    differs("table_open_cache", &[(ALWAYS, "2000"), (from(8, 0, 4), "4000")], &[(ALWAYS, "2000")]),
    differs("performance_schema", &[(ALWAYS, "ON")], &[(ALWAYS, "OFF")]),
];

/// What a version knows of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// It has no such variable.
    Absent,
    /// It has it, with this default.
    Default(&'static str),
    /// It has it; its default is worked out at the start, or is the service's.
    Present,
    /// Nobody said.
    Unknown,
}

impl Flavor {
    /// What this version knows of a variable.
    pub fn knows(&self, version: Version, name: &str) -> Knowledge {
        let Some(variable) = VARIABLES.iter().find(|variable| variable.name == name) else { return Knowledge::Unknown };
        if self.defaults == Defaults::Unknown || version == ALWAYS {
            return Knowledge::Unknown;
        }
        let since = if self.family == Family::MariaDb { variable.mariadb } else { variable.mysql };
        match since.iter().rev().find(|(since, _)| version >= *since) {
            None => Knowledge::Absent,
            Some((_, "")) => Knowledge::Present,
            Some(_) if self.defaults == Defaults::Service => Knowledge::Present,
            Some((_, default)) => Knowledge::Default(default),
        }
    }
}

impl Flavor {
    /// The default that every version of the family has; none where it changed, or a service has its own.
    pub fn default_of_all(&self, name: &str) -> Option<&'static str> {
        let variable = VARIABLES.iter().find(|variable| variable.name == name)?;
        let since = if self.family == Family::MariaDb { variable.mariadb } else { variable.mysql };
        match since {
            [(since, default)] if *since == ALWAYS && self.defaults == Defaults::Family && !default.is_empty() => {
                Some(default)
            }
            _ => None,
        }
    }
}

/// The variables that are known by version, in the order of what they are about.
pub fn known() -> impl Iterator<Item = &'static str> {
    VARIABLES.iter().map(|variable| variable.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::flavors::{MARIADB, MYSQL, RDS_MYSQL, TIDB};

    #[test]
    fn versions_differ_in_what_they_have() {
        for (flavor, version, name, expected) in [
            (&MYSQL, Version::new(5, 6, 24), "max_execution_time", Knowledge::Absent),
            (&MYSQL, Version::new(5, 7, 44), "max_execution_time", Knowledge::Default("0")),
            (&MARIADB, Version::new(10, 11, 19), "max_execution_time", Knowledge::Absent),
            (&MYSQL, Version::new(5, 7, 44), "max_allowed_packet", Knowledge::Default("4194304")),
            (&MYSQL, Version::new(9, 7, 4), "max_allowed_packet", Knowledge::Default("67108864")),
            (&RDS_MYSQL, Version::new(8, 0, 36), "max_connections", Knowledge::Present),
            (&RDS_MYSQL, Version::new(8, 0, 36), "extra_port", Knowledge::Absent),
            (&TIDB, Version::new(8, 5, 3), "max_connections", Knowledge::Unknown),
            (&MYSQL, Version::default(), "extra_port", Knowledge::Unknown),
            (&MYSQL, Version::new(9, 7, 4), "colour", Knowledge::Unknown),
        ] {
            assert_eq!(flavor.knows(version, name), expected, "{} {version} {name}", flavor.name);
        }
    }
}
