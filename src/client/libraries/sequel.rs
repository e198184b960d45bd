//! Sequel, whose pool keeps its connections for ever unless an extension is loaded.
//!
//! Source: the pool classes and the MySQL adapters of Sequel 5
//! (<https://sequel.jeremyevans.net/rdoc/files/doc/opening_databases_rdoc.html>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{AfterError, Behaviour};
use crate::client::pool::lever::{in_seconds, switched_on};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_seconds, link, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Sequel: https://sequel.jeremyevans.net/rdoc/files/doc/opening_databases_rdoc.html";

/// `wait_timeout` that every session gets.
const SESSION_WAIT: Duration = Duration::from_secs(2_147_483);

const NAMES: &[Name] = &[
    count("max_connections", Key::MaxOpen),
    seconds("pool_timeout", Key::AcquireTimeout).unique(),
    input_seconds("timeout").null(Value::Unlimited).weak(),
    seconds("connect_timeout", Key::ConnectTimeout).weak(),
    seconds("read_timeout", Key::ReadTimeout).weak(),
    seconds("write_timeout", Key::WriteTimeout).weak(),
    sign("pool_class").unique(),
    link("url").also(&["0"]).weak(),
];

const ADAPTERS: &[&str] = &["mysql2", "trilogy", "mysql"];

/// `library: sequel`
pub static SEQUEL: Library = Library {
    name: "sequel",
    title: "Sequel",
    language: Language::Ruby,
    names: NAMES,
    params: &[
        count("max_connections", Key::MaxOpen).unique(),
        seconds("pool_timeout", Key::AcquireTimeout).unique(),
        input_seconds("timeout"),
        seconds("connect_timeout", Key::ConnectTimeout),
        seconds("read_timeout", Key::ReadTimeout),
        seconds("write_timeout", Key::WriteTimeout),
    ],
    strings: Strings::Url(&["mysql2"]),
    driver: false,
    sites: &[
        Site::all_of(&["connect"]).holding(&[("adapter", ADAPTERS)]).mentioning(&["Sequel"]),
        Site::at(&["connect"]).mentioning(&["Sequel"]),
        Site::like(&["*"]).holding(&[("adapter", ADAPTERS)]),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(4), SOURCE),
        unlimited(Key::MaxLifetime, "Sequel: none unless its connection_expiration is loaded"),
        unlimited(Key::MaxIdleTime, "Sequel: none"),
        default_seconds(Key::AcquireTimeout, 5, SOURCE),
        default(Key::Validation, Value::Switch(false), "Sequel: none unless its connection_validator is loaded"),
    ],
    settle,
    ends_idle: &[Key::MaxLifetime],
    behaviour: Behaviour { after_error: AfterError::DropsSecond, ..Behaviour::PINGS },
    multiplies: "one pool for each database and shard in each process",
    usual_driver: Some(&drivers::mysql2_gem::MYSQL2_GEM),
    levers: &[
        switched_on(Key::Validation, "DB.extension(:connection_validator); DB.pool.connection_validation_timeout = -1")
            .at("after Sequel.connect"),
        in_seconds(
            Key::MaxLifetime,
            "DB.extension(:connection_expiration); DB.pool.connection_expiration_timeout = {}",
        )
        .at("after Sequel.connect"),
    ],
    age_looked_at: &[Moment::Checkout],
    ..Library::BASE
};

/// `timeout` is the session's `wait_timeout`, and nil leaves that alone.
fn settle(pool: &mut Settling<'_>) {
    match pool.input("timeout").map(|setting| setting.value) {
        None => pool.default(
            Key::SessionWaitTimeout,
            Value::Time(SESSION_WAIT),
            "Sequel sets it unless timeout says another",
        ),
        Some(Value::Unlimited) => {}
        Some(value) => {
            pool.derive(Key::SessionWaitTimeout, value, "timeout", "timeout sets the session's wait_timeout");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn nothing_said_keeps_four_connections_for_ever() {
        let settings = settled_by(&SEQUEL, &[]);
        assert_eq!(settings.count(Key::MaxOpen), Some(Limit::At(4)));
        assert_eq!(settings.time(Key::SessionWaitTimeout), Some(Limit::At(SESSION_WAIT)));
    }
}
