//! MyXQL under Ecto, whose pool pings each connection that idled for a second.
//!
//! Sources: `DBConnection.ConnectionPool` of db_connection 2.10 (<https://hexdocs.pm/db_connection/DBConnection.html#start_link/2>), and
//! `Ecto.Repo` (<https://hexdocs.pm/ecto/Ecto.Repo.html#module-connection-options>).

use std::time::Duration;

use crate::client::pool::behaviour::{Behaviour, Known};
use crate::client::pool::library::names::{Name, count, link, millis, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, Strings, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "Ecto: https://hexdocs.pm/ecto_sql/Ecto.Adapters.MyXQL.html";

const NAMES: &[Name] = &[
    count("pool_size", Key::MaxOpen),
    millis("idle_interval", Key::Keepalive).weak(),
    link("url").weak(),
    sign("adapter").weak(),
    sign("pool_count").unique(),
    sign("queue_target").unique(),
    sign("queue_interval").unique(),
    sign("hostname").weak(),
];

const MYXQL_ADAPTER: &[(&str, &[&str])] = &[("adapter", &["myxql"])];
const OUR_URL: &[(&str, &[&str])] = &[("url", &["mysql://", "mariadb://"])];

/// `library: myxql`
pub static MYXQL: Library = Library {
    name: "myxql",
    title: "MyXQL (Ecto)",
    language: Language::Elixir,
    names: NAMES,
    params: &[count("pool_size", Key::MaxOpen)],
    strings: Strings::None,
    driver: false,
    sites: &[
        Site::at(&["config"]).holding(MYXQL_ADAPTER).ours(),
        Site::at(&["config"]).holding(OUR_URL).ours(),
        // What was generated says nothing of the adapter, which stands in the repository's own module.
        Site::at(&["config"]).holding(&[("pool_size", &[""])]).mentioning(&["MyXQL", "mysql"]).ours(),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        unlimited(Key::MaxLifetime, "DBConnection has none"),
        unlimited(Key::MaxIdleTime, "DBConnection has none"),
        default(Key::Keepalive, Value::Time(Duration::from_secs(1)), "DBConnection: idle_interval 1000 ms, a ping"),
        default_seconds(Key::ConnectTimeout, 15, "MyXQL: timeout 15000 ms"),
    ],
    // queue_target and queue_interval let it refuse by how long the last ones waited.
    unknown: &[Key::AcquireTimeout],
    behaviour: Behaviour { known: Known::Read, ..Behaviour::PINGS },
    multiplies: "one pool for each repository in each node, times pool_count",
    reaction: Reaction { time: Duration::from_secs(1), source: "DBConnection pings every idle_interval" },
    ..Library::BASE
};
