//! What the evidence says of a pool: whose sessions are whose, from how many processes, how long they idle, and by which driver.
//!
//! Sessions join pools by the user, so nothing is said of a pool whose `user` is not stated, nor of one whose connections to
//! the server are a proxy's.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::context::Context;
use super::finding::{Fact, Side};
use super::rule::Skip;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::server::ServerState;
use crate::server::evidence::Evidence;
use crate::server::evidence::programs::Programs;
use crate::server::evidence::sessions::{Held, Sessions};
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

/// The evidence of a server by user, beside how many pools log in as each.
#[derive(Debug)]
pub struct Observed<'a> {
    evidence: &'a Evidence,
    sessions: Option<HashMap<&'a str, Vec<&'a Held>>>,
    programs: HashMap<&'a str, Vec<&'a Programs>>,
    pools: HashMap<&'a str, usize>,
}

impl<'a> Observed<'a> {
    /// The evidence of a server, where there is some.
    pub fn of(server: &'a ServerState, client: &'a Client) -> Option<Self> {
        let evidence = server.known()?.evidence.as_ref()?;
        let user = |pool: &'a Pool| pool.usage.user.as_ref().map(|user| user.value.as_str());
        let mut pools = HashMap::new();
        for user in client.pools.iter().filter(|pool| pool.is_judged()).filter_map(user) {
            *pools.entry(user).or_default() += 1;
        }
        Some(Self {
            evidence,
            sessions: evidence.sessions.as_ref().map(|sessions| grouped(&sessions.held, |held| &held.user)),
            programs: grouped(evidence.programs.iter().flatten(), |program| &program.user),
            pools,
        })
    }

    /// The user whose sessions are those of this pool.
    fn user_of<'p>(&self, pool: &'p Pool) -> Option<&'p str> {
        let known = !self.evidence.redacted && pool.shared_behind().is_none();
        pool.usage.user.as_ref().filter(|_| known).map(|user| user.value.as_str())
    }

    fn sessions_of(&self, user: &str) -> Option<&[&'a Held]> {
        Some(self.sessions.as_ref()?.get(user).map_or(&[], Vec::as_slice))
    }

    fn programs_of(&self, user: &str) -> &[&'a Programs] {
        self.programs.get(user).map_or(&[], Vec::as_slice)
    }

    /// How many processes seem to hold a pool, where nobody stated it. Offered, and never put into the budget: a process may hold
    /// no connection now, and hosts behind one address count as one.
    pub fn instances(&self, pool: &Pool) -> Option<Stated<u64>> {
        let user = self.user_of(pool).filter(|_| pool.instances.origin.kind == OriginKind::Default)?;
        if self.pools.get(user) != Some(&1) {
            return None;
        }
        let hosts: HashSet<_> = self.sessions_of(user)?.iter().map(|held| held.host.as_str()).collect();
        let programs = self.programs_of(user);
        let processes = programs.iter().map(|program| program.processes).sum();
        let all_say = !programs.is_empty() && programs.iter().all(|program| program.processes > 0);
        let (count, noun) = if all_say { (processes, "process") } else { (hosts.len() as u64, "host") };
        let what = match (noun, count) {
            ("process", count) if count != 1 => format!("{count} processes"),
            _ => plural(count, noun),
        };
        let verb = if count == 1 { "holds" } else { "hold" };
        let origin = Origin::inferred(format!("{what} {verb} connections of `{user}`"));
        (count > 0).then(|| Stated::new(count, origin))
    }
}

fn grouped<'a, T>(
    items: impl IntoIterator<Item = &'a T>,
    user: impl Fn(&'a T) -> &'a str,
) -> HashMap<&'a str, Vec<&'a T>> {
    let mut groups: HashMap<_, Vec<_>> = HashMap::new();
    for item in items {
        groups.entry(user(item)).or_default().push(item);
    }
    groups
}

/// How long the pool's sessions idle now, which proves or refutes that they outlast a limit.
pub fn idle_fact(cx: &Context<'_>, pool: &Pool) -> Option<Fact> {
    let seen = cx.observed()?;
    let user = seen.user_of(pool)?;
    let idle: Vec<_> = seen.sessions_of(user)?.iter().filter(|held| held.is_idle()).collect();
    let oldest = Duration::from_secs(idle.iter().map(|held| held.oldest).max()?);
    let count = plural(idle.iter().map(|held| held.count).sum(), "session");
    let value = format!("{count}, the longest for {}{}", show_age(oldest), beyond(pool, oldest));
    let origin = Origin::server("sessions (--evidence)");
    Some(Fact { side: Side::Server, name: format!("idle as `{user}`"), value, origin })
}

/// What an age says of the pool's own limit of idleness.
fn beyond(pool: &Pool, oldest: Duration) -> &'static str {
    match pool.settings.time(Key::MaxIdleTime) {
        Some(Limit::At(limit)) if oldest > limit.saturating_add(pool.reaction_time()) => {
            ": above max_idle_time, so another pool holds it or the setting is not in force"
        }
        _ => "",
    }
}

/// The driver by whose name all sessions of the pool go, where only versions with a check on checkout call themselves so.
pub fn checking_driver(cx: &Context<'_>, pool: &Pool) -> Option<&'static str> {
    let announces = pool.library.check_since.as_ref()?.announces;
    let seen = cx.observed()?;
    let programs = seen.programs_of(seen.user_of(pool)?);
    let all = programs.iter().all(|program| program.driver.as_deref() == Some(announces));
    (!programs.is_empty() && all).then_some(announces)
}
