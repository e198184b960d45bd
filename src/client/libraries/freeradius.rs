//! FreeRADIUS' pools, whose `lifetime` and `idle_timeout` of zero are none.
//!
//! Source: `raddb/mods-available/sql` and `src/main/connection.c` of FreeRADIUS 3.2 (<https://github.com/FreeRADIUS/freeradius-server>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, seconds, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "FreeRADIUS: https://github.com/FreeRADIUS/freeradius-server/blob/v3.2.x/raddb/mods-available/sql";

const POOL: &[Name] = &[
    count("max", Key::MaxOpen),
    count("min", Key::MinIdle),
    count("start", Key::InitialSize),
    seconds("lifetime", Key::MaxLifetime).zero(Value::Unlimited),
    seconds("idle_timeout", Key::MaxIdleTime).zero(Value::Unlimited),
    seconds("connect_timeout", Key::ConnectTimeout),
    sign("spare"),
    sign("uses"),
    sign("retry_delay"),
];

const INNER: &[(&str, &[Name])] = &[("pool", POOL)];

/// `library: freeradius`
pub static FREERADIUS: Library = Library {
    name: "freeradius",
    title: "FreeRADIUS",
    language: Language::C,
    driver: false,
    sites: &[
        Site::at(&["sql"]).holding(&[("dialect", &["mysql"])]).inner(INNER).of("FreeRADIUS").ours(),
        Site::at(&["sql"]).holding(&[("driver", &["rlm_sql_mysql"])]).inner(INNER).of("FreeRADIUS").ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(5), SOURCE),
        default(Key::InitialSize, Value::Count(5), SOURCE),
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 60, SOURCE),
        default_seconds(Key::ConnectTimeout, 3, SOURCE),
    ],
    spares_floor: true,
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each instance of the module in each server",
    reaction: Reaction { time: Duration::from_secs(30), source: "FreeRADIUS: cleanup_interval 30 s" },
    ..Library::BASE
};
