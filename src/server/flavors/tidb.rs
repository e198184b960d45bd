//! TiDB: speaks MySQL's protocol, with limits of its own.

use super::mysql::BASE;
use super::{Change, Defaults, Flavor, OpenFiles, Refusals, sign};
use crate::server::version::Version;
use crate::text::ending::Ending;

/// PingCAP TiDB.
pub static TIDB: Flavor = Flavor {
    name: "tidb",
    title: "TiDB",
    signs: &[&[sign("version", "-TiDB-")]],
    // The number before `-TiDB-v` is a compatibility label.
    version: |text| text.split_once("-TiDB-v").and_then(|(_, own)| Version::parse(own)),
    // FLUSH STATUS does nothing: https://docs.pingcap.com/tidb/stable/sql-statement-flush-status/
    flush_resets: |_, _| false,
    refusals: Refusals::LowerBound,
    // wait_timeout 0 and max_connections 0 are unlimited: https://docs.pingcap.com/tidb/stable/system-variables/
    zero_is_no_limit: true,
    change: Change::GlobalPersists,
    idle_close: |_| "`invalid connection`, `unexpected EOF`",
    idle_ending: |_| Ending::Fin,
    said_on_idle_close: |_| None,
    open_files: OpenFiles::Unknown,
    way_in: None,
    defaults: Defaults::Unknown,
    // Not measured: a goroutine with its buffers.
    idle_session: |_| 100 << 10,
    ..BASE
};
