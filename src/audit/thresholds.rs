//! Every number that decides a verdict and is a policy, not a law: in one place, with its source.

use std::collections::BTreeMap;

use crate::text::origin::{Origin, Stated};

/// One number that a rule goes by.
#[derive(Debug)]
pub struct Threshold {
    /// Its name in settings files.
    pub name: &'static str,
    /// Its value when nobody says otherwise.
    pub default: f64,
    /// What it is measured in.
    pub unit: &'static str,
    /// What it decides.
    pub summary: &'static str,
    /// Where the number comes from.
    pub source: &'static str,
}

macro_rules! thresholds {
    ($($ident:ident = $name:literal, $default:literal, $unit:literal, $summary:literal, $source:literal;)*) => {
        $(#[doc = $summary] pub static $ident: Threshold = Threshold {
            name: $name, default: $default, unit: $unit, summary: $summary, source: $source,
        };)*
        /// All thresholds, by name.
        pub static THRESHOLDS: &[&Threshold] = &[$(&$ident),*];
    };
}

thresholds! {
    CAPACITY_WARN = "capacity.warn", 80.0, "%",
        "Share of the limit above which a budget is near it.",
        "policy: monitors warn at 70 to 85 % (Netdata 70, PMM and phpMyAdmin 80, MySQLTuner 85)";
    UNDECLARED = "capacity.undeclared", 5.0, "connections",
        "Connections beyond the declared pools and `reserved` from which they count.",
        "policy: a monitor, a backup and somebody's terminal stay below it";
    ASSUMED = "capacity.assumed", 100.0, "instances",
        "The most instances that still fit at which an assumed number of them is taken to decide.",
        "policy: a fleet of more than a hundred processes is planned, and nobody forgets to state it";
    FLOOR_WARN = "capacity.floor-warn", 80.0, "%",
        "Connections that idle pools hold, as a share of the limit: warning above.",
        "policy: the share at which a budget is near its limit";
    FLOOR_ERROR = "capacity.floor-error", 95.0, "%",
        "Connections that idle pools hold, as a share of the limit: error above.",
        "policy: at 95 % one more instance does not start";
    OVERSIZED_TIMES = "capacity.oversized", 4.0, "times",
        "max_connections as a multiple of what is needed: oversized above.",
        "policy: twice leaves room for a rollout and a second team, four times is nobody's plan";
    OVERSIZED_UPTIME = "capacity.oversized-uptime", 86_400.0, "s",
        "Uptime below which a low peak is no reason to lower a limit.",
        "policy: a day, so that the daily peak is in it";
    MEMORY_BUSY = "memory.busy", 25.0, "%",
        "Share of the connections that are taken to be busy at once where no workload is stated.",
        "policy: pools are sized for peaks; Threads_running is seldom above a quarter of Threads_connected";
    PEAK_WARN = "capacity.peak-warn", 80.0, "%",
        "Max_used_connections as a share of max_connections: warning from here.",
        "PMM and phpMyAdmin warn at 80 %, MySQLTuner at 85 %";
    PEAK_ERROR = "capacity.peak-error", 95.0, "%",
        "Max_used_connections as a share of max_connections: error from here.",
        "policy: at 95 % one more rollout or retry storm is a refusal";
    RESTART_UPTIME = "restart.uptime", 3600.0, "s",
        "Uptime below which a restart is news.",
        "policy: one hour; beside it the longest max_lifetime of the pools decides";
    EVIDENCE_UPTIME = "evidence.uptime", 3600.0, "s",
        "Uptime below which rates, and `nothing seen`, are no evidence.",
        "policy: one hour, so that a start's own connections do not count as load";
    CHURN_PER_SECOND = "churn.per-second", 10.0, "1/s",
        "New connections per second that are too many whatever the load.",
        "policy: a fixed pool of 1,000 connections with a lifetime of 30 minutes makes 0.6/s";
    CHURN_SHARE_PER_SECOND = "churn.share-per-second", 1.0, "1/s",
        "New connections per second from which their share of the questions counts.",
        "policy: below it churn costs nothing worth a change";
    CHURN_SHARE = "churn.share", 10.0, "%",
        "Share of the questions that open a connection.",
        "policy: one connection for ten statements is no pooling";
    DEFAULTED_IDLE = "churn.defaulted-idle", 2.0, "connections",
        "Default of max_idle that is small.",
        "database/sql keeps 2";
    DEFAULTED_OPEN = "churn.defaulted-open", 10.0, "connections",
        "max_open from which a small default of max_idle hurts.",
        "policy: below it few connections can be closed at once";
    LIFETIME_RECONNECTS = "churn.lifetime-per-second", 10.0, "1/s",
        "Reconnects per second on the server that lifetimes alone may cause.",
        "policy: as churn.per-second";
    LIFETIME_SHORT = "churn.lifetime-short", 30.0, "s",
        "max_lifetime below which a pool is hardly one.",
        "HikariCP takes no maxLifetime below 30 s";
    PORT_RANGE = "ports.range", 28_232.0, "ports",
        "Ports of one client address towards one server.",
        "Linux: net.ipv4.ip_local_port_range 32768 to 60999";
    THREADS_SHARE = "threads.share", 50.0, "%",
        "Share of the connections that make a thread, above which the thread cache is small.",
        "MySQLTuner: a hit rate of 50 % or less is bad";
    THREADS_PER_SECOND = "threads.per-second", 1.0, "1/s",
        "Threads made per second above which their share counts.",
        "policy: below it a thread costs nothing worth a change";
    ABORTED_CLIENTS_SHARE = "aborted.clients-share", 1.0, "%",
        "Sessions ended without a goodbye, as a share of the connections.",
        "policy: a pool that closes first ends none that way";
    ABORTED_CONNECTS_SHARE = "aborted.connects-share", 3.0, "%",
        "Failed logins as a share of the connections.",
        "MySQLTuner: more than 3 % is bad";
    ABORTED_PER_HOUR = "aborted.per-hour", 10.0, "1/h",
        "Aborted sessions or logins per hour above which their share counts.",
        "policy: a deployment a day and some scripts stay below it";
    HOST_ERRORS_LIMIT = "hosts.limit", 100.0, "errors",
        "max_connect_errors above which no host comes near it by accident.",
        "100 is the default of MySQL and MariaDB";
    HOST_ERRORS_SHARE = "hosts.share", 50.0, "%",
        "Broken handshakes of one host as a share of max_connect_errors: a risk from here.",
        "policy: half way there";
    PREAUTH_PER_HOUR = "hosts.preauth-per-hour", 10.0, "1/h",
        "Handshakes broken off before a user name, per hour, above which a host may be blocked.",
        "policy: a default of 100 is then reached within ten hours";
    WAIT_SHORT = "staleness.wait-short", 30.0, "s",
        "wait_timeout below which any pool churns or hands out dead connections.",
        "policy: HikariCP's housekeeper alone takes 30 s to act";
    WAIT_LONG = "staleness.wait-long", 86_400.0, "s",
        "wait_timeout above which dead clients hoard slots.",
        "policy: a day; the default of 28800 s and a day itself are common";
    LIFETIME_MARGIN = "staleness.margin", 30.0, "s",
        "Smallest margin that a remedy leaves between a client's limit and the server's; a tenth where that is more.",
        "HikariCP acts with up to 30 s slack (its housekeeper); advice for remedies, never a reason to fire";
    SECONDS_ABSURD = "config.seconds-absurd", 2_592_000.0, "s",
        "A bare number that would be this many seconds or more was not meant in seconds.",
        "policy: 30 days; no pool keeps a connection longer on purpose";
}

/// The values in force.
#[derive(Debug, Clone, Default)]
pub struct Thresholds {
    overrides: BTreeMap<&'static str, Stated<f64>>,
}

impl Thresholds {
    /// The value in force.
    pub fn get(&self, threshold: &Threshold) -> f64 {
        self.stated(threshold).map_or(threshold.default, |stated| stated.value)
    }

    /// The value that was set, with where.
    pub fn stated(&self, threshold: &Threshold) -> Option<&Stated<f64>> {
        self.overrides.get(threshold.name)
    }

    /// Sets a value.
    pub fn set(&mut self, threshold: &'static Threshold, value: f64, origin: Origin) {
        self.overrides.insert(threshold.name, Stated::new(value, origin));
    }
}
