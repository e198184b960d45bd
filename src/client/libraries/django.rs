//! Django on MySQL, which has no pool: each thread opens one connection to each database, and keeps it as long as
//! `CONN_MAX_AGE` says.
//!
//! Source: `django/db/backends/base/base.py` of Django 5.2
//! (<https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections>).

use std::time::Duration;

use crate::client::libraries::drivers;
use crate::client::pool::behaviour::Behaviour;
use crate::client::pool::lever::{in_seconds, switched_on};
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, input_text, link, seconds, sign, switch};
use crate::client::pool::library::settling::Settling;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;
use crate::text::quantity;

const AGE_SOURCE: &str = "Django closes it at the end of each request: CONN_MAX_AGE 0";
const THREAD: &str = "one connection in each thread, and one thread where nobody states more";

/// `CONN_MAX_AGE`: zero closes at the end of each request, and `None` never.
const AGE: Name =
    seconds("CONN_MAX_AGE", Key::MaxLifetime).zero(Value::Time(Duration::ZERO)).null(Value::Unlimited).unique();

const NAMES: &[Name] = &[
    AGE,
    switch("CONN_HEALTH_CHECKS", Key::Validation).unique(),
    sign("ENGINE").weak(),
    sign("NAME").weak(),
    sign("HOST").weak(),
    sign("USER").weak(),
    sign("ATOMIC_REQUESTS").unique(),
];

/// `OPTIONS` go to mysqlclient.
const OPTIONS: &[Name] = &[
    seconds("connect_timeout", Key::ConnectTimeout).also(&["connection_timeout"]),
    seconds("read_timeout", Key::ReadTimeout),
    seconds("write_timeout", Key::WriteTimeout),
    input_text(INIT),
];
const INIT: &str = "init_command";
const INNER: &[(&str, &[Name])] = &[("OPTIONS", OPTIONS)];

const ENGINES: &[&str] = &[
    "django.db.backends.mysql",
    "gis.db.backends.mysql",
    "mysql.connector.django",
    "prometheus.db.backends.mysql",
    "django_tidb",
];

/// `library: django`
pub static DJANGO: Library = Library {
    name: "django",
    title: "Django",
    language: Language::Python,
    names: NAMES,
    params: &[AGE, switch("CONN_HEALTH_CHECKS", Key::Validation).unique()],
    strings: Strings::Url(&["mysql", "mysql2", "mysqlgis", "mysql-connector"]),
    sites: &[
        Site::all_of(&["DATABASES", "*"]).holding(&[("ENGINE", ENGINES)]).ours().inner(INNER),
        Site::all_of(&["*"]).holding(&[("ENGINE", ENGINES)]).ours().inner(INNER),
        Site::at(&["config"]).names(&[link("default").weak()]).mentioning(&["dj_database_url"]).of("dj-database-url"),
        Site::at(&["parse"]).names(&[link("0").weak()]).mentioning(&["dj_database_url"]).of("dj-database-url"),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(1), THREAD),
        default(Key::MaxIdle, Value::Count(0), AGE_SOURCE),
        default(Key::MaxLifetime, Value::Time(Duration::ZERO), AGE_SOURCE),
        default(Key::Validation, Value::Switch(false), "Django: CONN_HEALTH_CHECKS is off"),
    ],
    settle,
    // The age is looked at when a request begins, before the connection is used.
    ends_idle: &[Key::MaxLifetime],
    behaviour: Behaviour::PINGS,
    multiplies: "one connection for each database in each thread of each worker process",
    reaction: Reaction {
        time: Duration::from_secs(5),
        source: "Django looks at the age when a request begins; 5 s for what the request does before it asks",
    },
    usual_driver: Some(&drivers::mysqlclient::MYSQLCLIENT),
    levers: &[
        switched_on(Key::Validation, "'CONN_HEALTH_CHECKS': True").at("in DATABASES"),
        in_seconds(Key::ConnectTimeout, "'connect_timeout': {}").at("in OPTIONS"),
        in_seconds(Key::ReadTimeout, "'read_timeout': {}").at("in OPTIONS"),
    ],
    age_looked_at: &[Moment::Checkout, Moment::Return],
    ..Library::BASE
};

fn settle(pool: &mut Settling<'_>) {
    if let Some(threads) = pool.threads {
        pool.default(Key::MaxOpen, Value::Count(threads), "one connection in each of the stated threads");
    }
    let keeps = pool.settings.get(Key::MaxLifetime).is_none_or(|age| age.value != Value::Time(Duration::ZERO));
    let most = pool.settings.get(Key::MaxOpen).map(|most| most.value);
    if let Some(most) = most.filter(|_| keeps) {
        pool.default(Key::MaxIdle, most, "CONN_MAX_AGE keeps it from one request to the next");
    }
    if let Some(wait) = pool.input_text(INIT).and_then(session_wait_timeout) {
        pool.derive(Key::SessionWaitTimeout, Value::Time(Duration::from_secs(wait)), INIT, "init_command");
    }
}

/// `SET SESSION wait_timeout=600, …` of a command that each new connection sends.
fn session_wait_timeout(command: &str) -> Option<u64> {
    let command = command.to_ascii_lowercase();
    let (before, after) = command.split_once("wait_timeout")?;
    let whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let number = after.trim_start().trim_start_matches(':').strip_prefix('=')?.trim_start();
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    quantity::count(number.get(..end)?).ok().filter(|_| whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::tests::settled_by;
    use crate::client::pool::settings::Limit;

    #[test]
    fn a_connection_is_kept_where_it_may_grow_old() {
        let idle = |pairs: &[(Key, &str)]| settled_by(&DJANGO, pairs).count(Key::MaxIdle);
        assert_eq!(idle(&[]), Some(Limit::At(0)));
        assert_eq!(idle(&[(Key::MaxLifetime, "60s")]), Some(Limit::At(1)));
        assert_eq!(idle(&[(Key::MaxLifetime, "never")]), Some(Limit::At(1)));
    }

    #[test]
    fn a_command_may_set_the_session_s_wait_timeout() {
        for (command, wait) in [
            ("SET sql_mode='STRICT_TRANS_TABLES', wait_timeout=600", Some(600)),
            ("SET SESSION wait_timeout = 28800;", Some(28800)),
            ("SET innodb_lock_wait_timeout=5", None),
            ("SET sql_mode='STRICT_TRANS_TABLES'", None),
        ] {
            assert_eq!(session_wait_timeout(command), wait, "{command}");
        }
    }
}
