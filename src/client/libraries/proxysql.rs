//! ProxySQL, a layer between applications and servers: what it holds open to a server, not what applications hold to it.
//!
//! Sources: <https://proxysql.com/documentation/main-runtime/>, <https://proxysql.com/documentation/global-variables/mysql-variables/>,
//! `MySQL_Thread.cpp` and `MySQL_HostGroups_Manager.cpp` of ProxySQL 2.7 (<https://github.com/sysown/proxysql>).

use std::time::Duration;

use crate::client::pool::library::names::{Name, count, input_count, millis};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "ProxySQL: https://proxysql.com/documentation/global-variables/mysql-variables/";
const SERVERS: &str = "ProxySQL's mysql_servers: https://proxysql.com/documentation/main-runtime/#mysql_servers";

/// `free_connections_pct` when nothing is said.
const FREE: u64 = 10;

/// The names of `mysql_variables`. `max_connections` and `wait_timeout` there are about clients.
const NAMES: &[Name] = &[
    millis("connect_timeout_server", Key::ConnectTimeout),
    millis("connect_timeout_server_max", Key::AcquireTimeout),
    millis("connection_max_age_ms", Key::MaxLifetime).zero(Value::Unlimited),
    millis("ping_interval_server_msec", Key::Keepalive),
    input_count("free_connections_pct"),
];

/// The names of one of `mysql_servers`.
pub const OF_SERVER: &[Name] = &[count("max_connections", Key::MaxOpen)];

/// `library: proxysql`
pub static PROXYSQL: Library = Library {
    name: "proxysql",
    title: "ProxySQL",
    language: Language::Layer,
    names: NAMES,
    driver: false,
    defaults: &[
        default(Key::MaxOpen, Value::Count(1000), SERVERS),
        default(Key::MinIdle, Value::Count(0), "ProxySQL opens connections as they are asked for"),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::Keepalive, 10, SOURCE),
        default_seconds(Key::AcquireTimeout, 10, SOURCE),
        default_seconds(Key::ConnectTimeout, 1, SOURCE),
    ],
    settle,
    multiplies: "one pool for each server and hostgroup in each ProxySQL; applications behind it are clients of it, and hold \
                 no connection of the server",
    reaction: Reaction { time: Duration::from_secs(10), source: "ProxySQL looks at idle connections as it pings them" },
    ..Library::BASE
};

/// Idle connections above a share of a server's limit are closed.
fn settle(pool: &mut Settling<'_>) {
    let Some(open) = pool.count(Key::MaxOpen) else { return };
    let share = |percent: u64| Value::Count((u128::from(open) * u128::from(percent) / 100).try_into().unwrap_or(open));
    match pool.input_count("free_connections_pct", FREE) {
        Value::Count(percent) => {
            let note = format!("free_connections_pct: {percent} % of {open}");
            if pool.input("free_connections_pct").is_some() {
                pool.derive(Key::MaxIdle, share(percent), "free_connections_pct", note);
            } else {
                pool.default(Key::MaxIdle, share(percent), note);
            }
        }
        value => pool.derive(Key::MaxIdle, value, "free_connections_pct", "a share of the server's limit"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn a_tenth_of_a_server_s_connections_stays_idle() {
        assert_eq!(settled_by(&PROXYSQL, &[]).count(Key::MaxIdle), Some(Limit::At(100)));
        assert_eq!(settled_by(&PROXYSQL, &[(Key::MaxOpen, "25")]).count(Key::MaxIdle), Some(Limit::At(2)));
    }
}
