//! Vitess' tablets, a layer between applications and a server: `vttablet` holds three pools.
//!
//! Sources: <https://vitess.io/docs/reference/programs/vttablet/>, `go/vt/vttablet/tabletserver/tabletenv/config.go`.

use std::time::Duration;

use super::names::{Name, count, seconds};
use super::places::Place;
use super::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::settings::{Key, Value};

const SOURCE: &str = "vttablet: https://vitess.io/docs/reference/programs/vttablet/";

const NAMES: &[Name] = &[
    count("size", Key::MaxOpen),
    seconds("idleTimeout", Key::MaxIdleTime).also(&["idleTimeoutSeconds"]),
    seconds("maxLifetime", Key::MaxLifetime).also(&["maxLifetimeSeconds"]),
    seconds("timeout", Key::AcquireTimeout).also(&["timeoutSeconds"]),
];

/// The pools of a tablet, as sections of its configuration, with what their sizes are when nothing is said.
pub static POOLS: [Place; 3] = [
    Place::at(&["oltpReadPool"]).defaults(&[default(Key::MaxOpen, Value::Count(16), SOURCE)]),
    Place::at(&["olapReadPool"]).defaults(&[default(Key::MaxOpen, Value::Count(200), SOURCE)]),
    Place::at(&["txPool"]).defaults(&[default(Key::MaxOpen, Value::Count(20), SOURCE)]),
];

/// `library: vitess`
pub static VITESS: Library = Library {
    name: "vitess",
    title: "Vitess' tablet",
    language: "layer",
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
