//! mysql2, Node's driver with a pool, whose limit of idleness does nothing unless fewer connections may idle than be open.
//!
//! Sources: `lib/pool_config.js` and `lib/base/pool.js` of mysql2 3.24 (<https://sidorares.github.io/node-mysql2/docs>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, input_switch, link, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "mysql2: https://sidorares.github.io/node-mysql2/docs/examples/connections/create-pool";

/// Whether who finds all connections taken waits for one.
pub(super) const WAITS: &str = "waitForConnections";

/// The pool's own names.
pub(super) const NAMES: &[Name] = &[
    count("connectionLimit", Key::MaxOpen).zero(Value::Unlimited).null(Value::Unlimited).unique(),
    count("maxIdle", Key::MaxIdle),
    millis("idleTimeout", Key::MaxIdleTime).weak(),
    count("queueLimit", Key::QueueLimit).zero(Value::Unlimited).unique(),
    input_switch(WAITS).unique(),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    input_switch("enableKeepAlive").unique(),
    sign("keepAliveInitialDelay").unique(),
    sign("namedPlaceholders").unique(),
    sign("resetOnRelease").unique(),
    link("uri").also(&["url", "0"]).weak(),
];

/// How a program brings the driver in.
const IMPORTS: &[&str] = &["'mysql2", "\"mysql2", "`mysql2"];

/// What a connection is described by, whatever else is left to defaults.
const CONNECTION: &[Name] =
    &[sign("host").weak(), sign("user").weak(), sign("database").weak(), sign("socketPath").weak()];

/// `library: mysql2-node`
pub static MYSQL2_NODE: Library = Library {
    name: "mysql2-node",
    title: "mysql2",
    language: Language::Node,
    names: NAMES,
    params: &[
        count("connectionLimit", Key::MaxOpen).zero(Value::Unlimited).null(Value::Unlimited).unique(),
        count("maxIdle", Key::MaxIdle).unique(),
        millis("idleTimeout", Key::MaxIdleTime),
        count("queueLimit", Key::QueueLimit).zero(Value::Unlimited).unique(),
        input_switch(WAITS).unique(),
        millis("connectTimeout", Key::ConnectTimeout),
    ],
    strings: Strings::Url(&["mysql", "mysql2"]),
    driver: false,
    sites: &[
        Site::at(&["createPool"]).names(CONNECTION).mentioning(IMPORTS).ours(),
        Site::at(&["drizzle", "connection"]).names(CONNECTION).mentioning(IMPORTS).ours(),
        Site::ANYWHERE.ours(),
    ],
    defaults: &defaults(SOURCE),
    unknown: &[Key::MaxIdle],
    settle,
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, retires_with_quit: false, ..Behaviour::LISTENS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform; a pool cluster has one for each node",
    reaction: REACTION,
    usual_driver: Some(&drivers::mysql2_node::MYSQL2_NODE),
    levers: &[in_millis(Key::MaxIdleTime, "maxIdle: {less}, idleTimeout: {}").below_max_open()],
    age_looked_at: &[Moment::Idle],
    ..Library::BASE
};

/// What it does where nothing is said, whoever hands it its options; `source` is where that is known from.
pub(super) const fn defaults(source: &'static str) -> [crate::client::pool::library::Default; 8] {
    [
        default(Key::MaxOpen, Value::Count(10), source),
        unlimited(Key::MaxLifetime, "mysql2 has none"),
        default_seconds(Key::MaxIdleTime, 60, source),
        unlimited(Key::AcquireTimeout, "mysql2 waits for a connection as long as it takes"),
        default_seconds(Key::ConnectTimeout, 10, source),
        unlimited(Key::ReadTimeout, "mysql2 has none for its connections"),
        default(Key::Validation, Value::Switch(false), "mysql2 checks nothing before use"),
        unlimited(Key::QueueLimit, source),
    ]
}

/// Its reaper, whoever's pool it is.
pub(super) const REACTION: Reaction =
    Reaction { time: Duration::from_secs(1), source: "mysql2's reaper runs every second" };

/// What it makes of its own names, whoever hands them over.
pub(super) fn settle(pool: &mut Settling<'_>) {
    refusal(pool);
    reaper(pool);
}

/// Without waiting a pool that is used up refuses at once.
pub(super) fn refusal(pool: &mut Settling<'_>) {
    if !pool.input_switch(WAITS, true) {
        pool.derive(Key::AcquireTimeout, Value::Time(Duration::ZERO), WAITS, "a pool that is used up refuses at once");
    }
}

/// The reaper starts only where fewer may idle than be open, and ends connections down to none.
pub(super) fn reaper(pool: &mut Settling<'_>) {
    let open = pool.settings.get(Key::MaxOpen).map(|setting| setting.value);
    if pool.settings.get(Key::MaxIdle).is_none() {
        if let Some(open) = open.filter(|open| *open != Value::Unresolved) {
            pool.default(Key::MaxIdle, open, "maxIdle is connectionLimit where it is not set");
        }
        return never_reaped(pool);
    }
    match (open, pool.count(Key::MaxIdle)) {
        (Some(Value::Count(open)), Some(idle)) if idle >= open => never_reaped(pool),
        // No limit is a limit of zero, which no number of idle connections is below.
        (Some(Value::Unlimited), Some(_)) => {
            pool.replace(Key::MaxIdle, Value::Unlimited, NO_REAPER);
            never_reaped(pool);
        }
        _ => {}
    }
}

const NO_REAPER: &str = "mysql2 ends no idle connection unless maxIdle is below connectionLimit";

fn never_reaped(pool: &mut Settling<'_>) {
    if pool.is_written(Key::MaxIdleTime) {
        pool.replace(Key::MaxIdleTime, Value::Unlimited, NO_REAPER);
    } else {
        pool.override_default(Key::MaxIdleTime, Value::Unlimited, NO_REAPER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    fn idle_time(pairs: &[(Key, &str)]) -> Option<Limit<Duration>> {
        settled_by(&MYSQL2_NODE, pairs).time(Key::MaxIdleTime)
    }

    #[test]
    fn an_idle_time_holds_only_where_fewer_may_idle() {
        assert_eq!(idle_time(&[]), Some(Limit::Unlimited));
        assert_eq!(idle_time(&[(Key::MaxIdleTime, "30s")]), Some(Limit::Unlimited));
        assert_eq!(idle_time(&[(Key::MaxIdle, "10")]), Some(Limit::Unlimited));
        assert_eq!(idle_time(&[(Key::MaxIdle, "5")]), Some(Limit::At(Duration::from_secs(60))));
        assert_eq!(idle_time(&[(Key::MaxOpen, "unlimited"), (Key::MaxIdle, "5")]), Some(Limit::Unlimited));
    }

    #[test]
    fn what_may_idle_is_what_may_be_open() {
        assert_eq!(settled_by(&MYSQL2_NODE, &[(Key::MaxOpen, "25")]).count(Key::MaxIdle), Some(Limit::At(25)));
    }
}
