//! Who closes first: how long the client lets a connection idle, against how long the server does.

use std::time::Duration;

use super::context::Context;
use super::finding::{Assignment, Fact, Remedy, Side};
use super::init_connect;
use super::observed;
use super::remedies;
use super::rule::Skip;
use crate::client::pool::Pool;
use crate::client::pool::hop::Hop;
use crate::client::pool::settings::{Key, Limit, Value};
use crate::server::Server;
use crate::text::language::Language;
use crate::text::origin::{Origin, OriginKind};
use crate::text::quantity::{show_duration, show_seconds};
use crate::text::version::at_least;

/// How long a connection can sit unused before the client closes or touches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdleAge {
    /// The pool keeps no idle connection.
    KeepsNone,
    /// Until this limit.
    Until {
        /// The setting that ends it.
        by: Key,
        /// When.
        age: Duration,
    },
    /// As long as the application lives.
    Forever,
}

/// The settings that end or touch every idle connection of a pool: not a lifetime that its library looks at only when a
/// connection is given back, nor an idle limit that spares the floor that it has.
pub fn retiring(pool: &Pool) -> impl Iterator<Item = Key> + use<'_> {
    let has_floor = pool.settings.count(Key::MinIdle).is_some_and(|floor| floor != Limit::At(0));
    let spares = pool.library.spares_floor && has_floor;
    let ends = move |key: &Key| pool.library.ends_idle.contains(key) && !(spares && *key == Key::MaxIdleTime);
    [Key::MaxLifetime, Key::MaxIdleTime, Key::Keepalive].into_iter().filter(ends)
}

/// The connections that a limit of idleness spares, where nothing else ends them: the pool's floor.
pub fn spared_floor(pool: &Pool) -> Option<u64> {
    let floor = pool.settings.count(Key::MinIdle).and_then(Limit::at).filter(|floor| *floor > 0)?;
    let ends = |key: Key| matches!(pool.settings.time(key), Some(Limit::At(_)));
    (pool.library.spares_floor && ends(Key::MaxIdleTime) && !retiring(pool).any(ends)).then_some(floor)
}

/// What a connection is kept by, for sentences: a pool, or the application itself where its library has none.
pub fn keeper(pool: &Pool) -> &'static str {
    let has_none = pool.library.connects_each_thread || pool.library.language == Language::Php;
    if has_none { "the application" } else { "the pool" }
}

/// min(max_lifetime, max_idle_time, keepalive), effective values, as far as each ends or touches every idle connection of this
/// library: one that spares the floor protects no pool that has a floor.
///
/// # Errors
/// A limit that is written but not resolved: it may be the one that protects.
pub fn idle_age(cx: &Context<'_>, pool: &Pool) -> Result<IdleAge, Skip> {
    if pool.settings.count(Key::MaxIdle) == Some(Limit::At(0)) {
        return Ok(IdleAge::KeepsNone);
    }
    let mut age = IdleAge::Forever;
    for by in retiring(pool) {
        // What the library has and nobody knows may be what protects.
        let has_none = pool.settings.get(by).is_none() && !pool.library.has(by);
        if has_none {
            continue;
        }
        let Limit::At(time) = cx.time(pool, by)? else { continue };
        if !matches!(age, IdleAge::Until { age, .. } if age <= time) {
            age = IdleAge::Until { by, age: time };
        }
    }
    Ok(age)
}

/// The hops on a pool's path that end a connection on which nothing is sent, each with when it does: not those whose clock TCP keepalive
/// probes reset.
///
/// # Errors
/// There are hops, and the period of the probes is written but not resolved.
pub fn ending_hops<'p>(cx: &Context<'_>, pool: &'p Pool) -> Result<Vec<(&'p Hop, Duration)>, Skip> {
    // A library that says nothing of probes sends none.
    let probes = match pool.settings.get(Key::TcpKeepalive) {
        Some(_) if !pool.hops().is_empty() => cx.time(pool, Key::TcpKeepalive)?.at(),
        _ => None,
    };
    let ends = |hop: &'p Hop| Some((hop, hop.idle.as_ref()?.value.at()?));
    Ok(pool.hops().iter().filter_map(ends).filter(|(hop, idle)| !hop.is_reset_by(probes, *idle)).collect())
}

/// When the server closes an idle session of this pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerLimit {
    /// The time; none where the server has no limit.
    pub time: Option<Duration>,
    /// What sets it: `wait_timeout`, `interactive_timeout`, or the client's own `session_wait_timeout`.
    pub name: &'static str,
    /// Where it came from.
    pub origin: Origin,
    /// The client sets it, so a change on the server changes nothing.
    pub set_by_client: bool,
    /// The server's `init_connect` sets it for every session, so a change of the global value changes nothing.
    pub by_init_connect: bool,
    /// A session's value, pasted without `GLOBAL`: the application's sessions may get another.
    pub of_a_session: bool,
}

impl ServerLimit {
    /// The limit as a fact.
    pub fn fact(&self) -> Fact {
        let side = if self.set_by_client { Side::Client } else { Side::Server };
        let value = self.time.map_or_else(|| "no limit".to_owned(), |time| self.show(time));
        Fact { side, name: self.name.to_owned(), value, origin: self.origin.clone() }
    }

    /// A time in this limit's own words: the client's, or seconds as the server prints them.
    pub fn show(&self, time: Duration) -> String {
        if self.set_by_client { show_duration(time) } else { show_seconds(time) }
    }

    /// What a reader must know beside the value: that it is one session's, or that a proxy's sessions get it.
    pub fn caveat(&self, pool: &Pool) -> String {
        let mut caveat = String::new();
        if self.of_a_session {
            caveat.push_str(&format!("; {} here is one session's value: compare SHOW GLOBAL VARIABLES", self.name));
        }
        if let Some(hop) = pool.shared_behind().filter(|_| !self.set_by_client) {
            let proxy = &hop.name.value;
            caveat.push_str(&format!(
                "; behind {proxy} it ends {proxy}'s own connections, which may be handed on all the same"
            ));
        }
        caveat
    }

    /// Raises the limit above an age, where it is set; none where no server can have it that long.
    pub fn raise_above(&self, cx: &Context<'_>, pool: &Pool, age: Duration) -> Option<Remedy> {
        let seconds = remedies::above(cx, pool, age);
        if seconds > LONGEST_WAIT_TIMEOUT {
            return None;
        }
        if self.set_by_client {
            let value = Value::Time(Duration::from_secs(seconds));
            return Some(remedies::set_client(pool, Key::SessionWaitTimeout, value, "above, with a margin"));
        }
        if self.by_init_connect {
            let text = format!("raise wait_timeout in init_connect to {seconds}: it overrides the global value");
            return Some(Remedy::advice(Side::Server, text));
        }
        let why = "living sessions keep the old value until they reconnect";
        let both = cx.server.known().is_some_and(|server| server.flavor.idle_is_min_of_both);
        let why = if both { format!("wait_timeout and interactive_timeout alike; {why}") } else { why.to_owned() };
        let mut remedy = remedies::set_server(cx, self.name, seconds, &why);
        if both {
            let other = if self.name == "wait_timeout" { "interactive_timeout" } else { "wait_timeout" };
            remedy.assignments.push(Assignment { variable: other.to_owned(), value: seconds.to_string() });
        }
        Some(remedy)
    }
}

/// The largest wait_timeout that MySQL and MariaDB take, in seconds: a year
/// (<https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_wait_timeout>).
pub const LONGEST_WAIT_TIMEOUT: u64 = 31_536_000;

/// From here on a limit of idleness is reached by no connection of a service that is used: Sequel asks for 24.8 days.
pub const REMOTE: Duration = Duration::from_secs(7 * 86_400);

/// `wait_timeout` as the server will apply it to this pool's sessions.
///
/// The client's own `SET`, which ProxySQL drops; what `init_connect` sets; `interactive_timeout` for `CLIENT_INTERACTIVE` clients; on Aurora the
/// smaller of both; else the global value.
pub fn server_limit(cx: &Context<'_>, pool: &Pool) -> Result<ServerLimit, Skip> {
    if let Some(hop) = pool.hops().iter().find(|hop| hop.judged_itself) {
        // The server ends the layer's connections, and those are judged as the layer's own.
        return Ok(ServerLimit {
            time: None,
            name: "wait_timeout",
            origin: hop.name.origin.clone(),
            set_by_client: false,
            by_init_connect: false,
            of_a_session: false,
        });
    }
    let behind_proxysql = pool.hops().iter().any(|hop| hop.name.value == "proxysql");
    if !behind_proxysql && let Some(setting) = pool.settings.get(Key::SessionWaitTimeout) {
        cx.setting(pool, Key::SessionWaitTimeout)?;
        if let Value::Time(time) = setting.value {
            let origin = setting.origin.clone();
            return Ok(ServerLimit {
                time: Some(time),
                name: "session_wait_timeout",
                origin,
                set_by_client: true,
                by_init_connect: false,
                of_a_session: false,
            });
        }
    }
    let server = cx.server()?;
    let interactive = pool.usage.interactive.as_ref().is_some_and(|stated| stated.value);
    let limit = |name: &'static str| -> Result<ServerLimit, Skip> {
        let stated = cx.seconds(name)?;
        let unlimited = stated.value.is_zero() && server.flavor.zero_is_no_limit;
        let time = (!unlimited).then_some(stated.value);
        let of_a_session = server.variables.get(name).is_some_and(|entry| entry.session);
        let origin = stated.origin;
        Ok(ServerLimit { time, name, origin, set_by_client: false, by_init_connect: false, of_a_session })
    };
    let initial = initial_limit(server)?;
    if server.flavor.idle_is_min_of_both {
        let (wait, interactive) = (initial.map_or_else(|| limit("wait_timeout"), Ok)?, limit("interactive_timeout")?);
        return Ok(if interactive.time < wait.time { interactive } else { wait });
    }
    initial.map_or_else(|| limit(if interactive { "interactive_timeout" } else { "wait_timeout" }), Ok)
}

/// The limit that `init_connect` gives to every session, whatever it logged in as.
///
/// # Errors
/// It sets wait_timeout to something else than a number.
fn initial_limit(server: &Server) -> Result<Option<ServerLimit>, Skip> {
    let Some(statements) = server.variables.text("init_connect") else { return Ok(None) };
    let seconds = match init_connect::wait_timeout(statements) {
        init_connect::Initial::Untouched => return Ok(None),
        init_connect::Initial::Unclear => {
            return Err(Skip::lacking("the wait_timeout of sessions: init_connect sets it, and not to a plain number"));
        }
        init_connect::Initial::Seconds(seconds) => seconds.clamp(1, LONGEST_WAIT_TIMEOUT),
    };
    Ok(Some(ServerLimit {
        time: Some(Duration::from_secs(seconds)),
        name: "wait_timeout",
        origin: Origin::server("init_connect"),
        set_by_client: false,
        by_init_connect: true,
        of_a_session: false,
    }))
}

/// Why an application may not notice that the server closed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOnCheckout {
    /// What was stated or seen, such as `go_driver 1.9.0`.
    pub what: String,
    /// Where.
    pub origin: Origin,
}

/// The check on checkout that somebody stated or that was seen. A library's default is none: nobody said that the
/// driver in use has it, and a driver that is stated to be too old has none whatever is switched on.
pub fn stated_check(cx: &Context<'_>, pool: &Pool) -> Option<CheckOnCheckout> {
    let recent = driver_is_recent(pool);
    if recent == Some(false) {
        return None;
    }
    if let Some(setting) = pool.settings.get(Key::Validation)
        && setting.is_written()
        && !matches!(setting.origin.kind, OriginKind::Default | OriginKind::Unresolved)
    {
        return (setting.value == Value::Switch(true))
            .then(|| CheckOnCheckout { what: "validation".to_owned(), origin: setting.origin.clone() });
    }
    let since = pool.library.check_since.as_ref()?;
    let Some(stated) = pool.driver.version.as_ref() else {
        let driver = observed::checking_driver(cx, pool)?;
        let origin = Origin::server("session attributes (--evidence)");
        return Some(CheckOnCheckout { what: format!("{} of {driver}", since.name), origin });
    };
    recent?.then(|| CheckOnCheckout {
        what: format!("{} of {} {}", since.name, since.driver, stated.value),
        origin: stated.origin.clone(),
    })
}

/// Whether the stated driver has the check on checkout; none where the version is not stated or is no number.
pub fn driver_is_recent(pool: &Pool) -> Option<bool> {
    let since = pool.library.check_since.as_ref()?;
    at_least(&pool.driver.version.as_ref()?.value, since.version)
}

/// What the application sees when the server closed an idle connection of this pool.
pub fn symptom(cx: &Context<'_>, pool: &Pool) -> String {
    let go = matches!(pool.library.language, Language::Go | Language::Any);
    let Some(server) = cx.server.known() else { return pool.broken_connection().to_owned() };
    if go {
        return (server.flavor.idle_close)(server.version).to_owned();
    }
    let is_read = pool.driver.known.is_none_or(|driver| driver.shows_parting_error);
    let said = (server.flavor.said_on_idle_close)(server.version).filter(|_| is_read);
    said.into_iter().chain([pool.broken_connection()]).collect::<Vec<_>>().join(", ")
}

/// What a check on checkout hides of it, stated or by default, and what it does not; empty where there is none.
pub fn what_a_check_hides(pool: &Pool, check: Option<&CheckOnCheckout>) -> String {
    let rest = format!("except on pinned connections ({}) and after silent drops", pool.library.language.pins());
    if let Some(check) = check {
        return format!("; {} hides this {rest}", check.what);
    }
    let by_default = pool.settings.get(Key::Validation).is_some_and(|setting| {
        setting.value == Value::Switch(true) && setting.origin.kind == OriginKind::Default && !setting.is_written()
    });
    match &pool.library.check_since {
        Some(since) if by_default && driver_is_recent(pool).is_none() => format!(
            "; by default {} {} and later hide this {rest}, but nobody stated the driver",
            since.driver, since.version
        ),
        _ => String::new(),
    }
}

/// The way out by a driver that checks, where the library has one and none is stated.
pub fn check_remedy(pool: &Pool, check: Option<&CheckOnCheckout>) -> Option<Remedy> {
    let since = pool.library.check_since.as_ref().filter(|_| check.is_none())?;
    let written_off = pool.settings.get(Key::Validation).is_some_and(|s| s.value == Value::Switch(false));
    if written_off && driver_is_recent(pool) != Some(false) {
        let why = format!("{} {} and later check on checkout", since.driver, since.version);
        return Some(remedies::set_client(pool, Key::Validation, Value::Switch(true), &why));
    }
    Some(Remedy::advice(
        Side::Client,
        format!(
            "use {} {} or later with {} on, and state it (`go_driver: {}`)",
            since.driver, since.version, since.name, since.version
        ),
    ))
}
