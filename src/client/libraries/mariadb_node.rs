//! MariaDB's connector for Node, whose `idleTimeout` is in seconds beside other times in milliseconds.
//!
//! Sources: `lib/config/pool-options.js` and `lib/pool.js` of mariadb 3.5
//! (<https://github.com/mariadb-corporation/mariadb-connector-nodejs/blob/main/documentation/promise-api.md#pool-options>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs, always, ping_within};
use crate::client::pool::library::Moment;
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::names::{Name, count, link, millis, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "MariaDB's Node connector: https://github.com/mariadb-corporation/mariadb-connector-nodejs/blob/main/documentation/promise-api.md";

const NAMES: &[Name] = &[
    count("connectionLimit", Key::MaxOpen),
    count("minimumIdle", Key::MinIdle),
    seconds("idleTimeout", Key::MaxIdleTime).weak(),
    millis("acquireTimeout", Key::AcquireTimeout).weak(),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    millis("socketTimeout", Key::ReadTimeout).weak(),
    millis("keepAliveDelay", Key::TcpKeepalive),
    sign("minDelayValidation").unique(),
    sign("noControlAfterUse").unique(),
    sign("resetAfterUse").unique(),
    sign("leakDetectionTimeout").unique(),
    sign("initializationTimeout").unique(),
    sign("pingTimeout"),
    link("uri").also(&["url", "0"]).weak(),
];

const CONNECTION: &[Name] =
    &[sign("host").weak(), sign("user").weak(), sign("database").weak(), sign("socketPath").weak()];

/// How a program brings the connector in.
const IMPORTS: &[&str] = &[
    "require('mariadb')",
    "require(\"mariadb\")",
    "from 'mariadb'",
    "from \"mariadb\"",
    "'mariadb/callback'",
    "\"mariadb/callback\"",
];

/// `library: mariadb-node`
pub static MARIADB_NODE: Library = Library {
    name: "mariadb-node",
    title: "MariaDB's Node connector",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[
        Site::at(&["createPool"]).names(CONNECTION).mentioning(IMPORTS).ours(),
        // Prisma's driver adapter hands its options to the connector.
        Site::at(&["PrismaMariaDb"]).of("Prisma's adapter").names(CONNECTION).ours(),
        Site::ANYWHERE.holding(&[("connectionLimit", &[""]), ("minimumIdle", &[""])]).ours(),
        Site::ANYWHERE.ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, "MariaDB's connector has none"),
        default_seconds(Key::MaxIdleTime, 1800, SOURCE),
        unlimited(Key::TcpKeepalive, "keepAliveDelay is off"),
        default_seconds(Key::AcquireTimeout, 10, SOURCE),
        default_seconds(Key::ConnectTimeout, 1, SOURCE),
        unlimited(Key::ReadTimeout, SOURCE),
        default(
            Key::Validation,
            Value::Switch(true),
            "a ping before use after 500 ms of idleness (minDelayValidation)",
        ),
    ],
    unknown: &[Key::MinIdle],
    settle,
    // What idles too long is ended down to minimumIdle.
    spares_floor: true,
    behaviour: Behaviour {
        notices: &[always(ping_within(250, 500))],
        max_idle_acts: MaxIdleActs::Swept,
        ..Behaviour::PINGS
    },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform; a pool cluster has one for each node",
    reaction: Reaction { time: Duration::from_millis(500), source: "MariaDB's connector looks every 500 ms" },
    usual_driver: Some(&drivers::mariadb_node::MARIADB_NODE),
    when_full: WhenFull::Retries {
        until: Some(Key::AcquireTimeout),
        says: "`ER_GET_CONNECTION_TIMEOUT` (45028), which does not name the reason",
    },
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(open) = pool.count(Key::MaxOpen) {
        pool.default(Key::MinIdle, Value::Count(open), "minimumIdle is connectionLimit where it is not set");
        if pool.count(Key::MinIdle).is_some_and(|least| least > open) {
            let why = "MariaDB's connector lowers minimumIdle to connectionLimit";
            pool.replace(Key::MinIdle, Value::Count(open), why);
        }
    }
    let (Some(connect), Some(acquire)) = (pool.time(Key::ConnectTimeout), pool.time(Key::AcquireTimeout)) else {
        return;
    };
    if connect > acquire {
        pool.replace(
            Key::ConnectTimeout,
            Value::Time(acquire),
            "MariaDB's connector lowers connectTimeout to acquireTimeout",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn all_that_may_be_open_is_kept() {
        assert_eq!(settled_by(&MARIADB_NODE, &[(Key::MaxOpen, "7")]).count(Key::MinIdle), Some(Limit::At(7)));
    }

    #[test]
    fn a_wait_bounds_the_wait_for_the_server() {
        let settings = settled_by(&MARIADB_NODE, &[(Key::ConnectTimeout, "20s")]);
        assert_eq!(settings.time(Key::ConnectTimeout), Some(Limit::At(Duration::from_secs(10))));
    }
}
