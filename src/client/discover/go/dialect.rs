//! Applications whose files are known: their units and their own defaults.

use std::time::Duration;

use crate::client::discover::section::Section;
use crate::client::go::value::Bare;
use crate::client::pool::library::Default;
use crate::client::pool::settings::{Key, Value};

/// What is particular to one application.
pub(super) struct Dialect {
    /// The application.
    pub(super) name: &'static str,
    is: for<'s> fn(&'s Section<'s>) -> bool,
    /// What a bare number means where a duration is wanted.
    pub(super) bare: Bare,
    /// Zero and less are not handed to `database/sql`, so that its own defaults hold.
    pub(super) zero_is_unset: bool,
    /// The application's defaults.
    pub(super) defaults: &'static [Default],
}

const SECONDS: Bare = Bare::Known(Duration::from_secs(1));

const fn count(key: Key, count: u64, source: &'static str) -> Default {
    Default { key, value: Value::Count(count), source }
}

const fn seconds(key: Key, seconds: u64, source: &'static str) -> Default {
    Default { key, value: Value::Time(Duration::from_secs(seconds)), source }
}

const TEMPORAL: &str =
    "Temporal's image: https://github.com/temporalio/docker-builds/blob/main/docker/config_template.yaml";
const GITEA: &str = "Gitea with MySQL: https://docs.gitea.com/administration/config-cheat-sheet#database-database";
const FLEET: &str = "Fleet: https://fleetdm.com/docs/configuration/fleet-server-configuration#mysql";
const GRAFANA: &str = "Grafana: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#database";
const ONE_API: &str = "one-api: https://github.com/songquanpeng/one-api#environment-variables";

/// The applications, of which the first that fits is taken.
static DIALECTS: [Dialect; 6] = [
    Dialect { name: "Temporal", is: is_temporal, bare: Bare::GoDuration, zero_is_unset: true, defaults: &[] },
    Dialect {
        name: "Temporal's image",
        is: is_temporal_image,
        bare: Bare::GoDuration,
        zero_is_unset: true,
        defaults: &[
            count(Key::MaxOpen, 20, TEMPORAL),
            count(Key::MaxIdle, 20, TEMPORAL),
            seconds(Key::MaxLifetime, 3600, TEMPORAL),
        ],
    },
    Dialect {
        name: "Gitea",
        is: is_gitea,
        bare: Bare::GoDuration,
        zero_is_unset: false,
        defaults: &[count(Key::MaxIdle, 2, GITEA), seconds(Key::MaxLifetime, 3, GITEA)],
    },
    Dialect {
        name: "Fleet",
        is: is_fleet,
        bare: SECONDS,
        zero_is_unset: false,
        defaults: &[count(Key::MaxOpen, 50, FLEET), count(Key::MaxIdle, 50, FLEET)],
    },
    Dialect {
        name: "Grafana",
        is: is_grafana,
        bare: SECONDS,
        zero_is_unset: false,
        defaults: &[seconds(Key::MaxLifetime, 14_400, GRAFANA)],
    },
    Dialect {
        name: "one-api",
        is: is_one_api,
        bare: SECONDS,
        zero_is_unset: false,
        defaults: &[count(Key::MaxOpen, 1000, ONE_API), seconds(Key::MaxLifetime, 60, ONE_API)],
    },
];

/// The application that a section belongs to, if it is a known one.
pub(super) fn of<'s>(own: &'s Section<'s>) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| (dialect.is)(own))
}

/// `persistence.datastores.<name>.sql`, or any section with its plugin and its own name for the limit.
fn is_temporal<'s>(own: &'s Section<'s>) -> bool {
    let has_its_keys = own.get("pluginname").is_some() && own.get("maxconns").is_some();
    has_its_keys || matches!(own.path().as_slice(), [.., "datastores", _, "sql"])
}

/// The environment of `temporalio/auto-setup` and `temporalio/server`.
fn is_temporal_image<'s>(own: &'s Section<'s>) -> bool {
    own.get("mysqlseeds").is_some() && own.get("db").is_some()
}

/// `[database]` with Gitea's own names for the engine and the password.
fn is_gitea<'s>(own: &'s Section<'s>) -> bool {
    own.is_named("database") && own.get("dbtype").is_some() && own.get("passwd").is_some()
}

/// `mysql` (`database` in its chart) beside `osquery`.
fn is_fleet<'s>(own: &'s Section<'s>) -> bool {
    let top = own.above.filter(|above| above.above.is_none());
    let is_its = matches!(&*own.name, "mysql" | "mysql_read_replica" | "database");
    top.filter(|_| is_its).and_then(|top| top.node.get("osquery")).is_some_and(|node| node.entries().is_some())
}

/// `database` of `grafana.ini` in its chart, and a data source that it is given
/// (<https://grafana.com/docs/grafana/latest/datasources/mysql/#provision-the-data-source>).
fn is_grafana<'s>(own: &'s Section<'s>) -> bool {
    matches!(own.path().as_slice(), [.., "grafana.ini", "database"] | [.., "datasources", _, "jsonData"])
}

/// `SQL_DSN` in the environment, which many have, beside another of its variables.
fn is_one_api<'s>(own: &'s Section<'s>) -> bool {
    let others = ["redisconnstring", "sessionsecret", "nodetype", "syncfrequency", "channelupdatefrequency"];
    own.get("sqldsn").is_some() && own.get_any(&others).is_some()
}
