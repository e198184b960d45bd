//! Vitess and PlanetScale: a gate that speaks MySQL's protocol. The number in the version is a compatibility label.

use super::gate::{Gate, hidden};
use super::mysql::BASE;
use super::{Change, Defaults, Flavor, OpenFiles, Refusals, sign};
use crate::text::ending::Ending;

/// PlanetScale, which runs Vitess.
pub static PLANETSCALE: Flavor = Flavor {
    name: "planetscale",
    title: "PlanetScale",
    signs: &[&[sign("version", "PlanetScale")], &[sign("version_comment", "PlanetScale")]],
    ..VITESS_BASE
};

/// Vitess.
pub static VITESS: Flavor = VITESS_BASE;

const VITESS_BASE: Flavor = Flavor {
    name: "vitess",
    title: "Vitess",
    signs: &[&[sign("version", "Vitess")]],
    // The counters and limits are those of one tablet behind the gate, where applications' connections do not end.
    flush_resets: |_, _| false,
    refusals: Refusals::LowerBound,
    change: Change::Service("in the settings of the cluster"),
    idle_close: |_| "`invalid connection`, `unexpected EOF`",
    idle_ending: |_| Ending::Fin,
    said_on_idle_close: |_| None,
    open_files: OpenFiles::Unknown,
    way_in: None,
    defaults: Defaults::Unknown,
    gate: Some(Gate {
        limits: &[
            hidden("max_connections"),
            hidden("max_user_connections"),
            hidden("wait_timeout"),
            hidden("interactive_timeout"),
            hidden("connect_timeout"),
            hidden("max_connect_errors"),
            hidden("net_read_timeout"),
            hidden("net_write_timeout"),
        ],
    }),
    ..BASE
};
