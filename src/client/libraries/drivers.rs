//! The drivers under pools whose connection string says more than where the server is.
//!
//! A driver's parameters ride in the URL of any pool above it, so they are data of the driver and of no library.

use std::time::Duration;

use crate::client::pool::library::names::{Name, bytes, millis, seconds, switch};
use crate::client::pool::library::{Default, default, default_seconds, unlimited};
use crate::client::pool::settings::{Key, Value};
use crate::text::names::normal;

/// A driver with the parameters of its URL.
#[derive(Debug)]
pub struct Driver {
    /// The driver, for people.
    pub title: &'static str,
    /// The schemes of its URLs.
    pub schemes: &'static [&'static str],
    /// Its parameters that are settings.
    pub names: &'static [Name],
    /// What they are when nothing is said.
    pub defaults: &'static [Default],
}

const CONNECTOR_J: &str =
    "MySQL Connector/J: https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-networking.html";
const MARIADB_JAVA: &str =
    "MariaDB Connector/J: https://mariadb.com/docs/connectors/mariadb-connector-j/about-mariadb-connector-j";
const PYMYSQL: &str = "PyMySQL: https://pymysql.readthedocs.io/en/latest/modules/connections.html";

/// When the kernel's probes begin on a socket that asks for them and says no more: Linux' `tcp_keepalive_time`
/// (<https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html>).
const KERNEL: Value = Value::Time(Duration::from_secs(7200));

/// The drivers, of which the first whose scheme fits is taken.
static DRIVERS: &[Driver] = &[
    Driver {
        title: "MariaDB Connector/J",
        schemes: &["jdbc:mariadb"],
        names: &[
            millis("connectTimeout", Key::ConnectTimeout),
            millis("socketTimeout", Key::ReadTimeout),
            switch("tcpKeepAlive", Key::TcpKeepalive).on(KERNEL),
            bytes("maxAllowedPacket", Key::MaxAllowedPacket),
        ],
        // What tcpKeepAlive is when nothing is said differs by version and is not verified.
        defaults: &[default_seconds(Key::ConnectTimeout, 30, MARIADB_JAVA), unlimited(Key::ReadTimeout, MARIADB_JAVA)],
    },
    Driver {
        title: "MySQL Connector/J",
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
            unlimited(Key::ConnectTimeout, CONNECTOR_J),
            unlimited(Key::ReadTimeout, CONNECTOR_J),
            default(Key::TcpKeepalive, KERNEL, "tcpKeepAlive is true: Linux probes after 2 h, tcp_keepalive_time"),
        ],
    },
    Driver {
        title: "PyMySQL",
        schemes: &["mysql+pymysql", "mariadb+pymysql"],
        names: &[
            seconds("connect_timeout", Key::ConnectTimeout),
            seconds("read_timeout", Key::ReadTimeout),
            seconds("write_timeout", Key::WriteTimeout),
        ],
        defaults: &[
            default_seconds(Key::ConnectTimeout, 10, PYMYSQL),
            unlimited(Key::ReadTimeout, PYMYSQL),
            unlimited(Key::WriteTimeout, PYMYSQL),
        ],
    },
    Driver {
        title: "mysqlclient",
        schemes: &["mysql", "mysql+mysqldb", "mariadb", "mariadb+mysqldb"],
        names: &[
            seconds("connect_timeout", Key::ConnectTimeout),
            seconds("read_timeout", Key::ReadTimeout),
            seconds("write_timeout", Key::WriteTimeout),
        ],
        defaults: &[],
    },
];

/// The driver that reads URLs of a scheme.
pub fn of_scheme(scheme: &str) -> Option<&'static Driver> {
    let scheme = scheme.to_ascii_lowercase();
    let scheme = scheme.trim_end_matches(':');
    let known = |scheme: &str| {
        DRIVERS.iter().find(|driver| {
            let is_its = |known: &str| known == scheme || (known.starts_with("jdbc:") && scheme.starts_with(known));
            driver.schemes.iter().any(|known| is_its(known))
        })
    };
    // What stands between `jdbc:` and the driver's own scheme is a wrapper's: `jdbc:p6spy:mysql`.
    let wrapped = || scheme.strip_prefix("jdbc:")?.split_once(':').map(|(_, inner)| format!("jdbc:{inner}"));
    known(scheme).or_else(|| known(&wrapped()?))
}

impl Driver {
    /// The setting that a parameter is.
    pub fn name_of(&self, param: &str) -> Option<&'static Name> {
        self.names.iter().find(|name| name.spellings().any(|spelling| normal(spelling) == normal(param)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_tells_the_driver_through_wrappers() {
        for (scheme, title) in [
            ("jdbc:mysql", Some("MySQL Connector/J")),
            ("jdbc:mysql:loadbalance:", Some("MySQL Connector/J")),
            ("jdbc:p6spy:mysql", Some("MySQL Connector/J")),
            ("jdbc:aws-wrapper:mariadb", Some("MariaDB Connector/J")),
            ("JDBC:MariaDB:sequential", Some("MariaDB Connector/J")),
            ("mysql+pymysql", Some("PyMySQL")),
            ("jdbc:postgresql", None),
        ] {
            assert_eq!(of_scheme(scheme).map(|driver| driver.title), title, "{scheme}");
        }
    }
}
