//! Google Cloud SQL for MySQL: recognised by its version.

use super::mysql::BASE;
use super::{Change, Defaults, Flavor, sign};

/// Cloud SQL for MySQL.
pub static CLOUD_SQL: Flavor = Flavor {
    name: "cloud-sql-mysql",
    title: "Cloud SQL for MySQL",
    signs: &[&[sign("version", "-google")], &[sign("version_comment", "(Google)")]],
    // https://cloud.google.com/sql/docs/mysql/flags
    change: Change::Service("among the instance's database flags"),
    way_in: None,
    defaults: Defaults::Service,
    ..BASE
};
