//! What the evidence says of a pool: whose sessions are whose, from how many processes, how long they idle, and by which driver.
//!
//! Sessions join pools by the user, so nothing is said of a pool whose `user` is not stated, nor of one whose connections to
//! the server are a proxy's.

use std::time::Duration;

use super::context::Context;
use super::finding::{Fact, Side};
use super::rule::Skip;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::server::Server;
use crate::server::evidence::Evidence;
use crate::server::evidence::programs::Programs;
use crate::server::evidence::sessions::Sessions;
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::quantity::{plural, show_age};

/// Everybody's sessions, or what it takes to see them.
///
/// # Errors
/// They were not asked for, or only the account's own are visible: that is no evidence of who else is connected.
pub fn sessions<'a>(cx: &Context<'a>) -> Result<&'a Sessions, Skip> {
    let what = "the sessions of all users";
    let seen = cx.evidence("sessions", what, |seen| seen.sessions.as_ref().filter(|sessions| sessions.complete))?;
    Ok(seen.value)
}

/// The user whose sessions are those of this pool.
fn user_of<'p>(evidence: &Evidence, pool: &'p Pool) -> Option<&'p str> {
    let known = !evidence.redacted && pool.shared_behind().is_none();
    pool.usage.user.as_ref().filter(|_| known).map(|user| user.value.as_str())
}

/// How many processes seem to hold a pool, where nobody stated it. Offered, and never put into the budget: a process may hold no
/// connection now, and hosts behind one address count as one.
pub fn instances(server: &Server, client: &Client, pool: &Pool) -> Option<Stated<u64>> {
    let evidence = server.evidence.as_ref()?;
    let user = user_of(evidence, pool).filter(|_| pool.instances.origin.kind == OriginKind::Default)?;
    let same =
        |other: &&Pool| other.is_judged() && other.usage.user.as_ref().is_some_and(|stated| stated.value == user);
    if client.pools.iter().filter(same).count() != 1 {
        return None;
    }
    let (_, hosts) = evidence.sessions.as_ref()?.count_of(user);
    let programs: Vec<_> = of_user(evidence, user).collect();
    let processes = programs.iter().map(|program| program.processes).sum();
    let all_say = !programs.is_empty() && programs.iter().all(|program| program.processes > 0);
    let (count, noun) = if all_say { (processes, "process") } else { (hosts, "host") };
    let what = match (noun, count) {
        ("process", count) if count != 1 => format!("{count} processes"),
        _ => plural(count, noun),
    };
    let verb = if count == 1 { "holds" } else { "hold" };
    let origin = Origin::inferred(format!("{what} {verb} connections of `{user}`"));
    (count > 0).then(|| Stated::new(count, origin))
}

fn of_user<'a>(evidence: &'a Evidence, user: &'a str) -> impl Iterator<Item = &'a Programs> {
    evidence.programs.iter().flatten().filter(move |program| program.user == user)
}

/// How long the pool's sessions idle now, which proves or refutes that they outlast a limit.
pub fn idle_fact(cx: &Context<'_>, pool: &Pool) -> Option<Fact> {
    let evidence = cx.server.known()?.evidence.as_ref()?;
    let user = user_of(evidence, pool)?;
    let idle: Vec<_> = evidence.sessions.as_ref()?.of_user(user).filter(|held| held.is_idle()).collect();
    let oldest = Duration::from_secs(idle.iter().map(|held| held.oldest).max()?);
    let count = plural(idle.iter().map(|held| held.count).sum(), "session");
    let value = format!("{count}, the longest for {}{}", show_age(oldest), beyond(pool, oldest));
    let origin = Origin::server("sessions (--evidence)");
    Some(Fact { side: Side::Server, name: format!("idle as `{user}`"), value, origin })
}

/// What an age says of the pool's own limit of idleness.
fn beyond(pool: &Pool, oldest: Duration) -> &'static str {
    match pool.settings.time(Key::MaxIdleTime) {
        Some(Limit::At(limit)) if oldest > limit.saturating_add(pool.library.reaction.time) => {
            ": above max_idle_time, so another pool holds it or the setting is not in force"
        }
        _ => "",
    }
}

/// The driver by whose name all sessions of the pool go, where only versions with a check on checkout call themselves so.
pub fn checking_driver(cx: &Context<'_>, pool: &Pool) -> Option<&'static str> {
    let announces = pool.library.check_since.as_ref()?.announces;
    let evidence = cx.server.known()?.evidence.as_ref()?;
    let user = user_of(evidence, pool)?;
    let mut programs = of_user(evidence, user).peekable();
    programs.peek()?;
    programs.all(|program| program.driver.as_deref() == Some(announces)).then_some(announces)
}
