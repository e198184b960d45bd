//! MariaDB Connector/J.
//!
//! Sources: its parameters as documented below; how it ends and fails was measured with 3.5 and 4.0.

use crate::client::libraries::drivers::KERNEL;
use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::names::{bytes, millis, switch};
use crate::client::pool::library::{default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str =
    "MariaDB Connector/J: https://mariadb.com/docs/connectors/mariadb-connector-j/about-mariadb-connector-j";

/// `jdbc:mariadb:`
pub static MARIADB_JAVA: Driver = Driver {
    title: "MariaDB Connector/J",
    language: Language::Java,
    schemes: &["jdbc:mariadb"],
    names: &[
        millis("connectTimeout", Key::ConnectTimeout),
        millis("socketTimeout", Key::ReadTimeout),
        switch("tcpKeepAlive", Key::TcpKeepalive).on(KERNEL),
        bytes("maxAllowedPacket", Key::MaxAllowedPacket),
    ],
    // What tcpKeepAlive is when nothing is said differs by version and is not verified.
    defaults: &[default_seconds(Key::ConnectTimeout, 30, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[
        in_millis(Key::ConnectTimeout, "connectTimeout={}").at("on the JDBC URL"),
        in_millis(Key::ReadTimeout, "socketTimeout={}").at("on the JDBC URL"),
    ],
    broken: "`Socket error`, SQLState 08000",
    mistakes_parting_error: true,
    shows_parting_error: true,
    goodbye: Goodbye { quits: true, time_wait: 0.2 },
    ..Driver::BASE
};
