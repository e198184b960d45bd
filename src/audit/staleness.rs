//! What a connection that the other side ended first does to requests: how bad it is and what is said of it follow from one
//! table (how the pool notices × how the connection ends × what the pool drops), and from no rule's own prose.

use std::time::Duration;

use crate::audit::closing::{self, CheckOnCheckout};
use crate::audit::context::Context;
use crate::audit::finding::{Remedy, Severity, Side};
use crate::audit::{observed, remedies};
use crate::client::pool::Pool;
use crate::client::pool::behaviour::outcome::{Errors, Outcome, outcome};
use crate::client::pool::behaviour::{Notices, notices};
use crate::client::pool::settings::{Key, Limit, Value};
use crate::text::ending::Ending;
use crate::text::quantity::show_duration;

/// What requests see of a pool's idle connections that ended.
pub struct Stale {
    /// How bad it is.
    pub severity: Severity,
    /// What they see, as the rest of a sentence whose subject was the connection.
    pub sentence: String,
    /// The check that somebody stated or that was seen, where it matters.
    pub check: Option<CheckOnCheckout>,
    outcome: Outcome,
}

/// How an idle connection ends that the server closes; a FIN where no server is known.
pub fn of_server(cx: &Context<'_>) -> Ending {
    cx.server.known().map_or(Ending::Fin, |server| (server.flavor.idle_ending)(server.version))
}

/// What requests see of this pool's idle connections that ended so; `symptom` is the error that they would meet.
pub fn stale(cx: &Context<'_>, pool: &Pool, ending: Ending, symptom: &str) -> Stale {
    let check = closing::stated_check(cx, pool);
    let by_version = pool.library.check_since.is_some();
    let seen = observed::checking_driver(cx, pool).map(|_| Notices::Peek);
    let known = seen.or_else(|| notices(pool));
    // A driver that nobody states may be one that never looks.
    let notices = known.unwrap_or(Notices::Never);
    let outcome = outcome(notices, pool.library.behaviour.after_error, ending, read_timeout(pool));
    if by_version && ending.arrives() {
        // The driver's own manual asks for a lifetime: what is held on to outside the pool is not looked at.
        let fails = told(pool, notices, Outcome::Fails(Errors::OneEach), symptom);
        let sentence = fails + &closing::what_a_check_hides(pool, check.as_ref());
        let severity = if outcome.hurts() { Severity::Error } else { Severity::Warning };
        return Stale { severity, sentence, check, outcome };
    }
    let severity = if outcome.hurts() { Severity::Error } else { Severity::Info };
    Stale { severity, sentence: told(pool, notices, outcome, symptom), check: None, outcome }
}

impl Stale {
    /// What people see of it, in a few words.
    pub fn effect(&self) -> String {
        let first = self.sentence.split("; ").next().unwrap_or_default();
        // One of several error texts is enough to be recognised.
        format!("once one is closed, {}", first.split("`, ").next().map_or(String::new(), closed_quote))
    }

    /// Whether requests fail or hang.
    pub const fn hurts(&self) -> bool {
        self.outcome.hurts()
    }

    /// The check on checkout as a way out, where the library has one that is off and that would do.
    pub fn check_remedy(&self, pool: &Pool) -> Option<Remedy> {
        if pool.library.check_since.is_some() {
            return closing::check_remedy(pool, self.check.as_ref());
        }
        let is_off = pool.settings.get(Key::Validation).is_some_and(|setting| setting.value == Value::Switch(false));
        let would_do = matches!(self.outcome, Outcome::Fails(_)) && is_off && pool.library.has(Key::Validation);
        let why = "a connection that is dead is noticed before a request uses it";
        would_do.then(|| remedies::set_client(pool, Key::Validation, Value::Switch(true), why))
    }
}

/// A text whose last quote is closed.
fn closed_quote(text: &str) -> String {
    let open = text.matches('`').count() % 2 == 1;
    if open { format!("{text}`") } else { text.to_owned() }
}

/// A time limit that ends idle connections before the other side does; where the library has no such setting, that it has none.
pub fn end_before(pool: &Pool, key: Key, time: Duration, why: &str) -> Remedy {
    if pool.library.has(key) || pool.settings.get(key).is_some() {
        return remedies::act_before(pool, key, time, why);
    }
    Remedy::advice(Side::Client, format!("{} has no setting that ends idle connections before", pool.library.title))
}

fn read_timeout(pool: &Pool) -> Option<Duration> {
    pool.settings.time(Key::ReadTimeout)?.at()
}

fn told(pool: &Pool, notices: Notices, outcome: Outcome, symptom: &str) -> String {
    let title = pool.library.title;
    match outcome {
        Outcome::Unseen => format!("no query fails: {title} {notices}"),
        Outcome::Late(limit) => format!(
            "the next query on it is up to {} late: so long {title} waits for the answer to its check, and then takes \
             another connection",
            show_duration(limit)
        ),
        Outcome::Fails(errors) => format!("the next query on it fails: {symptom}{}", how_often(pool, errors)),
        Outcome::TimesOut => match pool.settings.time(Key::AcquireTimeout) {
            Some(Limit::At(limit)) => format!(
                "the next request waits for the answer to {title}'s check until acquire_timeout {} is over, and fails",
                show_duration(limit)
            ),
            _ => format!("the next request waits for the answer to {title}'s check and fails when its wait is over"),
        },
        Outcome::Hangs => match read_timeout(pool) {
            Some(limit) => format!("the next query on it hangs for read_timeout {} and fails", show_duration(limit)),
            None => "the next query on it hangs, and nothing limits for how long: no read_timeout is known".to_owned(),
        },
    }
}

fn how_often(pool: &Pool, errors: Errors) -> String {
    let title = pool.library.title;
    match errors {
        Errors::OneEach => String::new(),
        Errors::OneForAll => {
            format!(
                "; that error makes {title} renew all its connections, so it is one query, or those that run at that moment"
            )
        }
        Errors::TwoEach => {
            format!("; {title} drops a connection only when it fails the second time, so it is two queries each")
        }
        Errors::WithoutEnd => {
            format!("; {title} keeps the dead connection, and queries on it fail until the application restarts")
        }
    }
}
