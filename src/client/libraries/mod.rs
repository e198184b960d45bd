//! The pool libraries: one file each, which says only what is particular to it.

pub mod agroal;
pub mod aiomysql;
pub mod asyncmy;
pub mod bb8_rust;
pub mod c3p0;
pub mod databases;
pub mod dbcp2;
pub mod dbutils;
pub mod deadpool_rust;
pub mod django;
pub mod doctrine;
pub mod drivers;
pub mod druid;
pub mod ebean;
pub mod generic;
pub mod go;
pub mod hikaricp;
pub mod hyperf;
pub mod knex;
pub mod laravel;
pub mod mariadb_java;
pub mod mariadb_node;
pub mod maxscale;
pub mod mikro_orm;
pub mod mobc_rust;
pub mod mysql2_node;
pub mod mysql_async_rust;
pub mod mysql_connector_python;
pub mod mysql_data_net;
pub mod mysql_rust;
pub mod mysqlconnector_net;
pub mod mysqljs_node;
pub mod names;
pub mod peewee;
pub mod places;
pub mod prisma;
pub mod proxysql;
pub mod r2d2_rust;
pub mod rails;
pub mod sea_orm;
pub mod sequel;
pub mod sequelize;
pub mod settling;
pub mod sqlalchemy;
pub mod sqlx_rust;
pub mod tomcat_jdbc;
pub mod tortoise;
pub mod typeorm;
pub mod vertx;
pub mod vibur;
pub mod vitess;

use std::time::Duration;

use crate::client::settings::{Form, Key, Settings, Spelling, Value};
use names::{Meaning, Name, Unit};
use places::Place;
use settling::{Inputs, Settling, parts};

/// A pool's implementation: names, defaults, clamps, and what zero means.
#[derive(Debug)]
pub struct Library {
    /// The name in `library:` and in reports.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The language that it is used from, for lists.
    pub language: &'static str,
    /// Its own names for settings.
    pub names: &'static [Name],
    /// Where its sections stand in files.
    pub places: &'static [Place],
    /// What `type: …` and its kin call it: parts of class names, lower case.
    pub classes: &'static [&'static str],
    /// What sections that hold its keys are called.
    pub sections: &'static [&'static str],
    /// The parameters that it takes out of a connection string.
    pub params: &'static [Name],
    /// The connection strings that one of its telling parameters makes its own, wherever they stand.
    pub strings: Strings,
    /// Whether the driver under it reads the rest of the connection string's parameters.
    pub driver: bool,
    /// Its settings and what they are when nothing is said.
    pub defaults: &'static [Default],
    /// Settings that it has, of which nobody verified what they are when nothing is said.
    pub unknown: &'static [Key],
    /// Defaults that came with a later version; they count where that version is stated.
    pub later: &'static [Later],
    /// What zero or a negative number means for a setting, in the library's own code.
    pub nothing: fn(Key) -> Option<Value>,
    /// Turns what was written into what the library will do: clamps, sums and silent replacements.
    pub settle: fn(&mut Settling<'_>),
    /// The settings that bound how long a connection can sit unused: a lifetime that is looked at only when a connection is
    /// given back bounds nothing.
    pub ends_idle: &'static [Key],
    /// Whether connections up to `min_idle` are spared by `max_idle_time`.
    pub spares_floor: bool,
    /// What multiplies its connections beside replicas, for people: workers, hosts, data sources.
    pub multiplies: &'static str,
    /// How late the library may act on a lifetime or an idle limit that has passed.
    pub reaction: Reaction,
    /// The driver version that brought a check on checkout, where there is one.
    pub check_since: Option<CheckSince>,
}

/// The form of the connection strings that tell a library by their parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    /// None do.
    None,
    /// URLs with one of these schemes: `mysql://…?connection_limit=5`.
    Url(&'static [&'static str]),
    /// URLs with one of these schemes, which nobody else has: `mysql+pool://…`.
    Own(&'static [&'static str]),
    /// `Server=…;Maximum Pool Size=50`, as .NET writes them.
    Ado,
}

/// A library's default for one setting.
#[derive(Debug)]
pub struct Default {
    /// The setting.
    pub key: Key,
    /// Its value when nothing is said.
    pub value: Value,
    /// Where that is documented.
    pub source: &'static str,
}

/// A default that came with a version.
#[derive(Debug)]
pub struct Later {
    /// The first version that has it.
    pub since: &'static str,
    /// The default.
    pub default: Default,
}

/// How late a library may act, and why.
#[derive(Debug)]
pub struct Reaction {
    /// The longest delay.
    pub time: Duration,
    /// Where that is known from.
    pub source: &'static str,
}

/// The driver version that brought a check on checkout.
#[derive(Debug)]
pub struct CheckSince {
    /// The driver's name.
    pub driver: &'static str,
    /// The first version that has it.
    pub version: &'static str,
    /// The name that it gives itself in the session's attributes, which no version before the check did.
    pub announces: &'static str,
    /// What the check is called.
    pub name: &'static str,
    /// Where that is documented.
    pub source: &'static str,
}

/// All libraries, by name.
pub static LIBRARIES: &[&Library] = &[
    &agroal::AGROAL,
    &aiomysql::AIOMYSQL,
    &asyncmy::ASYNCMY,
    &bb8_rust::BB8_RUST,
    &c3p0::C3P0,
    &databases::DATABASES,
    &dbcp2::DBCP2,
    &dbutils::DBUTILS,
    &deadpool_rust::DEADPOOL_RUST,
    &django::DJANGO,
    &doctrine::DOCTRINE,
    &druid::DRUID,
    &ebean::EBEAN,
    &generic::GENERIC,
    &go::GO,
    &hikaricp::HIKARICP,
    &hyperf::HYPERF,
    &knex::KNEX,
    &laravel::LARAVEL,
    &mariadb_java::MARIADB_JAVA,
    &mariadb_node::MARIADB_NODE,
    &maxscale::MAXSCALE,
    &mikro_orm::MIKRO_ORM,
    &mobc_rust::MOBC_RUST,
    &mysql_async_rust::MYSQL_ASYNC_RUST,
    &mysql_connector_python::MYSQL_CONNECTOR_PYTHON,
    &mysql_data_net::MYSQL_DATA_NET,
    &mysql_rust::MYSQL_RUST,
    &mysql2_node::MYSQL2_NODE,
    &mysqlconnector_net::MYSQLCONNECTOR_NET,
    &mysqljs_node::MYSQLJS_NODE,
    &peewee::PEEWEE,
    &prisma::PRISMA,
    &proxysql::PROXYSQL,
    &r2d2_rust::R2D2_RUST,
    &rails::RAILS,
    &sea_orm::SEA_ORM,
    &sequel::SEQUEL,
    &sequelize::SEQUELIZE,
    &sqlalchemy::SQLALCHEMY,
    &sqlx_rust::SQLX_RUST,
    &tomcat_jdbc::TOMCAT_JDBC,
    &tortoise::TORTOISE,
    &typeorm::TYPEORM,
    &vertx::VERTX,
    &vibur::VIBUR,
    &vitess::VITESS,
];

/// The library with this name.
pub fn named(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.name == name)
}

impl PartialEq for Library {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Library {}

impl Library {
    /// Whether the library has this setting at all.
    pub fn has(&self, key: Key) -> bool {
        self.defaults.iter().any(|default| default.key == key) || self.unknown.contains(&key)
    }

    /// A library of which nothing is said but its name: what its file leaves out.
    const BASE: Self = Self {
        name: "",
        title: "",
        language: "",
        names: &[],
        places: &[],
        classes: &[],
        sections: &[],
        params: &[],
        strings: Strings::None,
        driver: true,
        defaults: &[],
        unknown: &[],
        later: &[],
        nothing: |_| None,
        settle: |_| {},
        ends_idle: &[Key::MaxLifetime, Key::MaxIdleTime, Key::Keepalive],
        spares_floor: false,
        multiplies: "one pool in each process",
        reaction: Reaction { time: Duration::from_secs(30), source: "not known of this library: 30 s assumed" },
        check_since: None,
    };

    /// Fills in the defaults and turns what was written into effective values.
    pub fn complete(&self, settling: &mut Settling<'_>) {
        for default in self.defaults.iter().filter(|default| !settling.hidden.contains(&default.key)) {
            let mut later = self.later.iter().filter(|later| later.default.key == default.key);
            let since = |later: &&Later| settling.version.is_some_and(|version| parts(version) >= parts(later.since));
            let default = later.rfind(since).map_or(default, |later| &later.default);
            settling.settings.set_default(default.key, default.value, default.source);
        }
        (self.settle)(settling);
    }

    /// What an application of its language sees when it uses a connection that the other side has closed.
    ///
    /// go-sql-driver's `ErrInvalidConn`; Connector/J's `CommunicationsException`; libmysqlclient's 2006 and 2013
    /// (<https://dev.mysql.com/doc/refman/8.4/en/gone-away.html>), which PyMySQL, mysqlnd and mysql2 of Ruby repeat; mysqljs' and mysql2's code.
    pub fn broken_connection(&self) -> &'static str {
        match self.language {
            "Java" => "`Communications link failure`",
            "Node" => "`PROTOCOL_CONNECTION_LOST`, `ECONNRESET`",
            "Python" => "`MySQL server has gone away` (2006), `Lost connection to MySQL server during query` (2013)",
            "Ruby" | "PHP" => "`MySQL server has gone away`",
            "Go" | "any" => "`invalid connection`",
            _ => "a broken connection",
        }
    }

    /// The library's own name of a setting, with a value as it would be written there; none where it has no word for it.
    pub fn spelled(&self, key: Key, value: Value) -> Option<String> {
        let name = self.names.iter().chain(self.params).find(|name| name.meaning == Meaning::Setting(key))?;
        let form = match name.unit {
            Unit::Time(unit) => Form::Bare(unit),
            Unit::Count | Unit::Switch => Form::Own,
            Unit::Bytes | Unit::Worded | Unit::Text => Form::GoDuration,
        };
        let text = (value != Value::Unlimited).then(|| Spelling { form, quote: None }.write(key, value))??;
        Some(format!("{} {text}", name.name))
    }

    /// The default of a setting, of the oldest version that is known.
    pub fn default_of(&self, key: Key) -> Option<Value> {
        self.defaults.iter().find(|default| default.key == key).map(|default| default.value)
    }

    /// Whether the driver under it reads the connection string's parameters.
    pub const fn takes_driver(&self) -> bool {
        self.driver
    }

    /// The name that a parameter of the connection string is.
    pub fn param_of(&self, param: &str) -> Option<&'static Name> {
        self.params.iter().find(|name| name.is(param))
    }

    /// What the library makes of a change of one setting.
    pub fn settle_change(&self, settings: &mut Settings, inputs: &Inputs, version: Option<&str>) {
        (self.settle)(&mut Settling { settings, inputs, version, threads: None, hidden: &[], refused: None });
    }
}

/// A library's default, for its table.
pub(crate) const fn default(key: Key, value: Value, source: &'static str) -> Default {
    Default { key, value, source }
}

/// A default time in seconds.
pub(crate) const fn default_seconds(key: Key, seconds: u64, source: &'static str) -> Default {
    Default { key, value: Value::Time(Duration::from_secs(seconds)), source }
}

/// A default that is no limit.
pub(crate) const fn unlimited(key: Key, source: &'static str) -> Default {
    Default { key, value: Value::Unlimited, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::settings::Setting;
    use crate::text::origin::Origin;

    /// What a library makes of what a test writes, and why it refuses it.
    fn completed_by(library: &Library, version: Option<&str>, pairs: &[(Key, &str)]) -> (Settings, Option<String>) {
        let mut settings = Settings::default();
        for (key, text) in pairs {
            let value = Value::parse(*key, text).expect("a test's own value");
            settings.set(*key, Setting::written(value, *text, Origin::flag("test")));
        }
        let inputs = Inputs::new();
        let mut settling =
            Settling { settings: &mut settings, inputs: &inputs, version, threads: None, hidden: &[], refused: None };
        library.complete(&mut settling);
        let refused = settling.refused;
        (settings, refused)
    }

    /// Settings as a library makes them of what a test writes.
    pub(super) fn settled_by(library: &Library, pairs: &[(Key, &str)]) -> Settings {
        completed_by(library, None, pairs).0
    }

    /// The same of one of its versions.
    pub(super) fn settled_in(library: &Library, version: &str, pairs: &[(Key, &str)]) -> Settings {
        completed_by(library, Some(version), pairs).0
    }

    /// Why a library refuses to make a pool of what a test writes.
    pub(super) fn refused_by(library: &Library, pairs: &[(Key, &str)]) -> Option<String> {
        completed_by(library, None, pairs).1
    }

    #[test]
    fn libraries_are_sorted_and_unique() {
        let names: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_default_is_of_its_setting_s_kind() {
        for library in LIBRARIES {
            for default in library.defaults {
                let fits = match default.value {
                    Value::Unlimited => default.key.no_limit().is_some(),
                    value => Value::parse(default.key, &value.show(default.key).replace(' ', "")) == Ok(value),
                };
                assert!(fits, "{}: {}", library.name, default.key.name());
            }
        }
    }
}
