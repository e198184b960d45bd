//! Applications whose own reading of a bare number is known: one entry each.

use super::keys::Unit;
use super::section::Level;

/// What an application makes of a bare number for a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// A Go `time.Duration`: nanoseconds.
    Nanoseconds,
    /// In this unit.
    In(Unit),
}

/// One application's way of writing database/sql's settings.
#[derive(Debug)]
pub(super) struct Dialect {
    /// Keys that its section has, in the normal spelling.
    pub has: &'static [&'static str],
    /// What a bare number is.
    pub bare: Bare,
    /// Zero and below are not passed on, so that database/sql's own default stands.
    pub zero_is_default: bool,
    /// Where that is known from.
    pub source: &'static str,
}

/// The known applications.
static DIALECTS: &[Dialect] = &[
    Dialect {
        has: &["pluginname", "maxconns"],
        bare: Bare::Nanoseconds,
        zero_is_default: true,
        source: "Temporal reads maxConnLifetime as a Go duration: https://github.com/temporalio/temporal common/config/config.go",
    },
    Dialect {
        has: &["secretname", "passwordkey", "connmaxlifetime"],
        bare: Bare::In(Unit::Seconds),
        zero_is_default: false,
        source: "Fleet reads conn_max_lifetime in seconds: https://fleetdm.com/docs/configuration/fleet-server-configuration",
    },
];

/// The application whose section this is, if it is a known one.
pub(super) fn of(level: &Level<'_>) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| dialect.has.iter().all(|key| level.get(key).is_some()))
}
