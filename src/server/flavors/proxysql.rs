//! ProxySQL: it answers for its own name itself and passes the rest to a server behind it. Its admin port shows its own
//! variables, such as `mysql-wait_timeout`, and these are what applications meet.

use super::gate::{Gate, hidden, shown};
use super::mysql::BASE;
use super::{Change, Defaults, Flavor, OpenFiles, Refusals, sign};
use crate::server::version::Version;
use crate::text::ending::Ending;

/// The versions that it greets as unless `mysql-server_version` says otherwise: from 2.6 on, and before.
pub(super) const GREETINGS: [Version; 2] = [Version::new(8, 0, 11), Version::new(5, 5, 30)];

/// ProxySQL, or a server seen through it.
pub static PROXYSQL: Flavor = Flavor {
    name: "proxysql",
    title: "ProxySQL",
    signs: &[&[sign("version_comment", "(ProxySQL)")], &[sign("mysql-wait_timeout", "")]],
    refusals: Refusals::LowerBound,
    change: Change::Service(
        "in ProxySQL's admin interface, then LOAD MYSQL VARIABLES TO RUNTIME and SAVE MYSQL VARIABLES TO DISK",
    ),
    idle_close: |_| "`invalid connection`, `unexpected EOF`",
    idle_ending: |_| Ending::Fin,
    said_on_idle_close: |_| None,
    open_files: OpenFiles::Unknown,
    way_in: None,
    defaults: Defaults::Unknown,
    // https://proxysql.com/documentation/global-variables/mysql-variables/
    gate: Some(Gate {
        limits: &[
            shown("max_connections", "mysql-max_connections", 1),
            shown("wait_timeout", "mysql-wait_timeout", 1000),
            // It makes no difference between interactive clients and others.
            shown("interactive_timeout", "mysql-wait_timeout", 1000),
            shown("connect_timeout", "mysql-connect_timeout_client", 1000),
            shown("max_allowed_packet", "mysql-max_allowed_packet", 1),
            hidden("max_user_connections"),
            hidden("max_connect_errors"),
            hidden("net_read_timeout"),
            hidden("net_write_timeout"),
        ],
    }),
    ..BASE
};
