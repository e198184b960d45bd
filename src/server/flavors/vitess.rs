//! Vitess and PlanetScale: a gate that speaks MySQL's protocol. The number in the version is a compatibility label.

use super::mysql::BASE;
use super::{Change, Flavor, OpenFiles, Refusals, says};

/// PlanetScale, which runs Vitess.
pub static PLANETSCALE: Flavor = Flavor {
    name: "planetscale",
    title: "PlanetScale",
    recognises: |variables| {
        says(variables, "version", "PlanetScale") || says(variables, "version_comment", "PlanetScale")
    },
    ..VITESS_BASE
};

/// Vitess.
pub static VITESS: Flavor = VITESS_BASE;

const VITESS_BASE: Flavor = Flavor {
    name: "vitess",
    title: "Vitess",
    recognises: |variables| says(variables, "version", "Vitess"),
    // The counters and limits are those of one tablet behind the gate, where applications' connections do not end.
    flush_resets: |_, _| false,
    refusals: Refusals::LowerBound,
    change: Change::Service("in the settings of the cluster"),
    idle_close: |_| "`invalid connection`, `unexpected EOF`",
    gate: true,
    open_files: OpenFiles::Unknown,
    way_in: None,
    ..BASE
};
