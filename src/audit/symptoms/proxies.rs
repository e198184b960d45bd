//! What proxies say in the server's place.

use super::{Symptom, Who};

/// The proxies' errors.
pub(super) const SYMPTOMS: &[Symptom] = &[
    Symptom {
        title: "Error 1040 of MySQL Router",
        numbers: &[],
        texts: &["too many connections to mysql router"],
        who: Who::Proxy,
        said: &[("any", "Too many connections to MySQL Router")],
        means: "MySQL Router's own max_connections is reached; the server behind it may have room.",
        causes: &[
            "the pools together are larger than max_connections of the route, or max_total_connections of the router (512 by default)",
        ],
        rules: &["fleet-exceeds-max-connections", "rollout-exceeds-max-connections"],
        look: &["max_connections under [routing:…] and max_total_connections under [DEFAULT] in mysqlrouter.conf"],
    },
    Symptom {
        title: "Error 9001 of ProxySQL: no connection to a server in time",
        numbers: &[9001],
        texts: &["max connect timeout reached while reaching hostgroup"],
        who: Who::Proxy,
        said: &[("any", "Max connect timeout reached while reaching hostgroup 0 after 10000ms")],
        means: "ProxySQL found no connection to a server of the hostgroup within mysql-connect_timeout_server_max.",
        causes: &[
            "all of max_connections of mysql_servers are in use",
            "every server of the hostgroup is shunned or offline",
        ],
        rules: &["fleet-exceeds-max-connections"],
        look: &["SELECT * FROM stats_mysql_connection_pool on ProxySQL's admin port"],
    },
    Symptom {
        title: "Error 9501 of RDS Proxy: no connection to the database in time",
        numbers: &[9501],
        texts: &["timed-out waiting to acquire database connection"],
        who: Who::Proxy,
        said: &[("any", "Timed-out waiting to acquire database connection")],
        means: "RDS Proxy had no free connection to the database for its ConnectionBorrowTimeout.",
        causes: &["MaxConnectionsPercent is used up", "sessions are pinned, so that connections are not shared"],
        rules: &["fleet-exceeds-max-connections"],
        look: &["CloudWatch: DatabaseConnectionsBorrowLatency, DatabaseConnectionsCurrentlySessionPinned"],
    },
];
