//! Vitess' tablets, a layer between applications and a server: `vttablet` holds three pools.
//!
//! Sources: <https://vitess.io/docs/reference/programs/vttablet/>, `go/vt/vttablet/tabletserver/tabletenv/config.go`.

use std::time::Duration;

use crate::client::pool::library::names::{Name, count, seconds};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Default, Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "vttablet: https://vitess.io/docs/reference/programs/vttablet/";

const NAMES: &[Name] = &[
    count("size", Key::MaxOpen),
    seconds("idleTimeout", Key::MaxIdleTime).also(&["idleTimeoutSeconds"]),
    seconds("maxLifetime", Key::MaxLifetime).also(&["maxLifetimeSeconds"]),
    seconds("timeout", Key::AcquireTimeout).also(&["timeoutSeconds"]),
];

/// One of a tablet's pools.
#[derive(Debug)]
pub struct TabletPool {
    /// Its section in a tablet's configuration.
    pub section: &'static str,
    /// Its flags, those of all pools among them.
    pub flags: &'static [Name],
    /// Its place, with what its size is when nothing is said.
    pub place: Site,
}

const IDLE: Name = seconds("queryserver-config-idle-timeout", Key::MaxIdleTime);
const LIFETIME: Name = seconds("queryserver-config-pool-conn-max-lifetime", Key::MaxLifetime);

const fn sized(size: &'static [Default]) -> Site {
    Site::ANYWHERE.defaults(size)
}

/// The pools of a tablet.
pub static POOLS: [TabletPool; 3] = [
    TabletPool {
        section: "oltpReadPool",
        flags: &[
            count("queryserver-config-pool-size", Key::MaxOpen),
            seconds("queryserver-config-query-pool-timeout", Key::AcquireTimeout),
            IDLE,
            LIFETIME,
        ],
        place: sized(&[default(Key::MaxOpen, Value::Count(16), SOURCE)]),
    },
    TabletPool {
        section: "olapReadPool",
        flags: &[count("queryserver-config-stream-pool-size", Key::MaxOpen), IDLE, LIFETIME],
        place: sized(&[default(Key::MaxOpen, Value::Count(200), SOURCE)]),
    },
    TabletPool {
        section: "txPool",
        flags: &[
            count("queryserver-config-transaction-cap", Key::MaxOpen),
            seconds("queryserver-config-txpool-timeout", Key::AcquireTimeout),
            IDLE,
            LIFETIME,
        ],
        place: sized(&[default(Key::MaxOpen, Value::Count(20), SOURCE)]),
    },
];

/// `library: vitess`
pub static VITESS: Library = Library {
    name: "vitess",
    title: "Vitess' tablet",
    language: Language::Layer,
    names: NAMES,
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Count(16), SOURCE),
        default_seconds(Key::MaxIdleTime, 1800, SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
    ],
    unknown: &[Key::AcquireTimeout],
    nothing: |key| matches!(key, Key::MaxIdleTime | Key::MaxLifetime).then_some(Value::Unlimited),
    multiplies: "three pools in each tablet; applications behind it are clients of vtgate, and hold no connection of the server",
    reaction: Reaction { time: Duration::from_secs(30), source: "not known of Vitess: 30 s assumed" },
    ..Library::BASE
};
