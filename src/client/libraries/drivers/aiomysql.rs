//! aiomysql, which hangs up without a word.
//!
//! Measured with 0.3.2: every connection that its pool closes is one more in `Aborted_clients`; without `connect_timeout` a silent
//! host is given up after the kernel's own limit.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::names::seconds;
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "aiomysql: connect_timeout is None, and reads have no limit";

/// `mysql+aiomysql:`
pub static AIOMYSQL: Driver = Driver {
    title: "aiomysql",
    language: Language::Python,
    schemes: &["mysql+aiomysql", "mariadb+aiomysql"],
    names: &[seconds("connect_timeout", Key::ConnectTimeout)],
    defaults: &[unlimited(Key::ConnectTimeout, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[in_seconds(Key::ConnectTimeout, "connect_timeout={}").at("beside host and user")],
    reads_instead: "put `asyncio.wait_for(…, 60)` around a query",
    broken: "`Lost connection to MySQL server during query` (2013)",
    goodbye: Goodbye { quits: false, time_wait: 1.0 },
    ..Driver::BASE
};
