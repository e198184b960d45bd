//! Ebean's own pool, `ebean-datasource`.
//!
//! Sources: `DataSourceConfig`, `ConnectionPool` and `FreeConnectionBuffer` of ebean-datasource 10
//! (<https://github.com/ebean-orm/ebean-datasource>), and DataHub's own file
//! (<https://docs.datahub.com/docs/deploy/environment-vars>). The pool is a stack: it trims what lies below its floor of
//! `minConnections`, and the heartbeat asks the connection that lies on top, so that the others of the floor idle for ever.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{count, millis, minutes, seconds, sign};
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Ebean: https://github.com/ebean-orm/ebean-datasource, DataSourceConfig.java";

/// DataHub keeps its data in Cassandra instead where `entityService.impl` says so.
const DATAHUB: &[Requirement] = &[Requirement {
    keys: &[&["entityService", "impl"]],
    words: &["ebean"],
    or_absent: true,
    otherwise: "entityService.impl is not `ebean`",
}];

/// `library: ebean`
pub static EBEAN: Library = Library {
    name: "ebean",
    title: "Ebean",
    language: Language::Java,
    names: &[
        count("maxConnections", Key::MaxOpen).weak(),
        count("minConnections", Key::MinIdle).weak(),
        count("initialConnections", Key::InitialSize).weak(),
        seconds("maxInactiveTimeSecs", Key::MaxIdleTime).also(&["maxInactiveTimeSeconds"]).unique(),
        minutes("maxAgeMinutes", Key::MaxLifetime).unique(),
        millis("waitTimeoutMillis", Key::AcquireTimeout).also(&["waitTimeout"]).weak(),
        sign("leakTimeMinutes").unique(),
        sign("heartbeatSql").unique(),
        sign("heartbeatFreqSecs").unique(),
        sign("trimPoolFreqSecs").unique(),
        sign("captureStackTrace").weak(),
    ],
    classes: &["ebean"],
    sections: &["ebean"],
    sites: &[
        Site::at(&["ebean"]).of("DataHub").requires(DATAHUB),
        Site::at(&["datasource", "*"]).of("Ebean"),
        Site::ANYWHERE,
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(200), SOURCE),
        default(Key::MinIdle, Value::Count(2), SOURCE),
        default_seconds(Key::MaxIdleTime, 900, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::AcquireTimeout, 1, SOURCE),
        default(
            Key::Validation,
            Value::Switch(false),
            "Ebean's heartbeat asks one connection every 30 s, and not those that are taken",
        ),
    ],
    nothing: |key| (key == Key::MaxLifetime).then_some(Value::Unlimited),
    // The floor is spared by both limits.
    ends_idle: &[Key::MaxIdleTime],
    spares_floor: true,
    behaviour: Behaviour::PINGS,
    multiplies: "one pool for each Ebean server in each process",
    reaction: Reaction {
        time: Duration::from_secs(90),
        source: "Ebean trims at a heartbeat, every 30 s, once trimPoolFreqSecs (59 s) are over",
    },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};
