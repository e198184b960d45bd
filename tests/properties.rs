//! What must hold for every fleet and every server, whatever the numbers.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::sync::Arc;

use poolcheck::audit::finding::{Finding, Remedy, Severity};
use poolcheck::audit::policy::Policy;
use poolcheck::audit::rule::Category;
use poolcheck::audit::{self, Audit, rules};
use poolcheck::client::flags::Flags;
use poolcheck::client::read;
use poolcheck::server::{ServerState, capture};
use poolcheck::text::place::SourceFile;
use proptest::prelude::*;

/// One pool in front of one server, in numbers.
#[derive(Debug, Clone)]
struct Case {
    library: &'static str,
    max_open: Option<u64>,
    max_idle: Option<u64>,
    lifetime: Option<u64>,
    idle_time: Option<u64>,
    replicas: u64,
    more: u64,
    surge: u64,
    peak: Option<u64>,
    version: &'static str,
    max_connections: u64,
    wait_timeout: u64,
    user_limit: u64,
    uptime: u64,
    max_used: u64,
    connections: u64,
    aborted: u64,
}

impl Case {
    fn config(&self) -> String {
        let mut text = format!("pool:\n  library: {}\n  user: app\n", self.library);
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                text.push_str(&format!("  {key}: {value}\n"));
            }
        };
        let seconds = |time: Option<u64>| time.map(|time| format!("{time}s"));
        line("max_open", Some(self.max_open.map_or("unlimited".to_owned(), |n| n.to_string())));
        line("max_idle", self.max_idle.filter(|_| self.library == "go").map(|n| n.to_string()));
        line("max_lifetime", seconds(self.lifetime));
        line("max_idle_time", seconds(self.idle_time));
        line("replicas", Some(format!("{{min: {}, max: {}}}", self.replicas, self.replicas + self.more)));
        line("rollout_surge", Some(format!("{}%", self.surge)));
        line("workload", self.peak.map(|peak| format!("{{peak_concurrency: {peak}}}")));
        text
    }

    fn server(&self) -> String {
        format!(
            "version = {}\nmax_connections = {}\nmax_user_connections = {}\nwait_timeout = {}\ninteractive_timeout = 28800\n\
             connect_timeout = 10\nnet_read_timeout = 30\nnet_write_timeout = 60\ninnodb_lock_wait_timeout = 50\n\
             open_files_limit = 1048576\nmax_connect_errors = 100\nthread_cache_size = 9\nmax_allowed_packet = 16777216\n\
             Uptime = {}\nUptime_since_flush_status = {}\nMax_used_connections = {}\nConnections = {}\nQuestions = {}\n\
             Threads_created = {}\nThreads_connected = 1\nThreads_running = 1\nAborted_clients = {}\nAborted_connects = {}\n\
             Connection_errors_max_connections = {}\nConnection_errors_internal = 0\n",
            self.version,
            self.max_connections,
            self.user_limit,
            self.wait_timeout,
            self.uptime,
            self.uptime,
            self.max_used,
            self.connections,
            self.connections,
            self.connections,
            self.aborted,
            self.aborted,
            self.aborted,
        )
    }

    fn judge(&self) -> Audit {
        judge(&self.config(), &self.server())
    }
}

fn judge(config: &str, server: &str) -> Audit {
    let client =
        read::read(&[Arc::new(SourceFile::new("app.yaml", config))], &Flags::default()).expect("a valid config");
    let server = ServerState::Known(Box::new(capture::read_text("server.ini", server).expect("a valid server")));
    audit::run(&client, true, &server, &Policy::default())
}

fn of_family(audit: &Audit, family: Category, least: Severity) -> Vec<&Finding> {
    audit
        .findings
        .iter()
        .filter(|found| found.severity >= least && rules::named(found.rule).is_some_and(|rule| rule.category == family))
        .collect()
}

fn case() -> impl Strategy<Value = Case> {
    let pool = (
        prop_oneof![Just("go"), Just("generic")],
        prop::option::weighted(0.9, 1_u64..3000),
        prop::option::of(0_u64..3000),
        prop::option::of(1_u64..100_000),
        prop::option::of(1_u64..100_000),
        1_u64..60,
        0_u64..60,
        0_u64..=100,
        prop::option::of(1_u64..5000),
    );
    let server = (
        prop_oneof![Just("8.0.36"), Just("5.6.24"), Just("10.11.6-MariaDB"), Just("8.0.mysql_aurora.3.04.0")],
        10_u64..20_000,
        1_u64..100_000,
        prop_oneof![Just(0), 1_u64..500],
        0_u64..3_000_000,
        0_u64..20_001,
        0_u64..1_000_000_000,
        0_u64..1_000_000,
    );
    (pool, server).prop_map(|(pool, server)| Case {
        library: pool.0,
        max_open: pool.1,
        max_idle: pool.2,
        lifetime: pool.3,
        idle_time: pool.4,
        replicas: pool.5,
        more: pool.6,
        surge: pool.7,
        peak: pool.8,
        version: server.0,
        max_connections: server.1,
        wait_timeout: server.2,
        user_limit: server.3,
        uptime: server.4,
        max_used: server.5,
        connections: server.6,
        aborted: server.7,
    })
}

/// The inputs with one remedy applied: an edit in the file, or a statement on the server.
fn cured(config: &str, server: &str, remedy: &Remedy) -> Option<(String, String)> {
    if let Some(edit) = &remedy.edit {
        let mut config = config.to_owned();
        config.replace_range(edit.place.span.start..edit.place.span.end, &edit.replacement);
        return Some((config, server.to_owned()));
    }
    let statement = remedy.sql.as_ref()?;
    let rest = statement.strip_prefix("SET GLOBAL ").or_else(|| statement.strip_prefix("SET PERSIST "))?;
    let (name, value) = rest.trim_end_matches(';').split_once('=')?;
    Some((config.to_owned(), format!("{server}{} = {}\n", name.trim(), value.trim())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn raising_max_connections_adds_no_trouble_of_capacity(case in case(), more in 0_u64..50_000) {
        let names = |audit: &Audit| -> Vec<_> {
            of_family(audit, Category::Capacity, Severity::Warning).iter().map(|found| (found.rule, found.severity)).collect()
        };
        let before = names(&case.judge());
        let raised = Case { max_connections: case.max_connections + more, ..case };
        for (rule, severity) in names(&raised.judge()) {
            // Over the limit is an error, near it a warning: what was an error may become its own milder neighbour.
            let worse = before.iter().map(|(_, severity)| *severity).max();
            prop_assert!(worse >= Some(severity), "{rule} appears when max_connections rises: {raised:?}");
        }
    }

    #[test]
    fn a_shorter_lifetime_adds_no_staleness_error(case in case(), shorter in 1_u64..100_000) {
        let errors = |audit: &Audit| of_family(audit, Category::Staleness, Severity::Error).len();
        let lifetime = case.lifetime.map_or(shorter, |lifetime| lifetime.min(shorter));
        let before = errors(&case.judge());
        let after = errors(&Case { lifetime: Some(lifetime), ..case.clone() }.judge());
        prop_assert!(after <= before, "{before} → {after} with a lifetime of {lifetime} s: {case:?}");
    }

    #[test]
    fn more_replicas_never_make_the_budget_look_better(case in case(), more in 0_u64..100) {
        let budget = ["pool-exceeds-max-connections", "fleet-exceeds-max-connections", "fleet-near-max-connections",
            "rollout-exceeds-max-connections", "user-limit-exceeded"];
        let worst = |audit: &Audit| {
            audit.findings.iter().filter(|found| budget.contains(&found.rule)).map(|found| found.severity).max()
        };
        let before = worst(&case.judge());
        let after = worst(&Case { replicas: case.replicas + more, ..case.clone() }.judge());
        prop_assert!(after >= before, "{before:?} → {after:?} with {more} more replicas: {case:?}");
    }

    #[test]
    fn a_remedy_that_is_applied_leaves_no_error_of_its_rule(case in case()) {
        let (config, server) = (case.config(), case.server());
        for found in judge(&config, &server).findings {
            for remedy in &found.remedies {
                let Some((config, server)) = cured(&config, &server, remedy) else { continue };
                let left = judge(&config, &server);
                let left = left.findings.iter().find(|other| other.rule == found.rule && other.severity == Severity::Error);
                prop_assert!(left.is_none(), "{}: `{}` leaves: {:?}", found.rule, remedy.text, left.map(|l| &l.message));
            }
        }
    }

    #[test]
    fn no_extreme_makes_a_rule_panic(
        numbers in prop::collection::vec(
            prop_oneof![Just(0_u64), Just(1), Just(u64::MAX), Just(u64::from(u32::MAX)), any::<u64>()], 8),
        lifetime in prop_oneof![Just("never".to_owned()), Just("1ns".to_owned()), Just("8000000h".to_owned())],
        max_open in prop_oneof![Just("unlimited".to_owned()), Just("1000000000".to_owned()), Just("1".to_owned())],
        replicas in prop_oneof![Just(1_u64), Just(1_000_000_000)],
    ) {
        let config = format!(
            "pool:\n  max_open: {max_open}\n  max_lifetime: {lifetime}\n  replicas: {replicas}\n  rollout_surge: 100%\n  \
             read_timeout: 1ns\n  workload: {{peak_qps: 1000000, hold_time: 8000h}}\n  path: aws-nlb\n"
        );
        let names = ["max_connections", "wait_timeout", "max_user_connections", "Uptime", "Max_used_connections",
            "Connections", "Questions", "open_files_limit"];
        let mut server = "version = 8.0.36\n".to_owned();
        for (name, number) in names.iter().zip(&numbers) {
            server.push_str(&format!("{name} = {number}\n"));
        }
        judge(&config, &server);
    }
}
