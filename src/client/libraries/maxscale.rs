//! MaxScale, a layer between applications and servers: each client's session opens its own connections to servers, and those
//! that it leaves may stay in a pool for the next.
//!
//! Sources: <https://mariadb.com/docs/maxscale/maxscale-management/deployment/maxscale-configuration-guide>, MaxScale 24.08.

use std::time::Duration;

use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str =
    "MaxScale: https://mariadb.com/docs/maxscale/maxscale-management/deployment/maxscale-configuration-guide";

/// The names of a server.
const NAMES: &[Name] = &[
    // It is rounded up to a multiple of the threads.
    count("persistpoolmax", Key::MaxIdle).unique(),
    seconds("persistmaxtime", Key::MaxIdleTime).zero(Value::Time(Duration::ZERO)).unique(),
    count("max_routing_connections", Key::MaxOpen).zero(Value::Unlimited).unique(),
    sign("proxy_protocol"),
];

/// The names of a service that hold for the servers behind it.
pub const OF_SERVICE: &[Name] = &[seconds("connection_keepalive", Key::Keepalive)];

/// The name of a service's limit of clients, each of which opens at most one connection to a server.
pub const CLIENTS: Name = count("max_connections", Key::MaxOpen).zero(Value::Unlimited);

/// `library: maxscale`
pub static MAXSCALE: Library = Library {
    name: "maxscale",
    title: "MaxScale",
    language: Language::Layer,
    names: NAMES,
    driver: false,
    defaults: &[
        unlimited(Key::MaxOpen, "MaxScale opens as many connections to a server as it has clients"),
        default(Key::MaxIdle, Value::Count(0), "persistpoolmax is 0: nothing is kept when a client goes"),
        default_seconds(Key::Keepalive, 300, SOURCE),
    ],
    settle,
    nothing: |key| (key == Key::MaxIdle).then_some(Value::Count(0)),
    multiplies: "one pool for each server in each MaxScale; applications behind it are clients of it, and hold no connection \
                 of the server",
    reaction: Reaction { time: Duration::from_secs(30), source: "not known of MaxScale: 30 s assumed" },
    ..Library::BASE
};

/// Nothing is kept without both of a number and a time.
fn settle(pool: &mut Settling<'_>) {
    let is_kept = pool.settings.get(Key::MaxIdleTime).is_some_and(|time| time.value != Value::Time(Duration::ZERO));
    if !is_kept {
        pool.replace(Key::MaxIdle, Value::Count(0), "MaxScale keeps no connection where persistmaxtime is 0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn nothing_is_kept_without_a_time() {
        let kept = |pairs: &[(Key, &str)]| settled_by(&MAXSCALE, pairs).count(Key::MaxIdle);
        assert_eq!(kept(&[(Key::MaxIdle, "10")]), Some(Limit::At(0)));
        assert_eq!(kept(&[(Key::MaxIdle, "10"), (Key::MaxIdleTime, "1h")]), Some(Limit::At(10)));
    }
}
