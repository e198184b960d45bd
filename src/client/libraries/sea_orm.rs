//! `SeaORM`, which hands its options to sqlx under names of its own.
//!
//! Sources: `ConnectOptions` of sea-orm 2.0 (<https://docs.rs/sea-orm/latest/sea_orm/struct.ConnectOptions.html>).

use crate::client::libraries::drivers;
use crate::client::libraries::sqlx_rust;
use crate::client::pool::behaviour::{Behaviour, WHOLE_WAIT, checking};
use crate::client::pool::library::Library;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, sign, switch};
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "SeaORM leaves it to sqlx: https://docs.rs/sqlx/latest/sqlx/pool/struct.PoolOptions.html";

/// Its own names are sqlx's, and tell nothing.
const NAMES: &[Name] = &[
    count("max_connections", Key::MaxOpen).weak(),
    count("min_connections", Key::MinIdle).weak(),
    input_seconds("connect_timeout").also(&["connect_timeout_secs", "connect_timeout_seconds"]).weak(),
    seconds("acquire_timeout", Key::AcquireTimeout).also(&["acquire_timeout_secs", "acquire_timeout_seconds"]).weak(),
    seconds("idle_timeout", Key::MaxIdleTime).also(&["idle_timeout_secs", "idle_timeout_seconds"]).weak(),
    seconds("max_lifetime", Key::MaxLifetime).also(&["max_lifetime_secs", "max_lifetime_seconds"]).weak(),
    switch("test_before_acquire", Key::Validation),
    sign("sqlx_logging").unique(),
    sign("sqlx_logging_level").unique(),
    sign("sqlx_slow_statements_logging_level").unique(),
    sign("connect_lazy").unique(),
];

/// loco's section. Nobody verified the unit of its times, nor what is not said: <https://loco.rs/docs/the-app/models/>.
const LOCO: Site = Site::at(&["database"])
    .of("loco")
    .with(&[("uri", &["mysql://", "mariadb://"])])
    .names(&[
        sign("connect_timeout").also(&["acquire_timeout", "idle_timeout"]),
        sign("enable_logging").also(&["auto_migrate", "dangerously_truncate", "dangerously_recreate"]),
    ])
    .unknown(&[Key::AcquireTimeout, Key::MaxIdleTime, Key::MaxOpen, Key::MinIdle]);

/// `library: sea-orm`
pub static SEA_ORM: Library = Library {
    name: "sea-orm",
    title: "SeaORM",
    language: Language::Rust,
    names: NAMES,
    driver: false,
    sections: &["seaorm"],
    sites: &[Site::at(&["sea_orm"]), LOCO, Site::ANYWHERE],
    defaults: &sqlx_rust::defaults(SOURCE),
    settle: sqlx_rust::settle,
    behaviour: Behaviour { notices: &[checking(WHOLE_WAIT)], ..Behaviour::PINGS },
    multiplies: "one pool in each process",
    reaction: sqlx_rust::REACTION,
    usual_driver: Some(&drivers::sqlx_rust::SQLX_RUST),
    dial_within: Some(Key::AcquireTimeout),
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};
