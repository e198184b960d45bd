//! Amazon RDS: recognised by where its programs lie. The servers are MySQL and MariaDB themselves.

use super::{Change, Defaults, Flavor, PARAMETER_GROUP, Sign, mariadb, mysql, sign};

/// RDS for MySQL.
pub static RDS_MYSQL: Flavor = Flavor {
    name: "rds-mysql",
    title: "RDS for MySQL",
    signs: &[&[PROGRAMS], &[DATA]],
    change: Change::Service(PARAMETER_GROUP),
    way_in: None,
    defaults: Defaults::Service,
    ..mysql::BASE
};

/// RDS for MariaDB.
pub static RDS_MARIADB: Flavor = Flavor {
    name: "rds-mariadb",
    title: "RDS for MariaDB",
    signs: &[&[PROGRAMS, MARIADB], &[DATA, MARIADB]],
    change: Change::Service(PARAMETER_GROUP),
    way_in: None,
    defaults: Defaults::Service,
    ..mariadb::BASE
};

const PROGRAMS: Sign = sign("basedir", "/rdsdbbin/");
const DATA: Sign = sign("datadir", "/rdsdbdata/");
const MARIADB: Sign = sign("version", "MariaDB");
