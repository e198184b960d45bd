//! Aurora MySQL: recognised by its version, its own variable, or where its program lies.

use super::mysql::BASE;
use super::{Change, Flavor, OpenFiles, PARAMETER_GROUP, says};

/// Amazon Aurora MySQL.
pub static AURORA_MYSQL: Flavor = Flavor {
    name: "aurora-mysql",
    title: "Aurora MySQL",
    recognises: |variables| {
        variables.get("aurora_version").is_some()
            || says(variables, "version", "mysql_aurora")
            || says(variables, "basedir", "/rdsdbbin/oscar")
    },
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
    idle_is_min_of_both: true,
    change: Change::Service(PARAMETER_GROUP),
    open_files: OpenFiles::Unknown,
    way_in: None,
    ..BASE
};
