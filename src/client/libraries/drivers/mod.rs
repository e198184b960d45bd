//! The drivers under pools and those that are pools of their own: one file each, which says only what is particular to it.
//!
//! A driver's parameters ride in the URL of any pool above it, so they are data of the driver and of no library.

pub mod aiomysql;
pub mod asyncmy;
pub mod connector_j;
pub mod go_sql_driver;
pub mod mariadb_java;
pub mod mariadb_node;
pub mod mysql2_gem;
pub mod mysql2_node;
pub mod mysql_async_rust;
pub mod mysql_connector_python;
pub mod mysql_rust;
pub mod mysqlclient;
pub mod mysqljs_node;
pub mod pdo;
pub mod pymysql;
pub mod sqlx_rust;
pub mod vertx;

use std::time::Duration;

use crate::client::pool::driver::Driver;
use crate::client::pool::settings::Value;

/// When the kernel's probes begin on a socket that asks for them and says no more: Linux' `tcp_keepalive_time`
/// (<https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html>).
const KERNEL: Value = Value::Time(Duration::from_secs(7200));

/// The drivers whose URLs are known, of which the first whose scheme fits is taken.
static DRIVERS: &[&Driver] = &[
    &mariadb_java::MARIADB_JAVA,
    &connector_j::CONNECTOR_J,
    &pymysql::PYMYSQL,
    &asyncmy::ASYNCMY,
    &aiomysql::AIOMYSQL,
    &mysql_connector_python::MYSQL_CONNECTOR_PYTHON,
    &mysqlclient::MYSQLCLIENT,
];

/// The driver that reads URLs of a scheme.
pub fn of_scheme(scheme: &str) -> Option<&'static Driver> {
    let scheme = scheme.to_ascii_lowercase();
    let scheme = scheme.trim_end_matches(':');
    let known = |scheme: &str| {
        DRIVERS.iter().copied().find(|driver| {
            let is_its = |known: &str| known == scheme || (known.starts_with("jdbc:") && scheme.starts_with(known));
            driver.schemes.iter().any(|known| is_its(known))
        })
    };
    // What stands between `jdbc:` and the driver's own scheme is a wrapper's: `jdbc:p6spy:mysql`.
    let wrapped = || scheme.strip_prefix("jdbc:")?.split_once(':').map(|(_, inner)| format!("jdbc:{inner}"));
    known(scheme).or_else(|| known(&wrapped()?))
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
