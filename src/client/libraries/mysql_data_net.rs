//! MySql.Data, Oracle's driver for .NET, which pools by connection string.
//!
//! Sources: <https://dev.mysql.com/doc/connector-net/en/connector-net-connections-pooling.html>, `MySqlPool.cs` and
//! `MySqlPoolManager.cs` of MySql.Data 9.1 (<https://github.com/mysql/mysql-connector-net>).

use std::time::Duration;

use crate::client::libraries::mysqlconnector_net::one_timeout;
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "MySql.Data: https://dev.mysql.com/doc/connector-net/en/connector-net-connections-pooling.html";

const PARAMS: &[Name] = &[
    count("Maximum Pool Size", Key::MaxOpen).also(&["Max Pool Size"]),
    count("Minimum Pool Size", Key::MinIdle).also(&["Min Pool Size"]),
    seconds("Connection Lifetime", Key::MaxLifetime),
    switch("Connection Reset", Key::Validation),
    input_seconds("Connection Timeout").also(&["Connect Timeout"]),
    seconds("Keep Alive", Key::TcpKeepalive).zero(Value::Unlimited),
    // It ends with KILL QUERY, so that no statement runs on and no socket is cut: no limit of a read.
    sign("Default Command Timeout").also(&["Command Timeout"]),
    sign("Cache Server Properties").unique(),
    sign("Use Usage Advisor").unique(),
    sign("Use Performance Monitor").unique(),
    sign("Logging").unique(),
    sign("Sql Server Mode").unique(),
    sign("Procedure Cache Size").unique(),
    sign("Include Security Asserts").unique(),
    sign("Replication").unique(),
    sign("Respect Binary Flags").unique(),
    sign("Treat Blobs As UTF8").unique(),
    sign("Allow Batch").unique(),
    sign("Check Parameters").unique(),
    sign("Functions Return String").unique(),
];

/// `library: mysql-data-net`
pub static MYSQL_DATA_NET: Library = Library {
    name: "mysql-data-net",
    title: "MySql.Data",
    language: Language::DotNet,
    params: PARAMS,
    strings: Strings::Ado,
    driver: false,
    sites: &[Site::at(&["MySqlConnectionStringBuilder"]).mentioning(&["MySql.Data"]).names(PARAMS).ours().says_all()],
    classes: &["mysql.data"],
    defaults: &[
        default(Key::MaxOpen, Value::Count(100), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 180, "MySql.Data has no key for it: 180 s in MySqlPoolManager.cs"),
        default_seconds(Key::AcquireTimeout, 15, SOURCE),
        default_seconds(Key::ConnectTimeout, 15, SOURCE),
        default(Key::Validation, Value::Switch(false), "Connection Reset is false: nothing is checked before use"),
    ],
    unknown: &[Key::TcpKeepalive],
    nothing: |key| (key == Key::MaxLifetime).then_some(Value::Unlimited),
    settle,
    // Connection Lifetime is looked at only when a connection is given back.
    ends_idle: &[Key::MaxIdleTime],
    spares_floor: true,
    multiplies: "one pool in each process for each distinct connection string",
    reaction: Reaction { time: Duration::from_secs(180), source: "MySql.Data sweeps every 180 s" },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    one_timeout(pool);
    if let (Some(open), Some(floor)) = (pool.count(Key::MaxOpen), pool.count(Key::MinIdle))
        && floor > open
    {
        pool.replace(Key::MinIdle, Value::Count(open), format!("MySql.Data lowers min_idle to max_open ({open})"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn a_floor_above_the_limit_is_lowered() {
        let settings = settled_by(&MYSQL_DATA_NET, &[(Key::MaxOpen, "20"), (Key::MinIdle, "50")]);
        assert_eq!(settings.count(Key::MinIdle), Some(Limit::At(20)));
    }
}
