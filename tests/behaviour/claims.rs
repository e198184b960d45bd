//! What poolcheck claims of each stack's own file, beside what the stack did: a claim, the reality and the version for each event, and
//! the severity that the audit gives to what the server does to idle connections.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use poolcheck::audit;
use poolcheck::audit::finding::Severity;
use poolcheck::audit::policy::Policy;
use poolcheck::client::flags::Flags;
use poolcheck::client::pool::behaviour::outcome::{Errors, Outcome, outcome};
use poolcheck::client::pool::behaviour::{Notices, after_error, notices};
use poolcheck::client::pool::library::Moment;
use poolcheck::client::pool::settings::{Key, Limit, Value};
use poolcheck::client::pool::{Pool, Status};
use poolcheck::client::{Client, libraries, read};
use poolcheck::measured::events::EVENTS;
use poolcheck::measured::words::{self, Aged};
use poolcheck::measured::{Case, Cases, LONG, SERVERS};
use poolcheck::server::{ServerState, capture};
use poolcheck::text::ending::Ending;
use poolcheck::text::place::SourceFile;
use poolcheck::text::quantity::show_duration;

use crate::exceptions::Exception;
use crate::results::Row;
use crate::stacks::Stack;

/// The rules whose subject is an idle connection that the server closes.
const STALENESS: &[&str] = &["idle-never-retired", "lifetime-reaches-wait-timeout"];

/// A server's own limit when nobody sets it, in seconds.
pub(crate) const DEFAULT_WAIT: u64 = 28_800;

/// One claim beside what was measured.
pub(crate) struct Compared {
    pub(crate) stack: String,
    pub(crate) server: &'static str,
    /// What the claim is about: an event, or an audit.
    pub(crate) about: String,
    claim: String,
    real: String,
    pub(crate) versions: String,
    pub(crate) holds: bool,
}

impl Compared {
    /// Whether an exception speaks of it.
    pub(crate) fn is_excepted(&self, exception: &Exception) -> bool {
        let stack = exception
            .stack
            .strip_suffix('*')
            .map_or(self.stack == exception.stack, |start| self.stack.starts_with(start));
        stack
            && exception.about.contains(&self.about.as_str())
            && exception.server.is_none_or(|server| server == self.server)
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stack, server, about, claim, real, versions, holds } = self;
        let verdict = if *holds { "ok" } else { "DIFFERS" };
        write!(f, "{stack:<40} {server:<13} {about:<14} {claim:<22} {real:<30} {verdict:<8} {versions}")
    }
}

/// The pool of a stack's file, read together with the `go.mod` beside it.
pub(crate) fn client(stack: &Stack) -> Client {
    let path = crate::root().join(&stack.config);
    let go_mod = path.with_file_name("go.mod");
    let files = [path, go_mod].into_iter().filter(|path| path.exists()).map(|path| {
        let text = std::fs::read_to_string(&path).expect("a text");
        Arc::new(SourceFile::new(path.display().to_string(), text))
    });
    let files: Vec<_> = files.collect();
    read::read(&files, &Flags::default()).unwrap_or_else(|error| panic!("{}: {error}", stack.config))
}

/// The one pool that is read of a stack's file, if it is the library's; else what is read instead.
pub(crate) fn pool<'a>(stack: &Stack, client: &'a Client) -> Result<&'a Pool, String> {
    match client.pools.as_slice() {
        [pool] if pool.library.name != stack.library => Err(format!("read as {}", pool.library.name)),
        [Pool { status: Status::Inert(why), .. }] => Err(format!("refused: {why}")),
        [pool] => Ok(pool),
        pools => Err(format!("{} pools read", pools.len())),
    }
}

/// Each event of a stack that says something of how it notices dead connections, and the audits.
pub(crate) fn compared(stack: &Stack, measured: &poolcheck::measured::Stack, rows: &[Row]) -> Vec<Compared> {
    let client = client(stack);
    let pool = match pool(stack, &client) {
        Ok(pool) => pool,
        // What poolcheck does not know it cannot claim anything of.
        Err(_) if libraries::named(&stack.library).is_none() => return Vec::new(),
        Err(instead) => {
            let real = stack.library.clone();
            let versions = measured.versions.clone();
            let (stack, server) = (stack.name.clone(), "");
            return vec![Compared {
                stack,
                server,
                about: "read".into(),
                claim: instead,
                real,
                versions,
                holds: false,
            }];
        }
    };
    let mut all = Vec::new();
    for (at, (server, _)) in SERVERS.iter().enumerate() {
        let of = |id: &str| measured.cases.get(id).and_then(|cases| cases.each()[at]);
        for event in EVENTS {
            let Some((case, end)) = of(event.id).zip(end(event.id, server)) else { continue };
            if case.fact("none_closed") > 0 || case.fact("unencrypted") > 0 {
                continue;
            }
            let claim = claim(pool, &end);
            all.push(Compared {
                stack: stack.name.clone(),
                server,
                about: event.id.to_owned(),
                holds: holds(&claim, &Seen::of(pool, event.id, case)),
                claim: claim.to_string(),
                real: words::told(event, &Cases::Same(case.clone())),
                versions: measured.versions.clone(),
            });
        }
        if let Some(case) = of("E8") {
            all.extend(when_an_age_is_looked_at(stack, pool, server, case, &measured.versions));
        }
        if let Some(case) = of("E6") {
            all.extend(wait_for_a_connection(stack, pool, server, case, &measured.versions));
        }
        let closed: Vec<_> = ["E1", "E1s", "E1f"].into_iter().filter(|id| of(id).is_some()).collect();
        if closed.is_empty() {
            continue;
        }
        let fails = closed.iter().filter_map(|id| of(id)).any(Case::hurts);
        let mine = rows.iter().filter(|row| row.stack == stack.name && row.server == *server);
        let wait = mine.filter(|row| closed.contains(&row.event.as_str())).map(Row::wait).min().unwrap_or(2);
        for wait in [wait, DEFAULT_WAIT] {
            all.push(audited(stack, &client, pool, server, wait, fails, &measured.versions));
        }
    }
    all
}

/// When and how connections end at an event.
struct End {
    ending: Ending,
    /// For how long they have been unused when they are asked for.
    quiet: Duration,
}

/// How an event ends connections; none for those that say nothing of it.
fn end(event: &str, server: &str) -> Option<End> {
    let idle = if server.starts_with("mariadb") { Ending::Reset } else { Ending::FinAfter4031 };
    let (ending, millis) = match event {
        "E1" | "E1s" | "E1f" | "T1" => (idle, 4500),
        "E2d" => (Ending::Fin, 1000),
        "E3" => (Ending::Fin, 2000),
        "F" => (Ending::Fin, 200),
        "E4f" => (Ending::Fin, 1200),
        "E4r" => (Ending::ResetOnUse, 1200),
        "E4" => (Ending::Silence, 1200),
        _ => return None,
    };
    Some(End { ending, quiet: Duration::from_millis(millis) })
}

/// What is claimed of a pool at an event.
enum Claim {
    /// It keeps no idle connection that could end.
    KeepsNone,
    /// Its driver decides, and the file does not tell it.
    Unknown,
    /// What requests see.
    Sees(Outcome),
    /// It trusts what was used a short time ago, and the event is about as old: what requests see where it asks, and where not.
    Either(Outcome, Outcome),
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeepsNone => f.write_str("keeps none"),
            Self::Unknown => f.write_str("unknown"),
            Self::Sees(outcome) => f.write_str(short(*outcome)),
            Self::Either(asked, trusted) => write!(f, "{} or {}", short(*asked), short(*trusted)),
        }
    }
}

const fn short(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unseen => "unseen",
        Outcome::Late(_) => "late",
        Outcome::Fails(Errors::OneEach) => "one error each",
        Outcome::Fails(Errors::OneForAll) => "one error for all",
        Outcome::Fails(Errors::TwoEach) => "two errors each",
        Outcome::Fails(Errors::WithoutEnd) => "errors without end",
        Outcome::TimesOut => "times out",
        Outcome::Hangs => "hangs",
    }
}

fn claim(pool: &Pool, end: &End) -> Claim {
    if pool.settings.count(Key::MaxIdle) == Some(Limit::At(0)) {
        return Claim::KeepsNone;
    }
    let Some(notices) = notices(pool) else { return Claim::Unknown };
    let read_timeout = pool.settings.time(Key::ReadTimeout).and_then(Limit::at);
    let sees = |notices| outcome(notices, after_error(pool, end.ending), end.ending, read_timeout);
    let trusted = match notices {
        Notices::Ping(ping) => ping.trusted_for,
        _ => Duration::ZERO,
    };
    if trusted < end.quiet {
        return Claim::Sees(sees(notices));
    }
    Claim::Either(sees(notices), sees(Notices::Never))
}

/// A case, and what can be seen in it.
struct Seen<'a> {
    case: &'a Case,
    /// With fewer failures than this most connections were not dead: half of those that could be.
    most: u64,
    /// Whether the callers asked more than once.
    again: bool,
    /// Whether the driver limits its reads to less than the callers waited.
    limited: bool,
}

impl<'a> Seen<'a> {
    fn of(pool: &Pool, event: &str, case: &'a Case) -> Self {
        let kept = pool.settings.count(Key::MaxIdle).and_then(Limit::at).unwrap_or(10);
        let again = !matches!(event, "E1s" | "E1f") && case.hanging == 0;
        let limit = pool.settings.time(Key::ReadTimeout).and_then(Limit::at);
        let limited = limit.is_some_and(|limit| limit < PATIENCE);
        Self { case, most: kept.min(10).div_ceil(2), again, limited }
    }

    /// Whether it is what an outcome says. How many of ten fail at once depends on how quickly the first error is met, so that
    /// numbers are taken loosely; whether any does, and whether it goes on, are not.
    fn is(&self, outcome: Outcome) -> bool {
        let case = self.case;
        let (failed, hanging) = (case.failed, case.hanging);
        let (later, for_ever) = (!case.later.is_empty(), case.later.last().is_some_and(|failed| *failed > 0));
        let fails = hanging == 0 && u64::from(failed) >= self.most;
        let hangs = u64::from(hanging) >= self.most;
        match outcome {
            Outcome::Late(limit) if limit > PATIENCE => hangs,
            Outcome::Unseen | Outcome::Late(_) => !case.hurts(),
            Outcome::Fails(Errors::OneEach) => fails && !for_ever,
            Outcome::Fails(Errors::OneForAll) => hanging == 0 && failed >= 1 && !later,
            Outcome::Fails(Errors::TwoEach) => fails && (later || !self.again) && !for_ever,
            Outcome::Fails(Errors::WithoutEnd) => fails && (for_ever || !self.again),
            Outcome::TimesOut => fails && case.seconds > 0,
            Outcome::Hangs => {
                if self.limited {
                    fails && case.seconds > 0
                } else {
                    hangs
                }
            }
        }
    }
}

/// After so long a caller counts as hanging.
const PATIENCE: Duration = Duration::from_secs(45);

fn holds(claim: &Claim, seen: &Seen<'_>) -> bool {
    match claim {
        Claim::KeepsNone => !seen.case.hurts(),
        Claim::Unknown => true,
        Claim::Sees(outcome) => seen.is(*outcome),
        // Of ten that were used at about that time some are asked, and some are trusted.
        Claim::Either(asked, trusted) => seen.is(*asked) || Seen { most: 1, ..*seen }.is(*trusted),
    }
}

/// How long a caller waits while all connections are taken.
fn wait_for_a_connection(
    stack: &Stack,
    pool: &Pool,
    server: &'static str,
    case: &Case,
    versions: &str,
) -> Option<Compared> {
    let limit = pool.settings.time(Key::AcquireTimeout)?;
    let real = if case.hanging > 0 { None } else { Some(Duration::from_secs(case.seconds.into())) };
    let holds = match (limit, real) {
        (Limit::Unlimited, real) => real.is_none(),
        (Limit::At(limit), None) => limit > PATIENCE,
        // A busy machine is late, and what is below some seconds is told as none.
        (Limit::At(limit), Some(real)) => {
            case.failed > 0
                && (limit < Duration::from_secs(u64::from(LONG) + 1) || real + Duration::from_secs(1) >= limit)
        }
    };
    Some(Compared {
        stack: stack.name.clone(),
        server,
        about: "E6".to_owned(),
        claim: match limit {
            Limit::Unlimited => "waits for ever".to_owned(),
            Limit::At(limit) => format!("waits {}", show_duration(limit)),
        },
        real: real.map_or_else(|| "hangs".to_owned(), |real| format!("fails after {}", show_duration(real))),
        versions: versions.to_owned(),
        holds,
    })
}

/// When a limit of age or idleness is looked at. What is closed while it idles is not there to be taken, and what a sweeper may
/// have met is not looked for when it is given back.
fn when_an_age_is_looked_at(
    stack: &Stack,
    pool: &Pool,
    server: &'static str,
    case: &Case,
    versions: &str,
) -> Option<Compared> {
    let claimed = pool.library.age_looked_at;
    let words = [(Moment::Idle, "idle"), (Moment::Checkout, "taken"), (Moment::Return, "given back")];
    let shown = |moments: &[Moment]| {
        let told = words.iter().filter(|(moment, _)| moments.contains(moment));
        told.map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
    };
    let Aged { idle, taken, returned } = Aged::of(case);
    let seen = [(idle, Moment::Idle), (taken, Moment::Checkout), (returned, Moment::Return)];
    let real: Vec<_> = seen.iter().filter(|(seen, _)| *seen).map(|(_, moment)| *moment).collect();
    let sweeps = claimed.contains(&Moment::Idle);
    // A sweeper that comes seldom had not come.
    let in_time = stack.aged.is_some_and(|waited| pool.library.reaction.time.as_secs_f64() < waited);
    let holds = (idle == sweeps || !in_time)
        && (idle || taken == claimed.contains(&Moment::Checkout))
        && (sweeps || returned == claimed.contains(&Moment::Return));
    (!claimed.is_empty()).then(|| Compared {
        stack: stack.name.clone(),
        server,
        about: "E8".to_owned(),
        claim: shown(claimed),
        real: shown(&real),
        versions: versions.to_owned(),
        holds,
    })
}

/// The audit of a stack's file with the server of an event, or with one whose limit nobody set.
fn audited(
    stack: &Stack,
    client: &Client,
    pool: &Pool,
    server: &'static str,
    wait: u64,
    fails: bool,
    versions: &str,
) -> Compared {
    let severity = worst(client, server, wait);
    let is_error = severity == Some(Severity::Error);
    let (expected, holds) = if fails && wait == DEFAULT_WAIT && !outlives(pool, wait) {
        // The pool's own limits end what idles before the server does.
        ("whatever", true)
    } else if fails || notices(pool).is_none() {
        ("an error", is_error)
    } else {
        ("no error", !is_error)
    };
    Compared {
        stack: stack.name.clone(),
        server,
        about: format!("audit {wait} s"),
        claim: severity.map_or("nothing", Severity::name).to_owned(),
        real: format!("{}: {expected}", if fails { "requests fail" } else { "none fails" }),
        versions: versions.to_owned(),
        holds,
    }
}

/// Whether nothing of the pool's own ends or touches a connection that idles so long.
fn outlives(pool: &Pool, wait: u64) -> bool {
    let ends = |key: &Key| pool.settings.time(*key).and_then(Limit::at).is_some_and(|time| time.as_secs() < wait);
    let unresolved = |key: &Key| pool.settings.get(*key).is_some_and(|setting| setting.value == Value::Unresolved);
    !pool.library.ends_idle.iter().any(|key| ends(key) || unresolved(key))
}

/// The worst that the audit says of idle connections that the server closes.
fn worst(client: &Client, server: &str, wait: u64) -> Option<Severity> {
    let audit = audit::run(client, true, &state(server, wait), &Policy::default());
    let found = audit.findings.iter().filter(|finding| STALENESS.contains(&finding.rule));
    found.map(|finding| finding.severity).max()
}

/// A server as it was captured, with another limit.
fn state(server: &str, wait: u64) -> ServerState {
    static CAPTURED: LazyLock<[String; 2]> = LazyLock::new(|| {
        SERVERS.map(|(server, _)| {
            let path = crate::root().join("fixtures/servers").join(server).join("variables.tsv");
            std::fs::read_to_string(path).expect("a captured server")
        })
    });
    let at = SERVERS.iter().position(|(name, _)| *name == server).expect("a server");
    let line = |line: &str| match line.split_once('\t') {
        Some((name @ ("wait_timeout" | "interactive_timeout"), _)) => format!("{name}\t{wait}\n"),
        _ => format!("{line}\n"),
    };
    let text: String = CAPTURED[at].lines().map(line).collect();
    ServerState::Known(Box::new(capture::read_text("variables.tsv", &text).expect("a server")))
}
