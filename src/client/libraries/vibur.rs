//! Vibur DBCP, which ends no connection for its age and none for its own idleness.
//!
//! Source: `ViburConfig` of Vibur DBCP 26 (<https://github.com/vibur/vibur-dbcp>). Its reducer drops unused connections
//! above `poolInitialSize` by and by; there is no limit for a single one.

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::{Behaviour, checking, ping_within};
use crate::client::pool::library::names::{count, input_seconds, millis, seconds, sign};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Vibur DBCP: https://www.vibur.org/#configuration-settings";

/// `library: vibur`
pub static VIBUR: Library = Library {
    name: "vibur",
    title: "Vibur DBCP",
    language: Language::Java,
    names: &[
        count("poolMaxSize", Key::MaxOpen).unique(),
        count("poolInitialSize", Key::InitialSize).unique(),
        millis("connectionTimeoutInMs", Key::AcquireTimeout).none_is_unlimited().unique(),
        input_seconds("connectionIdleLimitInSeconds").zero(Value::Time(Duration::ZERO)).unique(),
        seconds("loginTimeoutInSeconds", Key::ConnectTimeout).unique(),
        sign("reducerTimeIntervalInSeconds").unique(),
        sign("poolFair").unique(),
        sign("testConnectionQuery"),
    ],
    classes: &["vibur"],
    sections: &["vibur"],
    sites: &[Site::at(&["vibur"]), Site::ANYWHERE],
    defaults: &[
        default(Key::MaxOpen, Value::Count(50), SOURCE),
        default(Key::MinIdle, Value::Count(5), "poolInitialSize is the floor as well"),
        default(Key::InitialSize, Value::Count(5), SOURCE),
        unlimited(Key::MaxIdleTime, "the reducer ends connections by number, none by its idle time"),
        unlimited(Key::MaxLifetime, "Vibur has no limit of age"),
        default_seconds(Key::AcquireTimeout, 15, SOURCE),
        default_seconds(Key::ConnectTimeout, 5, "loginTimeoutInSeconds is 5"),
        default(Key::Validation, Value::Switch(true), "connectionIdleLimitInSeconds: checked when it idled for 5 s"),
    ],
    settle,
    behaviour: Behaviour { notices: &[checking(ping_within(3000, 5000))], ..Behaviour::PINGS },
    multiplies: "one pool for each data source in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "Vibur's reducer runs every 30 s" },
    usual_driver: Some(&drivers::connector_j::CONNECTOR_J),
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(initial) = pool.count(Key::InitialSize) {
        pool.default(Key::MinIdle, Value::Count(initial), "poolInitialSize is the floor as well");
    }
    let checks = pool.input("connectionIdleLimitInSeconds").map(|setting| setting.value != Value::Unlimited);
    let note = "checked when it idled that long; below zero never";
    pool.derive(Key::Validation, Value::Switch(checks.unwrap_or(true)), "connectionIdleLimitInSeconds", note);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn the_initial_size_is_the_floor() {
        assert_eq!(settled_by(&VIBUR, &[(Key::InitialSize, "20")]).count(Key::MinIdle), Some(Limit::At(20)));
    }
}
