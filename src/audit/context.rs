//! What a rule sees. Its accessors answer with a value or with what is missing, so that no rule tests for absence and
//! none takes "unknown" for "fine".

use std::cell::OnceCell;
use std::time::Duration;

use super::budget::Budget;
use super::finding::{Fact, Side};
use super::observed::Observed;
use super::rule::Skip;
use super::thresholds::{EVIDENCE_UPTIME, Threshold, Thresholds};
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit, Setting, Value};
use crate::server::evidence::Evidence;
use crate::server::facts::Source;
use crate::server::unreachable::RefusalKind;
use crate::server::{Refusal, Server, ServerState};
use crate::text::origin::{Origin, Stated};
use crate::text::quantity::{show_age, show_duration};

/// Both sides, the budget, and the thresholds in force.
#[derive(Debug)]
pub struct Context<'a> {
    /// What the application will do.
    pub client: &'a Client,
    /// Whether any configuration was given.
    pub config_given: bool,
    /// What is known of the server.
    pub server: &'a ServerState,
    /// The fleet's arithmetic; none where the limit or every pool is unknown.
    pub budget: Option<&'a Budget>,
    /// The thresholds in force.
    pub thresholds: &'a Thresholds,
    observed: OnceCell<Option<Observed<'a>>>,
}

/// A counter with the time over which it counted.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The counter's name.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
    /// The time since the start, or since the flush that reset it.
    pub span: Duration,
    /// Where it came from.
    pub origin: Origin,
}

impl Counter {
    /// Events per second over the span.
    pub fn per_second(&self) -> f64 {
        self.value as f64 / self.seconds()
    }

    /// Events per hour over the span.
    pub fn per_hour(&self) -> f64 {
        self.value as f64 * 3600.0 / self.seconds()
    }

    /// Whether there were this many events per second or more.
    pub fn reaches_per_second(&self, rate: f64) -> bool {
        self.value as f64 >= rate * self.seconds()
    }

    /// Whether there were more events per second than this.
    pub fn exceeds_per_second(&self, rate: f64) -> bool {
        self.value as f64 > rate * self.seconds()
    }

    /// Whether there were more events per hour than this.
    pub fn exceeds_per_hour(&self, rate: f64) -> bool {
        self.value as f64 * 3600.0 > rate * self.seconds()
    }

    /// Whether it is above this percentage of another. Multiplied out, so that a share of exactly the threshold is not
    /// above it.
    ///
    /// # Errors
    /// The two counted for different times: what one saw before the other began belongs to no share.
    pub fn exceeds_share(&self, whole: &Self, percent: f64) -> Result<bool, Skip> {
        if self.span != whole.span {
            let (part, all) = (show_age(self.span), show_age(whole.span));
            return Err(Skip::lacking(format!(
                "{} and {} counted over the same time ({part} and {all}: FLUSH STATUS resets only one of them)",
                self.name, whole.name
            )));
        }
        Ok(self.value as f64 * 100.0 > percent * whole.value as f64)
    }

    fn seconds(&self) -> f64 {
        self.span.as_secs_f64().max(1.0)
    }

    /// ` in the last 3d 4h`, or nothing where the uptime is not known.
    pub fn in_the_last(&self) -> String {
        match self.span {
            Duration::ZERO => String::new(),
            span => format!(" in the last {}", show_age(span)),
        }
    }

    /// The counter as a fact, with its span.
    pub fn fact(&self) -> Fact {
        let value = match self.span {
            Duration::ZERO => self.value.to_string(),
            span => format!("{} in {}", self.value, show_age(span)),
        };
        Fact { side: Side::Server, name: self.name.to_owned(), value, origin: self.origin.clone() }
    }
}

impl<'a> Context<'a> {
    /// Both sides, with what they were judged by.
    pub fn new(
        client: &'a Client,
        config_given: bool,
        server: &'a ServerState,
        budget: Option<&'a Budget>,
        thresholds: &'a Thresholds,
    ) -> Self {
        Self { client, config_given, server, budget, thresholds, observed: OnceCell::new() }
    }

    /// The server's evidence by user, where there is some.
    pub fn observed(&self) -> Option<&Observed<'a>> {
        self.observed.get_or_init(|| Observed::of(self.server, self.client)).as_ref()
    }

    /// A threshold's value.
    pub fn threshold(&self, threshold: &Threshold) -> f64 {
        self.thresholds.get(threshold)
    }

    /// A threshold that is a time; one that no clock can hold is never reached.
    pub fn threshold_time(&self, threshold: &Threshold) -> Duration {
        Duration::try_from_secs_f64(self.threshold(threshold)).unwrap_or(Duration::MAX)
    }

    /// The server, or what is missing.
    pub fn server(&self) -> Result<&'a Server, Skip> {
        match self.server {
            ServerState::Known(server) => Ok(server),
            ServerState::NotGiven => Err(Skip::lacking("a server (--dsn)")),
            ServerState::Refused(_) => Err(Skip::lacking("the server's variables: it refused the connection")),
            ServerState::Unreachable(_) => Err(Skip::lacking("the server's variables: it could not be audited")),
        }
    }

    /// The refusal, if the server answered with one.
    pub fn refusal(&self) -> Option<&'a Refusal> {
        self.server.refusal()
    }

    /// The refusal, if the server answered with one of this kind.
    pub fn refused_by(&self, kind: RefusalKind) -> Option<&'a Refusal> {
        self.refusal().filter(|refusal| refusal.kind == kind)
    }

    /// The pools that are judged, or what is missing.
    pub fn pools(&self) -> Result<Vec<&'a Pool>, Skip> {
        self.has_pools()?;
        Ok(self.client.pools.iter().filter(|pool| pool.is_judged()).collect())
    }

    /// That there are pools to judge.
    fn has_pools(&self) -> Result<(), Skip> {
        match self.client.pools.iter().any(Pool::is_judged) {
            true => Ok(()),
            false if self.config_given => Err(Skip::lacking("an active pool in the configuration")),
            false => Err(Skip::lacking("a configuration (--config)")),
        }
    }

    /// A variable of the server that is a whole number.
    pub fn variable(&self, name: &str) -> Result<Stated<u64>, Skip> {
        let server = self.server()?;
        server.variable(name).ok_or_else(|| Skip::lacking(server.lacking(name)))
    }

    /// A variable of the server that is a time in seconds.
    pub fn seconds(&self, name: &str) -> Result<Stated<Duration>, Skip> {
        let server = self.server()?;
        server.seconds(name).ok_or_else(|| Skip::lacking(server.lacking(name)))
    }

    /// A counter, whatever the uptime: for a peak or an event that did happen.
    pub fn seen(&self, name: &'static str) -> Result<Counter, Skip> {
        let server = self.server()?;
        if server.status.is_empty() {
            return Err(Skip::lacking("the server's counters (SHOW GLOBAL STATUS)"));
        }
        let counter = server.counter(name).ok_or_else(|| Skip::lacking(format!("the server's counter {name}")))?;
        // A peak or a refusal counts at any uptime, so also where the uptime is not known; a rate does not.
        let span = server.span_of(name).unwrap_or_default();
        Ok(Counter { name, value: counter.value, span, origin: counter.origin })
    }

    /// A counter with enough time behind it to be evidence of a rate.
    pub fn rate(&self, name: &'static str) -> Result<Counter, Skip> {
        let counter = self.seen(name)?;
        let least = self.threshold_time(&EVIDENCE_UPTIME);
        if counter.span < least {
            return Err(Skip::lacking(format!(
                "counters of {} or more ({name} has counted for {})",
                show_duration(least),
                show_age(counter.span),
            )));
        }
        Ok(counter)
    }

    /// Evidence of one kind, or how to get it: by the flag, a grant, or not at all. `what` says in words what it shows.
    pub fn evidence<T>(
        &self,
        kind: &str,
        what: &str,
        take: impl FnOnce(&'a Evidence) -> Option<&'a T>,
    ) -> Result<Stated<&'a T>, Skip> {
        let server = self.server()?;
        let Some(evidence) = &server.evidence else {
            let how = match server.source {
                Source::Live { .. } => "--evidence",
                Source::Captured { .. } => "poolcheck capture --evidence",
                Source::Stated => "--dsn and --evidence",
                Source::Declared { .. } | Source::Observed { .. } => "the server itself, with --evidence",
            };
            return Err(Skip::lacking(format!("{what} ({how})")));
        };
        match take(evidence) {
            Some(seen) => Ok(Stated::new(seen, Origin::server("evidence").with_note(format!("{kind} (--evidence)")))),
            None => Err(Skip::lacking(format!("{what}: {}", evidence.why_not(kind).unwrap_or("not in this capture")))),
        }
    }

    /// A setting of a pool, resolved.
    pub fn setting<'p>(&self, pool: &'p Pool, key: Key) -> Result<&'p Setting, Skip> {
        match pool.settings.get(key) {
            None => Err(Skip::lacking(format!("{} of pool {}", key.name(), pool.name))),
            Some(setting) if setting.value == Value::Unresolved => Err(Skip::lacking(format!(
                "{} of pool {}: its placeholder is not resolved ({})",
                key.name(),
                pool.name,
                setting.origin
            ))),
            Some(setting) => Ok(setting),
        }
    }

    /// A count of a pool.
    pub fn count(&self, pool: &Pool, key: Key) -> Result<Limit<u64>, Skip> {
        self.setting(pool, key)?;
        pool.settings.count(key).ok_or_else(|| Skip::lacking(format!("{} of pool {}", key.name(), pool.name)))
    }

    /// A duration of a pool.
    pub fn time(&self, pool: &Pool, key: Key) -> Result<Limit<Duration>, Skip> {
        self.setting(pool, key)?;
        pool.settings.time(key).ok_or_else(|| Skip::lacking(format!("{} of pool {}", key.name(), pool.name)))
    }

    /// That an account's limit holds for the pools themselves: behind a gate it is that of one server of many.
    pub fn past_the_gate(&self) -> Result<(), Skip> {
        let server = self.server()?;
        match server.flavor.gate {
            Some(_) => Err(Skip::lacking(server.lacking("max_user_connections"))),
            None => Ok(()),
        }
    }

    /// The budget, or what is missing.
    pub fn budget(&self) -> Result<&'a Budget, Skip> {
        self.has_pools()?;
        self.variable("max_connections")?;
        self.budget.ok_or_else(|| Skip::lacking("a limit of connections and a pool with a known max_open"))
    }

    /// A variable of the server as a fact.
    pub fn variable_fact(&self, name: &str) -> Option<Fact> {
        let server = self.server.known()?;
        let value = server.variables.text(name)?.to_owned();
        Some(Fact { side: Side::Server, name: name.to_owned(), value, origin: server.variable_origin(name) })
    }
}

/// A setting of a pool as a fact: the effective value, and the written one where the library replaced it.
pub fn setting_fact(pool: &Pool, key: Key) -> Option<Fact> {
    let setting = pool.settings.get(key)?;
    let effective = setting.value.show(key);
    let value = match setting.written {
        Some(written) if written != setting.value => format!("{effective} (written: {})", written.show(key)),
        _ => effective,
    };
    Some(Fact { side: Side::Client, name: key.name().to_owned(), value, origin: setting.origin.clone() })
}

/// A fact of the client's side that is no setting.
pub fn client_fact(name: impl Into<String>, value: impl Into<String>, origin: &Origin) -> Fact {
    Fact { side: Side::Client, name: name.into(), value: value.into(), origin: origin.clone() }
}
