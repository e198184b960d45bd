//! A pool of no known library: no defaults.
//!
//! An absent limit in time counts as not set by the client; an absent count is unknown, and the rules that need it are
//! skipped.

use std::time::Duration;

use crate::client::pool::library::names::{Name, count, link};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Default, Library, Reaction, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "library: generic has no defaults; an absent limit in time is none";

const fn none(key: Key) -> Default {
    unlimited(key, SOURCE)
}

/// How applications call the size of a pool whose library nobody knows. Times are left out: their units are the application's own.
const NAMES: &[Name] = &[count("pool_size", Key::MaxOpen)
    .also(&[
        "max_pool_size",
        "maximum_pool_size",
        "connection_pool_size",
        "pool_max",
        "pool_max_size",
        "max_connections",
        "maximum_connections",
        "max_active",
        "max_total",
    ])
    .weak()];

/// `library: generic`
pub static GENERIC: Library = Library {
    name: "generic",
    title: "a pool of no known library",
    names: NAMES,
    defaults: &[
        none(Key::MaxLifetime),
        none(Key::MaxIdleTime),
        none(Key::Keepalive),
        none(Key::AcquireTimeout),
        none(Key::ConnectTimeout),
        none(Key::ReadTimeout),
        none(Key::WriteTimeout),
    ],
    language: Language::Any,
    sites: &[
        // Openfire makes a pool of Commons DBCP 2 with settings of its own; a lifetime is counted in days
        // (<https://github.com/igniterealtime/Openfire/blob/main/xmppserver/src/main/java/org/jivesoftware/database/DefaultConnectionProvider.java>).
        Site::at(&["jive", "database", "defaultProvider"])
            .of("Openfire")
            .names(&[count("maxConnections", Key::MaxOpen), count("minConnections", Key::MinIdle), link("serverURL")])
            .unknown(&[Key::MaxLifetime, Key::MaxIdleTime]),
    ],
    multiplies: "what `replicas` and `processes` state",
    reaction: Reaction { time: Duration::from_secs(30), source: "unknown library: 30 s assumed" },
    ..Library::BASE
};
