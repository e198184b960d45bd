//! Aurora MySQL: recognised by its version, its own variable, or where its program lies.

use super::mysql::BASE;
use super::{Change, Defaults, Flavor, OpenFiles, PARAMETER_GROUP, sign};

/// Amazon Aurora MySQL.
pub static AURORA_MYSQL: Flavor = Flavor {
    name: "aurora-mysql",
    title: "Aurora MySQL",
    signs: &[&[sign("aurora_version", "")], &[sign("version", "mysql_aurora")], &[sign("basedir", "/rdsdbbin/oscar")]],
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
    idle_is_min_of_both: true,
    change: Change::Service(PARAMETER_GROUP),
    open_files: OpenFiles::Unknown,
    way_in: None,
    defaults: Defaults::Service,
    ..BASE
};
