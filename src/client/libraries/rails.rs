//! Rails' connection pool, one for each database and role in each process, which sets the session's `wait_timeout` itself.
//!
//! Sources: `hash_config.rb`, `connection_pool.rb` and `abstract_mysql_adapter.rb` of Rails 5.2 to 8.1
//! (<https://guides.rubyonrails.org/configuring.html#configuring-a-database>,
//! <https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/ConnectionPool.html>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, PING, always};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_count, input_seconds, input_text, link, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Later, Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Rails: https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/ConnectionPool.html";
const SESSION: &str = "Rails sets it for its sessions unless a wait_timeout stands beside the adapter";

/// `wait_timeout` that every session gets.
const SESSION_WAIT: Duration = Duration::from_secs(2_147_483);

const ADAPTERS: &[&str] = &["mysql2", "trilogy", "mysql2_geo", "mysql2rgeo"];

const NAMES: &[Name] = &[
    count("pool", Key::MaxOpen),
    input_count("max_connections").negative(Value::Unlimited).null(Value::Unlimited),
    count("min_connections", Key::MinIdle).negative(Value::Count(0)),
    seconds("checkout_timeout", Key::AcquireTimeout),
    seconds("idle_timeout", Key::MaxIdleTime).none_is_unlimited().null(Value::Unlimited),
    seconds("keepalive", Key::Keepalive).none_is_unlimited().null(Value::Unlimited),
    seconds("max_age", Key::MaxLifetime).none_is_unlimited().null(Value::Unlimited),
    seconds("wait_timeout", Key::SessionWaitTimeout),
    seconds("connect_timeout", Key::ConnectTimeout),
    seconds("read_timeout", Key::ReadTimeout),
    seconds("write_timeout", Key::WriteTimeout),
    input_text("adapter"),
    link("url"),
    sign("reaping_frequency"),
    sign("pool_jitter"),
    sign("database"),
    sign("encoding"),
    sign("username"),
    sign("host"),
    // SQLite's busy timeout in milliseconds, which no MySQL adapter reads.
    sign("timeout"),
];

/// `SET` of a session, in which Rails puts its own `wait_timeout` last.
const VARIABLES: &[(&str, &[Name])] = &[("variables", &[input_seconds("wait_timeout")])];

const PARAMS: &[Name] = &[
    count("pool", Key::MaxOpen).unique(),
    input_count("max_connections").negative(Value::Unlimited).unique(),
    seconds("checkout_timeout", Key::AcquireTimeout).unique(),
    seconds("idle_timeout", Key::MaxIdleTime).none_is_unlimited(),
    seconds("wait_timeout", Key::SessionWaitTimeout),
    seconds("connect_timeout", Key::ConnectTimeout),
    seconds("read_timeout", Key::ReadTimeout),
    seconds("write_timeout", Key::WriteTimeout),
];

/// `library: rails`
pub static RAILS: Library = Library {
    name: "rails",
    title: "Rails",
    language: Language::Ruby,
    names: NAMES,
    params: PARAMS,
    strings: Strings::Url(&["mysql2", "trilogy"]),
    driver: false,
    sites: &[
        Site::all_of(&["*"]).holding(&[("adapter", ADAPTERS)]).ours().inner(VARIABLES),
        Site::all_of(&["*"]).holding(&[("url", &["mysql2://", "trilogy://"])]).inner(VARIABLES),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(5), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 300, SOURCE),
        unlimited(Key::Keepalive, "there is none up to Rails 8.0, and 10 minutes since 8.1: none is taken"),
        default_seconds(Key::AcquireTimeout, 5, SOURCE),
        default(Key::SessionWaitTimeout, Value::Time(SESSION_WAIT), SESSION),
        default(Key::Validation, Value::Switch(true), "Rails asks a connection that idled before it uses it"),
    ],
    later: &[Later { since: "8.1", default: default_seconds(Key::Keepalive, 600, "10 minutes since Rails 8.1") }],
    settle,
    spares_floor: true,
    behaviour: Behaviour { notices: &[always(PING)], ..Behaviour::PINGS },
    multiplies: "one pool for each database and role in each Puma worker and job process",
    reaction: Reaction {
        time: Duration::from_secs(60),
        source: "Rails' reaper runs every 60 s, and every 20 s since 8.1",
    },
    levers: &[in_seconds(Key::ConnectTimeout, "connect_timeout: {}"), in_seconds(Key::ReadTimeout, "read_timeout: {}")],
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    size(pool);
    if pool.input("wait_timeout").is_some() && !pool.is_written(Key::SessionWaitTimeout) {
        let note = format!("{SESSION}; it overwrites what stands under variables");
        pool.default(Key::SessionWaitTimeout, Value::Time(SESSION_WAIT), note);
    }
    if pool.input_text("adapter").is_some_and(|adapter| adapter.starts_with("mysql2")) {
        pool.default(Key::ConnectTimeout, Value::Time(Duration::from_secs(120)), "the mysql2 gem: 120 s");
        pool.default(Key::ReadTimeout, Value::Unlimited, "the mysql2 gem: none");
        pool.default(Key::WriteTimeout, Value::Unlimited, "the mysql2 gem: none");
    }
}

/// `max_connections` came with 8.1, where `pool` is its old name, and both with different numbers are an error.
fn size(pool: &mut Settling<'_>) {
    let Some(most) = pool.input("max_connections").map(|setting| setting.value) else { return };
    let old = pool.settings.get(Key::MaxOpen).filter(|old| old.is_written() && old.value != most).map(|old| old.value);
    let note = match old {
        Some(old) => format!("pool says {}: Rails 8.1 does not start with both", old.show(Key::MaxOpen)),
        None => "since Rails 8.1".to_owned(),
    };
    pool.derive(Key::MaxOpen, most, "max_connections", note);
    pool.default(
        Key::Keepalive,
        Value::Time(Duration::from_secs(600)),
        "10 minutes since Rails 8.1, as max_connections is",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn a_session_keeps_its_wait_timeout_for_weeks() {
        let wait = |pairs: &[(Key, &str)]| settled_by(&RAILS, pairs).time(Key::SessionWaitTimeout);
        assert_eq!(wait(&[]), Some(Limit::At(SESSION_WAIT)));
        assert_eq!(wait(&[(Key::SessionWaitTimeout, "600s")]), Some(Limit::At(Duration::from_secs(600))));
    }
}
