//! Go's `database/sql` over go-sql-driver/mysql.
//!
//! Sources: <https://pkg.go.dev/database/sql#DB.SetMaxOpenConns> and its siblings, `src/database/sql/sql.go` of Go 1.27,
//! <https://github.com/go-sql-driver/mysql#parameters>.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, Case, Notices, When, always};
use crate::client::pool::lever::in_words;
use crate::client::pool::library::Moment;
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::{CheckSince, Default, Library, Reaction, default, default_seconds};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const POOL: &str = "database/sql: https://pkg.go.dev/database/sql#DB";
const DRIVER: &str = "go-sql-driver/mysql: https://github.com/go-sql-driver/mysql#parameters";

/// The settings that belong to the driver, and are known only where its DSN or its parameters are seen.
pub const DRIVER_SETTINGS: [Key; 5] =
    [Key::ConnectTimeout, Key::ReadTimeout, Key::WriteTimeout, Key::Validation, Key::MaxAllowedPacket];

/// `library: go`
pub static GO: Library = Library {
    name: "go",
    title: "Go database/sql",
    language: Language::Go,
    has_invented_names: true,
    words: &[
        (Key::MaxOpen, "SetMaxOpenConns"),
        (Key::MaxIdle, "SetMaxIdleConns"),
        (Key::MaxLifetime, "SetConnMaxLifetime"),
        (Key::MaxIdleTime, "SetConnMaxIdleTime"),
        (Key::ConnectTimeout, "timeout"),
        (Key::ReadTimeout, "readTimeout"),
        (Key::WriteTimeout, "writeTimeout"),
        (Key::Validation, "checkConnLiveness"),
        (Key::MaxAllowedPacket, "maxAllowedPacket"),
    ],
    behaviour: Behaviour {
        notices: &[Case { when: When::DriverChecks("1.5.0"), notices: Notices::Peek }, always(Notices::FailedSend)],
        ..Behaviour::PINGS
    },
    multiplies: "one pool in each process for each sql.DB; gorm's dbresolver and xorm's groups: one for each source and replica",
    defaults: &[
        default(Key::MaxOpen, Value::Unlimited, POOL),
        default(Key::MaxIdle, Value::Count(2), "database/sql keeps 2: defaultMaxIdleConns in sql.go"),
        default(Key::MaxLifetime, Value::Unlimited, POOL),
        default(Key::MaxIdleTime, Value::Unlimited, POOL),
        default(
            Key::TcpKeepalive,
            Value::Time(Duration::from_secs(15)),
            "net.Dialer probes every 15 s since Go 1.13: https://pkg.go.dev/net#Dialer",
        ),
        default(Key::AcquireTimeout, Value::Unlimited, "database/sql waits as long as the caller's context"),
        default(Key::ConnectTimeout, Value::Unlimited, DRIVER),
        default(Key::ReadTimeout, Value::Unlimited, DRIVER),
        default(Key::WriteTimeout, Value::Unlimited, DRIVER),
        default(Key::Validation, Value::Switch(true), "checkConnLiveness=true since go-sql-driver/mysql 1.5.0"),
        default(Key::MaxAllowedPacket, Value::Size(64 << 20), "go-sql-driver/mysql: 64 MiB since 1.7.1"),
    ],
    nothing: |key| match key {
        // SetMaxIdleConns(n ≤ 0) keeps none; every other setter takes n ≤ 0 for "no limit".
        Key::MaxIdle => Some(Value::Count(0)),
        Key::Validation | Key::MaxAllowedPacket => None,
        _ => Some(Value::Unlimited),
    },
    settle,
    // Measured: the cleaner wakes at most once a second and a query may be under way; see docs/who-closes-first.md.
    reaction: Reaction { time: Duration::from_secs(5), source: "database/sql's cleaner, with a query's length on top" },
    check_since: Some(CheckSince {
        driver: "go-sql-driver/mysql",
        version: "1.5.0",
        // Since 1.8.0: https://github.com/go-sql-driver/mysql/pull/1389
        announces: "Go-MySQL-Driver",
        name: "checkConnLiveness",
        cost: "Go's costs one look at the socket, no round trip",
        source: "https://github.com/go-sql-driver/mysql/blob/master/CHANGELOG.md#version-15-2020-01-07",
    }),
    usual_driver: Some(&drivers::go_sql_driver::GO_SQL_DRIVER),
    levers: &[
        in_words(Key::MaxLifetime, "SetConnMaxLifetime({})"),
        in_words(Key::MaxIdleTime, "SetConnMaxIdleTime({})"),
    ],
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};

/// `SetMaxIdleConns` above `SetMaxOpenConns` is lowered to it (sql.go, `SetMaxOpenConns`).
fn settle(pool: &mut Settling<'_>) {
    let Some(open) = pool.count(Key::MaxOpen) else { return };
    if pool.count(Key::MaxIdle).is_some_and(|idle| idle > open) {
        pool.replace(Key::MaxIdle, Value::Count(open), format!("database/sql lowers max_idle to max_open ({open})"));
    }
}

const ZERO: &str = "go-zero: https://github.com/zeromicro/go-zero/blob/v1.9.0/core/stores/sqlx/sqlmanager.go";

/// What go-zero's `sqlx` sets on every pool that it opens; nothing changes it.
pub const GO_ZERO: &[Default] = &[
    default(Key::MaxOpen, Value::Count(64), ZERO),
    default(Key::MaxIdle, Value::Count(64), ZERO),
    default_seconds(Key::MaxLifetime, 60, ZERO),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::{Limit, Settings};

    fn settled(pairs: &[(Key, &str)]) -> Settings {
        settled_by(&GO, pairs)
    }

    #[test]
    fn nothing_said_is_unlimited_open_and_two_idle() {
        let settings = settled(&[]);
        assert_eq!(settings.count(Key::MaxOpen), Some(Limit::Unlimited));
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(2)));
        assert_eq!(settings.time(Key::MaxLifetime), Some(Limit::Unlimited));
    }

    #[test]
    fn more_idle_than_open_is_lowered_and_what_was_written_is_kept() {
        let settings = settled(&[(Key::MaxOpen, "10"), (Key::MaxIdle, "50")]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(10)));
        assert_eq!(settings.get(Key::MaxIdle).and_then(|s| s.written), Some(Value::Count(50)));
    }

    #[test]
    fn one_open_lowers_the_default_of_two_idle() {
        let settings = settled(&[(Key::MaxOpen, "1")]);
        assert_eq!(settings.count(Key::MaxIdle), Some(Limit::At(1)));
    }
}
