//! The flavours of server: one file each, which says only what is particular to it.

mod aurora;
mod azure;
mod cloud_sql;
mod gate;
mod mariadb;
mod maxscale;
mod mysql;
mod percona;
mod proxysql;
mod rds;
mod sign;
mod tidb;
pub mod variables;
mod vitess;

use super::facts::Entries;
use super::version::Version;
use crate::text::ending::Ending;

pub use aurora::AURORA_MYSQL;
pub use azure::AZURE_MYSQL;
pub use cloud_sql::CLOUD_SQL;
pub use gate::{Gate, Own};
pub use mariadb::MARIADB;
pub use maxscale::MAXSCALE;
pub use mysql::MYSQL;
pub use percona::PERCONA;
pub use proxysql::PROXYSQL;
pub use rds::{RDS_MARIADB, RDS_MYSQL};
pub use sign::Sign;
use sign::{seen, sign};
pub use tidb::TIDB;
pub use vitess::{PLANETSCALE, VITESS};

/// What differs by flavour.
#[derive(Debug)]
pub struct Flavor {
    /// The name in the JSON report.
    pub name: &'static str,
    /// Whose server it is at heart.
    pub family: Family,
    /// The name for people.
    pub title: &'static str,
    /// The words that show it: all signs of any of these groups. None at all for the flavour that takes what is left.
    pub signs: &'static [&'static [Sign]],
    /// The numbers that version rules go by.
    pub version: fn(&str) -> Option<Version>,
    /// Whether `FLUSH STATUS` (or the flavour's own statement for the global counters) resets this counter.
    pub flush_resets: fn(Version, &str) -> bool,
    /// What `Connection_errors_max_connections` proves.
    pub refusals: Refusals,
    /// Idle sessions end after the smaller of wait_timeout and interactive_timeout, whatever the client is.
    pub idle_is_min_of_both: bool,
    /// A `wait_timeout` of 0 is no limit at all, and a `max_connections` of 0 likewise.
    pub zero_is_no_limit: bool,
    /// How a change is made and kept.
    pub change: Change,
    /// What an application sees when the server closed an idle connection.
    pub idle_close: fn(Version) -> &'static str,
    /// How an idle connection ends that the server closes.
    pub idle_ending: fn(Version) -> Ending,
    /// The error that the server itself sends before it closes an idle connection.
    pub said_on_idle_close: fn(Version) -> Option<&'static str>,
    /// What a server that may open few files does to `max_connections` at its start.
    pub open_files: OpenFiles,
    /// The variable that opens a port with connections of its own for administrators: empty or 0 where it is closed.
    pub way_in: Option<&'static str>,
    /// Memory of a session that does nothing, in bytes.
    pub idle_session: fn(Version) -> u64,
    /// The server's own limit of a statement's time: the variable, and seconds per its unit.
    pub statement_limit: (&'static str, f64),
    /// Whose variables and defaults it has.
    pub defaults: Defaults,
    /// Where it ends applications' connections itself, the limits that these meet.
    pub gate: Option<Gate>,
}

/// Whose variables and defaults a flavour has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// Its family's own.
    Family,
    /// Its family's variables, with the service's defaults.
    Service,
    /// Not known.
    Unknown,
}

/// Whose server a flavour is at heart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// MySQL, its forks and services, and what speaks its protocol.
    MySql,
    /// MariaDB and its services.
    MariaDb,
}

/// What the counter of refused connections proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusals {
    /// Every refusal is counted.
    Exact,
    /// A zero proves nothing: refusals in the spare slot are not counted.
    LowerBound,
}

/// How `max_connections` is fitted to `open_files_limit`, which is what the operating system grants. Read in the sources
/// (`adjust_max_connections` of MySQL 8.0, `init_common_variables` of MariaDB 10.11) and measured with 512, 1024, 4096 and
/// 20000 files on MySQL 9.7.4, MariaDB 10.11.19 and 11.8.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenFiles {
    /// At most `open_files_limit` − 810: ten, and twice the smallest table cache of 400.
    MySql,
    /// At most `open_files_limit` − 30 − 2 × (200 at most of `table_open_cache`) × `table_open_cache_instances`, and left as
    /// asked where that is below 0, since the arithmetic is unsigned.
    MariaDb,
    /// Not known, or connections are no files of one process.
    Unknown,
}

/// How a global variable is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// `SET PERSIST` (MySQL 8.0 and later), before that `SET GLOBAL` and the option file.
    Persist,
    /// `SET GLOBAL`, and the option file for the next start.
    GlobalAndFile,
    /// Where a managed service keeps its variables: SQL cannot change them.
    Service(&'static str),
    /// `SET GLOBAL` persists by itself.
    GlobalPersists,
}

/// All flavours that show themselves, the particular before the general. What is left is MySQL.
static FLAVORS: &[&Flavor] = &[
    &MAXSCALE,
    &TIDB,
    &PLANETSCALE,
    &VITESS,
    &PROXYSQL,
    &AURORA_MYSQL,
    &RDS_MARIADB,
    &MARIADB,
    &RDS_MYSQL,
    &AZURE_MYSQL,
    &CLOUD_SQL,
    &PERCONA,
];

/// Where the services of Amazon keep their variables.
const PARAMETER_GROUP: &str = "in the parameter group of the service";

/// A flavour, and what it was recognised by: variables with their texts.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The flavour.
    pub flavor: &'static Flavor,
    /// What showed it; empty where nothing did.
    pub from: Vec<String>,
}

/// Whether a greeting's version is one that ProxySQL has unless told otherwise.
pub fn greets_like_proxysql(greeting: Version) -> bool {
    proxysql::GREETINGS.contains(&greeting)
}

/// The flavour of this name.
pub(super) fn named(name: &str) -> Option<&'static Flavor> {
    FLAVORS.iter().copied().chain([&MYSQL as &'static Flavor]).find(|flavor| flavor.name == name)
}

/// The flavour that these variables show. What nothing else claims is MySQL, by its version and comment.
pub fn recognise(variables: &Entries) -> Recognised {
    let shown = |flavor: &&'static Flavor| Some(Recognised { flavor, from: seen(flavor.signs, variables)? });
    FLAVORS.iter().find_map(shown).unwrap_or_else(|| {
        let said = |name: &str| variables.text(name).map(|text| format!("{name} {text}"));
        Recognised {
            flavor: &MYSQL,
            from: ["version", "version_comment"].iter().filter_map(|name| said(name)).collect(),
        }
    })
}

impl Flavor {
    /// The statement that sets a global variable, and what to do so that it survives a restart.
    pub fn set_statement(&self, version: Version, variable: &str, value: impl std::fmt::Display) -> Statement {
        if let Some(own) = self.gate.and_then(|gate| gate.limit(variable))
            && let Some(name) = own.own
            && let Ok(value) = value.to_string().parse::<u64>()
            && let Change::Service(place) = self.change
        {
            return Statement { sql: None, text: format!("set {name} = {} {place}", value.saturating_mul(own.scale)) };
        }
        match self.change {
            Change::Persist if version >= Version::new(8, 0, 0) => Statement {
                sql: Some(format!("SET PERSIST {variable} = {value};")),
                text: format!("set {variable} = {value} (SET PERSIST survives a restart)"),
            },
            Change::Persist | Change::GlobalAndFile => Statement {
                sql: Some(format!("SET GLOBAL {variable} = {value};")),
                text: format!(
                    "set {variable} = {value}, and write it under [mysqld] in the option file: SET GLOBAL is lost at a restart"
                ),
            },
            Change::Service(place) => Statement { sql: None, text: format!("set {variable} = {value} {place}") },
            Change::GlobalPersists => Statement {
                sql: Some(format!("SET GLOBAL {variable} = {value};")),
                text: format!("set {variable} = {value} (SET GLOBAL survives a restart here)"),
            },
        }
    }
}

/// How to set a variable on one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The SQL, where SQL can do it.
    pub sql: Option<String>,
    /// The sentence for people.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::facts::Entry;
    use crate::text::origin::Origin;

    fn with(pairs: &[(&str, &str)]) -> Entries {
        let mut entries = Entries::default();
        for (name, value) in pairs {
            let origin = Origin::server("test");
            entries.put(name, Entry { value: (*value).to_owned(), origin, session: false });
        }
        entries
    }

    #[test]
    fn flavours_are_recognised_by_their_own_words() {
        for (pairs, expected) in [
            (&[("version", "8.0.41")][..], "mysql"),
            (&[("version", "9.7.4-2"), ("version_comment", "(Debian)")][..], "mysql"),
            (&[("version", "5.7.44-log")][..], "mysql"),
            (&[("version", "8.0.30-debug")][..], "mysql"),
            (&[("version", "8.4.11-11"), ("version_comment", "Percona Server (GPL)")][..], "percona"),
            (&[("version", "10.11.19-MariaDB-0+deb12u1")][..], "mariadb"),
            (&[("version", "11.8.9-MariaDB-4 from Debian"), ("version_comment", "-- Please help")][..], "mariadb"),
            (&[("version", "5.5.5-10.11.6-MariaDB")][..], "mariadb"),
            (&[("version", "8.0.mysql_aurora.3.04.0")][..], "aurora-mysql"),
            (&[("version", "5.7.mysql_aurora.2.11.2")][..], "aurora-mysql"),
            (&[("version", "8.0.28"), ("aurora_version", "3.04.0")][..], "aurora-mysql"),
            (&[("version", "8.0.28"), ("basedir", "/rdsdbbin/oscar-8.0/")][..], "aurora-mysql"),
            (&[("version", "8.0.36"), ("basedir", "/rdsdbbin/mysql-8.0.36.R2/")][..], "rds-mysql"),
            (&[("version", "10.6.14-MariaDB-log"), ("datadir", "/rdsdbdata/db/")][..], "rds-mariadb"),
            (&[("version", "8.0.31-google"), ("version_comment", "(Google)")][..], "cloud-sql-mysql"),
            (&[("version", "8.0.35-azure"), ("tmpdir", "/app/work/tmpdir")][..], "azure-mysql"),
            (&[("version", "8.0.11-TiDB-v8.5.3")][..], "tidb"),
            (&[("version", "8.0.11-TiDB-v7.1.1-serverless")][..], "tidb"),
            (&[("version", "8.0.40-Vitess")][..], "vitess"),
            (&[("version", "8.0.30-Vitess-PlanetScale")][..], "planetscale"),
            (&[("version", "8.0.11"), ("version_comment", "(ProxySQL)")][..], "proxysql"),
            (&[("mysql-wait_timeout", "28800000"), ("mysql-max_connections", "2048")][..], "proxysql"),
            (&[("version", "10.6.16-MariaDB-maxscale")][..], "maxscale"),
            (&[("max_connections", "151")][..], "mysql"),
        ] {
            assert_eq!(recognise(&with(pairs)).flavor.name, expected, "{pairs:?}");
        }
    }

    #[test]
    fn names_are_unique_and_each_flavour_shows_itself() {
        let mut names: Vec<_> = FLAVORS.iter().map(|flavor| flavor.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FLAVORS.len());
        assert!(FLAVORS.iter().all(|flavor| !flavor.signs.is_empty()));
        assert_eq!(recognise(&Entries::default()).flavor.name, MYSQL.name);
    }

    #[test]
    fn what_showed_a_flavour_is_repeated() {
        let from = |pairs: &[(&str, &str)]| recognise(&with(pairs)).from;
        assert_eq!(
            from(&[("version", "10.6.14-MariaDB-log"), ("datadir", "/rdsdbdata/db/"), ("port", "3306")]),
            ["datadir /rdsdbdata/db/", "version 10.6.14-MariaDB-log"]
        );
        assert_eq!(from(&[("version", "8.0.28"), ("aurora_version", "3.04.0")]), ["aurora_version 3.04.0"]);
        assert_eq!(from(&[("version", "9.7.4-2")]), ["version 9.7.4-2"]);
        assert!(from(&[("max_connections", "151")]).is_empty());
    }

    #[test]
    fn a_gate_is_changed_in_its_own_units() {
        let statement = PROXYSQL.set_statement(Version::default(), "wait_timeout", 660);
        assert!(statement.text.starts_with("set mysql-wait_timeout = 660000 in ProxySQL's admin interface"));
    }

    #[test]
    fn a_managed_service_is_changed_in_its_own_place() {
        let statement = CLOUD_SQL.set_statement(Version::new(8, 0, 31), "max_connections", 300);
        assert_eq!(statement.sql, None);
        assert_eq!(statement.text, "set max_connections = 300 among the instance's database flags");
    }
}
