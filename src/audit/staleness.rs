//! What a connection that the other side ended first does to requests: how bad it is and what is said of it follow from one
//! table (how the pool notices × how the connection ends × what the pool drops), and from no rule's own prose.

use std::time::Duration;

use crate::audit::closing::{self, CheckOnCheckout};
use crate::audit::context::Context;
use crate::audit::finding::{Remedy, Severity, Side};
use crate::audit::thresholds::LIFETIME_SHORT;
use crate::audit::{observed, remedies};
use crate::client::pool::Pool;
use crate::client::pool::behaviour::outcome::{Errors, Outcome, outcome};
use crate::client::pool::behaviour::{Notices, after_error, notices};
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
    let outcome = outcome(notices, after_error(pool, ending), ending, read_timeout(pool));
    if by_version && ending.arrives() {
        // The driver's own manual asks for a lifetime: what is held on to outside the pool is not looked at.
        let fails = told(pool, notices, Outcome::Fails(Errors::OneEach), symptom);
        let sentence = fails + &closing::what_a_check_hides(pool, check.as_ref());
        let severity = if outcome.hurts() { Severity::Error } else { Severity::Warning };
        return Stale { severity, sentence, check, outcome };
    }
    let severity = match outcome {
        _ if outcome.hurts() => Severity::Error,
        Outcome::Late(limit) if too_late(pool, limit).is_some() => Severity::Warning,
        _ => Severity::Info,
    };
    Stale { severity, sentence: told(pool, notices, outcome, symptom), check: None, outcome }
}

impl Stale {
    /// What people see of it, in a few words.
    pub fn effect(&self) -> String {
        let first = self.sentence.split("; ").next().unwrap_or_default();
        // One of several error texts is enough to be recognised.
        format!(
            "when an idle connection was closed unseen, {}",
            first.split("`, ").next().map_or(String::new(), closed_quote)
        )
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
        let would_do = matches!(self.outcome, Outcome::Fails(_)) && is_off && pool.can_set(Key::Validation);
        let why = "a connection that is dead is noticed before a request uses it";
        would_do.then(|| remedies::set_client(pool, Key::Validation, Value::Switch(true), why))
    }
}

/// A text whose last quote is closed.
fn closed_quote(text: &str) -> String {
    let open = text.matches('`').count() % 2 == 1;
    if open { format!("{text}`") } else { text.to_owned() }
}

/// The ways out on the client's side for connections that would outlive somebody's `limit`, what has no side effect first: the check
/// on checkout, the floor that is spared, and the settings that end idle connections, `by` before the others.
pub fn ways_out(
    cx: &Context<'_>,
    pool: &Pool,
    stale: &Stale,
    by: Option<Key>,
    limit: Duration,
    why: &str,
) -> Vec<Remedy> {
    // A newer driver is more than a setting.
    let (mut ways, newer_driver) = match stale.check_remedy(pool) {
        Some(check) if pool.library.check_since.is_none() => (vec![check], None),
        check => (Vec::new(), check),
    };
    ways.extend(without_floor(cx, pool, limit));
    let time = remedies::below(cx, pool, limit);
    // A lifetime so short makes a pool hardly one: what ends idle connections alone comes before it.
    let is_last = |key: &Key| *key == Key::MaxLifetime && time < cx.threshold_time(&LIFETIME_SHORT);
    let settable = by.into_iter().chain(closing::retiring(pool)).filter(|key| pool.can_set(*key));
    let key = settable.min_by_key(is_last);
    ways.extend(key.map(|key| remedies::act_before(pool, key, time, why)));
    ways.extend(newer_driver);
    if ways.is_empty() && !stale.hurts() {
        ways.push(nothing_to_do(pool));
    } else if ways.is_empty() {
        let title = pool.library.title;
        ways.push(Remedy::advice(
            Side::Client,
            format!(
                "{title} has no limit of idle time: raise the other side's limit, or renew the connections now and then"
            ),
        ));
    }
    ways
}

/// That nothing has to change, where no request is hurt.
pub fn nothing_to_do(pool: &Pool) -> Remedy {
    let ends = closing::retiring(pool).any(|key| pool.can_set(key));
    let none = if ends { String::new() } else { format!("; {} has no limit of idle time", pool.library.title) };
    Remedy::advice(Side::Client, format!("nothing has to change{none}"))
}

/// Where the limit of idleness only spares the floor: no floor, and a shorter limit with it where it is too long.
fn without_floor(cx: &Context<'_>, pool: &Pool, limit: Duration) -> Option<Remedy> {
    let spares = closing::spared_floor(pool).is_some();
    if !(spares && pool.can_set(Key::MinIdle) && pool.can_set(Key::MaxIdleTime)) {
        return None;
    }
    if pool.settings.time(Key::MaxIdleTime).and_then(Limit::at).is_some_and(|time| time < limit) {
        let why = "then max_idle_time ends all of them";
        return Some(remedies::set_client(pool, Key::MinIdle, Value::Count(0), why));
    }
    let time = Value::Time(remedies::below(cx, pool, limit));
    let spelled = |key: Key, value: Value| pool.spelled(key, value).unwrap_or_else(|| value.show(key));
    let (floor, idle) = (spelled(Key::MinIdle, Value::Count(0)), spelled(Key::MaxIdleTime, time));
    let text = format!("set {} to {floor} and {} to {idle}", pool.word(Key::MinIdle), pool.word(Key::MaxIdleTime));
    Some(Remedy::advice(Side::Client, text))
}

/// The limit of a read, as far as it ends one: a longer one than the kernel's own is none.
fn read_timeout(pool: &Pool) -> Option<Duration> {
    pool.settings.time(Key::ReadTimeout)?.at().filter(|limit| *limit < KERNEL_GIVES_UP)
}

/// When Linux gives up on data that nobody acknowledges: tcp_retries2 is 15, which makes 924.6 s
/// (<https://docs.kernel.org/networking/ip-sysctl.html>).
const KERNEL_GIVES_UP: Duration = Duration::from_secs(924);

/// Who asks or listens: PHP's persistent connections are its driver's doing.
fn who(pool: &Pool, notices: Notices) -> &'static str {
    match (notices, pool.driver.known) {
        (Notices::AtOpen, Some(driver)) => driver.title,
        _ => pool.library.title,
    }
}

fn told(pool: &Pool, notices: Notices, outcome: Outcome, symptom: &str) -> String {
    let title = pool.library.title;
    match outcome {
        Outcome::Unseen => format!("no query fails: {} {notices}", who(pool, notices)),
        Outcome::Late(limit) => format!(
            "the next query waits {} for each such connection: so long {title} waits for the answer to its check before it \
             goes on{}",
            show_duration(limit),
            too_late(pool, limit).unwrap_or_default()
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
            None => {
                "the next query on it hangs until the kernel gives up, about 15 minutes on Linux: no read_timeout ends it".to_owned()
            }
        },
    }
}

/// That the checks of all idle connections together outlast a caller's wait; none where they do not.
fn too_late(pool: &Pool, limit: Duration) -> Option<String> {
    let idle = pool.settings.count(Key::MaxIdle).or_else(|| pool.settings.count(Key::MaxOpen))?.at()?;
    let wait = pool.settings.time(Key::AcquireTimeout)?.at()?;
    let sum = limit.saturating_mul(u32::try_from(idle).unwrap_or(u32::MAX));
    (sum > wait).then(|| {
        format!(
            "; a caller that meets {idle} of them alone would wait {}, and fails when acquire_timeout {} is over",
            show_duration(sum),
            show_duration(wait)
        )
    })
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
