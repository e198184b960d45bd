//! Amazon RDS: recognised by where its programs lie. The servers are MySQL and MariaDB themselves.

use super::{Change, Flavor, PARAMETER_GROUP, mariadb, mysql, says};
use crate::server::facts::Entries;

/// RDS for MySQL.
pub static RDS_MYSQL: Flavor = Flavor {
    name: "rds-mysql",
    title: "RDS for MySQL",
    recognises: is_rds,
    change: Change::Service(PARAMETER_GROUP),
    way_in: None,
    ..mysql::BASE
};

/// RDS for MariaDB.
pub static RDS_MARIADB: Flavor = Flavor {
    name: "rds-mariadb",
    title: "RDS for MariaDB",
    recognises: |variables| is_rds(variables) && (mariadb::BASE.recognises)(variables),
    change: Change::Service(PARAMETER_GROUP),
    way_in: None,
    ..mariadb::BASE
};

fn is_rds(variables: &Entries) -> bool {
    says(variables, "basedir", "/rdsdbbin/") || says(variables, "datadir", "/rdsdbdata/")
}
