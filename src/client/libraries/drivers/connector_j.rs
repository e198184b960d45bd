//! MySQL Connector/J.
//!
//! Sources: its parameters as documented below; how it ends and fails was measured with 9.x and 26.x.

use crate::client::libraries::drivers::KERNEL;
use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::names::{bytes, millis, switch};
use crate::client::pool::library::{default, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str =
    "MySQL Connector/J: https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-networking.html";

/// `jdbc:mysql:`
pub static CONNECTOR_J: Driver = Driver {
    title: "MySQL Connector/J",
    language: Language::Java,
    schemes: &[
        "jdbc:mysql",
        "jdbc:aws-wrapper:mysql",
        "jdbc:mysql:loadbalance",
        "jdbc:mysql:replication",
        "jdbc:mysql:aws",
    ],
    names: &[
        millis("connectTimeout", Key::ConnectTimeout),
        millis("socketTimeout", Key::ReadTimeout),
        switch("tcpKeepAlive", Key::TcpKeepalive).on(KERNEL),
        bytes("maxAllowedPacket", Key::MaxAllowedPacket),
    ],
    defaults: &[
        unlimited(Key::ConnectTimeout, SOURCE),
        unlimited(Key::ReadTimeout, SOURCE),
        default(Key::TcpKeepalive, KERNEL, "tcpKeepAlive is true: Linux probes after 2 h, tcp_keepalive_time"),
    ],
    levers: &[
        in_millis(Key::ConnectTimeout, "connectTimeout={}").at("on the JDBC URL"),
        in_millis(Key::ReadTimeout, "socketTimeout={}").at("on the JDBC URL"),
    ],
    broken: "`Communications link failure`, `The last packet successfully received from the server was …`",
    shows_parting_error: true,
    // Measured: none to five of ten on the client's side; on MariaDB it resets, and nobody waits.
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
