//! Aurora MySQL: recognised by its version or its own variable.

use super::mysql::{idle_close, idle_session, resets};
use super::{Change, Flavor, OpenFiles, Refusals};
use crate::server::version::Version;

/// Amazon Aurora MySQL.
pub static AURORA_MYSQL: Flavor = Flavor {
    name: "aurora-mysql",
    title: "Aurora MySQL",
    recognises: |variables| {
        variables.get("aurora_version").is_some()
            || variables.text("version").is_some_and(|version| version.contains("mysql_aurora"))
    },
    version: Version::parse,
    flush_resets: resets,
    refusals: Refusals::Exact,
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
    idle_is_min_of_both: true,
    zero_is_no_limit: false,
    change: Change::ParameterGroup,
    idle_close,
    open_files: OpenFiles::Unknown,
    way_in: None,
    idle_session,
    statement_limit: ("max_execution_time", 0.001),
};
