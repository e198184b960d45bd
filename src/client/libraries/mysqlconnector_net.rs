//! MySqlConnector, .NET's driver under Pomelo's Entity Framework provider, which pools by connection string.
//!
//! Sources: <https://mysqlconnector.net/connection-options/>, `ConnectionPool.cs` and `MySqlConnectionStringBuilder.cs` of
//! MySqlConnector 2.6 (<https://github.com/mysql-net/MySqlConnector>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, input_seconds, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "MySqlConnector: https://mysqlconnector.net/connection-options/";

/// `Connection Timeout` when nothing is said.
const TIMEOUT: Duration = Duration::from_secs(15);

const PARAMS: &[Name] = &[
    count("Maximum Pool Size", Key::MaxOpen).also(&["Max Pool Size"]),
    count("Minimum Pool Size", Key::MinIdle).also(&["Min Pool Size"]),
    seconds("Connection Lifetime", Key::MaxLifetime),
    seconds("Connection Idle Timeout", Key::MaxIdleTime).unique(),
    switch("Connection Reset", Key::Validation),
    input_seconds("Connection Timeout").also(&["Connect Timeout"]),
    seconds("Keep Alive", Key::TcpKeepalive).zero(Value::Unlimited),
    // It ends with KILL QUERY, so that no statement runs on and no socket is cut: no limit of a read.
    sign("Default Command Timeout").also(&["Command Timeout"]),
    // Accepted and without effect since 2.0.0.
    sign("Connection Idle Ping Time").unique(),
    sign("DNS Check Interval").unique(),
    sign("Server Redirection Mode").unique(),
    sign("Cancellation Timeout").unique(),
    sign("Deferred Connection Reset").unique(),
    sign("Guid Format").unique(),
    sign("No Backslash Escapes").unique(),
    sign("Pipelining").unique(),
    sign("Load Balance").unique(),
    sign("Date Time Kind").unique(),
    sign("Use Xa Transactions").unique(),
    sign("Ignore Prepare"),
];

/// `library: mysqlconnector-net`
pub static MYSQLCONNECTOR_NET: Library = Library {
    name: "mysqlconnector-net",
    title: "MySqlConnector",
    language: Language::DotNet,
    params: PARAMS,
    strings: Strings::Ado,
    driver: false,
    sites: &[Site::at(&["MySqlConnectionStringBuilder"])
        .mentioning(&["MySqlConnector", "Pomelo", "UseMySql("])
        .names(PARAMS)
        .ours()
        .says_all()],
    classes: &["mysqlconnector", "pomelo"],
    defaults: &[
        default(Key::MaxOpen, Value::Count(100), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 180, SOURCE),
        default(Key::AcquireTimeout, Value::Time(TIMEOUT), SOURCE),
        default(Key::ConnectTimeout, Value::Time(TIMEOUT), SOURCE),
        default(Key::Validation, Value::Switch(true), "Connection Reset is true: a round trip before each use"),
    ],
    unknown: &[Key::TcpKeepalive],
    nothing: |key| match key {
        Key::MaxLifetime | Key::MaxIdleTime => Some(Value::Unlimited),
        _ => None,
    },
    settle,
    // Connection Lifetime is looked at only when a connection is given back.
    ends_idle: &[Key::MaxIdleTime],
    spares_floor: true,
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool in each process for each distinct connection string",
    reaction: Reaction {
        time: Duration::from_secs(60),
        source: "MySqlConnector sweeps every half of Connection Idle Timeout, at most every 60 s",
    },
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    one_timeout(pool);
    if let (Some(open), Some(floor)) = (pool.count(Key::MaxOpen), pool.count(Key::MinIdle))
        && floor > open
    {
        pool.refuse(
            Key::MinIdle,
            format!("MySqlConnector refuses a Minimum Pool Size ({floor}) above the Maximum Pool Size ({open})"),
        );
    }
}

/// One limit is both: opening a connection waits for the pool and for the server within it.
pub(super) fn one_timeout(pool: &mut Settling<'_>) {
    let value = pool.input("Connection Timeout").map_or(Value::Time(TIMEOUT), |setting| setting.value);
    for key in [Key::ConnectTimeout, Key::AcquireTimeout] {
        pool.derive(key, value, "Connection Timeout", "it limits the wait for the pool and for the server together");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn nothing_said_idles_for_three_minutes() {
        let settings = settled_by(&MYSQLCONNECTOR_NET, &[]);
        assert_eq!(settings.time(Key::MaxIdleTime), Some(Limit::At(Duration::from_secs(180))));
        assert_eq!(settings.time(Key::AcquireTimeout), Some(Limit::At(TIMEOUT)));
    }

    #[test]
    fn zero_is_the_server_s_business() {
        assert_eq!((MYSQLCONNECTOR_NET.nothing)(Key::MaxIdleTime), Some(Value::Unlimited));
        assert!(!MYSQLCONNECTOR_NET.ends_idle.contains(&Key::MaxLifetime));
    }
}
