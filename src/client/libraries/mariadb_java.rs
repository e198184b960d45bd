//! The pool inside MariaDB Connector/J, which `pool=true` in its URL switches on.
//!
//! Sources: `Configuration` and `Pool` of Connector/J 3.5 (<https://github.com/mariadb-corporation/mariadb-connector-j>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs, always, ping_within};
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::names::{count, input_switch, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str =
    "MariaDB Connector/J: https://mariadb.com/docs/connectors/mariadb-connector-j/pool-datasource-implementation";

/// `library: mariadb-java`
pub static MARIADB_JAVA: Library = Library {
    name: "mariadb-java",
    title: "MariaDB Connector/J's pool",
    language: Language::Java,
    classes: &["mariadbpooldatasource"],
    params: &[
        input_switch("pool").unique(),
        count("maxPoolSize", Key::MaxOpen),
        count("minPoolSize", Key::MinIdle),
        seconds("maxIdleTime", Key::MaxIdleTime),
        sign("poolValidMinDelay").unique(),
        sign("registerJmxPool").unique(),
        sign("poolName"),
    ],
    strings: Strings::Url(&["jdbc:mariadb", "jdbc:mysql", "jdbc:mariadb:sequential", "jdbc:mariadb:loadbalance"]),
    defaults: &[
        default(Key::MaxOpen, Value::Count(8), SOURCE),
        default(Key::MinIdle, Value::Count(8), "minPoolSize is maxPoolSize where it is not set"),
        default_seconds(Key::AcquireTimeout, 30, "Connector/J's pool waits as long as connectTimeout, 30 s by default"),
        default(Key::Validation, Value::Switch(true), "checked when it idled for poolValidMinDelay, 1 s"),
    ],
    // `maxIdleTime` is 600,000 s in the source and 600 s in its documentation. Either way the pool reads the server's
    // wait_timeout, and drops what idled for 45 s less: there is no number to know.
    unknown: &[Key::MaxIdleTime],
    settle,
    behaviour: Behaviour {
        notices: &[always(ping_within(10_000, 1000))],
        max_idle_acts: MaxIdleActs::Swept,
        ..Behaviour::PINGS
    },
    multiplies: "one pool for each URL and user in each process",
    reaction: Reaction {
        time: Duration::from_secs(30),
        source: "Connector/J's pool looks at idle connections every 30 s",
    },
    usual_driver: Some(&drivers::mariadb_java::MARIADB_JAVA),
    when_full: WhenFull::Retries {
        until: Some(Key::ConnectTimeout),
        says: "`No connection available within the specified time`, which does not name the reason",
    },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(connect) = pool.settings.get(Key::ConnectTimeout).filter(|connect| connect.is_written()) {
        let value = connect.value;
        pool.default(Key::AcquireTimeout, value, "Connector/J's pool waits as long as connectTimeout");
    }
    if let Some(open) = pool.count(Key::MaxOpen) {
        pool.default(Key::MinIdle, Value::Count(open), "minPoolSize is maxPoolSize where it is not set");
        if pool.count(Key::MinIdle).is_some_and(|least| least > open) {
            pool.replace(Key::MinIdle, Value::Count(open), "Connector/J lowers minPoolSize to maxPoolSize");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn its_floor_is_its_size_and_its_idle_time_is_not_known() {
        let settings = settled_by(&MARIADB_JAVA, &[(Key::MaxOpen, "20")]);
        assert_eq!(settings.count(Key::MinIdle), Some(Limit::At(20)));
        assert_eq!(settings.time(Key::MaxIdleTime), None);
    }
}
