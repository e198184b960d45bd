//! Ebean's own pool, `ebean-datasource`.
//!
//! Its current defaults are not verified, so that what a file leaves out is unknown. Names: `DataSourceConfig` of
//! <https://github.com/ebean-orm/ebean-datasource>, and DataHub's own file
//! (<https://docs.datahub.com/docs/deploy/environment-vars>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{count, millis, minutes, seconds, sign};
use crate::client::pool::library::sites::{Requirement, Site};
use crate::client::pool::library::{Library, Reaction};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

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
    unknown: &[Key::MaxOpen, Key::MinIdle, Key::MaxLifetime, Key::MaxIdleTime, Key::AcquireTimeout, Key::Validation],
    spares_floor: true,
    multiplies: "one pool for each Ebean server in each process",
    reaction: Reaction { time: Duration::from_secs(60), source: "Ebean trims now and then: a minute assumed" },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};
