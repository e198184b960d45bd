//! r2dbc-pool, the pool of reactive applications, which looks at idle connections every `max-idle-time`.
//!
//! Sources: `ConnectionPoolConfiguration` of r2dbc-pool 1.0 (<https://github.com/r2dbc/r2dbc-pool>), and Spring Boot's `R2dbcProperties`
//! (<https://docs.spring.io/spring-boot/appendix/application-properties/index.html#appendix.application-properties.data>).

use std::time::Duration;

use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::library::names::{Name, count, input_text, link, millis, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "r2dbc-pool: https://github.com/r2dbc/r2dbc-pool#getting-started";

const DEPTH: &str = "validation-depth";

/// A bare number of Spring Boot's is milliseconds.
const POOL: &[Name] = &[
    count("max-size", Key::MaxOpen),
    count("min-idle", Key::MinIdle),
    count("initial-size", Key::InitialSize),
    millis("max-idle-time", Key::MaxIdleTime).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
    millis("max-life-time", Key::MaxLifetime).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
    millis("max-acquire-time", Key::AcquireTimeout).negative(Value::Unlimited).zero(Value::Time(Duration::ZERO)),
    millis("max-create-connection-time", Key::ConnectTimeout).negative(Value::Unlimited),
    input_text(DEPTH),
    sign("validation-query").weak(),
    sign("acquire-retry").unique(),
];

const PARAMS: &[Name] = &[
    count("maxSize", Key::MaxOpen),
    count("minIdle", Key::MinIdle),
    count("initialSize", Key::InitialSize),
    sign("maxIdleTime"),
    sign("acquireRetry").unique(),
];

/// `library: r2dbc-pool`
pub static R2DBC_POOL: Library = Library {
    name: "r2dbc-pool",
    title: "r2dbc-pool",
    language: Language::Java,
    params: PARAMS,
    strings: Strings::Own(&["r2dbc:pool:mysql", "r2dbc:pool:mariadb"]),
    driver: false,
    sites: &[
        Site::at(&["spring", "r2dbc"]).of("Spring Boot").names(&[link("url")]).inner(&[("pool", POOL)]).says_all(),
        Site::at(&["spring", "r2dbc", "pool"]).of("Spring Boot").names(POOL).says_all(),
        Site::at(&["ConnectionPoolConfiguration"])
            .mentioning(&["mysql", "MySql", "mariadb", "MariaDb"])
            .names(POOL)
            .inner(&[("builder", &[link("0")])])
            .says_all(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default_seconds(Key::MaxIdleTime, 1800, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        unlimited(Key::AcquireTimeout, SOURCE),
        unlimited(Key::ConnectTimeout, SOURCE),
        default(Key::Validation, Value::Switch(false), "validation is LOCAL: no question to the server"),
    ],
    settle,
    ends_idle: &[Key::MaxLifetime, Key::MaxIdleTime],
    behaviour: Behaviour::LISTENS,
    multiplies: "one pool for each connection factory in each process",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "r2dbc-pool looks when a connection is taken, and every max-idle-time; 5 s for what a request does before it asks",
    },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(most) = pool.count(Key::MaxOpen) {
        let start = Value::Count(most.min(10));
        pool.default(Key::InitialSize, start, "initialSize is 10 where it is not set, and no more than maxSize");
        if pool.count(Key::InitialSize).is_some_and(|start| start > most) {
            pool.refuse(Key::InitialSize, "r2dbc-pool does not start: initialSize is above maxSize");
        }
    }
    let asks = pool.input_text(DEPTH).is_some_and(|depth| depth.eq_ignore_ascii_case("remote"));
    pool.derive(Key::Validation, Value::Switch(asks), DEPTH, "REMOTE asks the server before each use");
}
