//! Sessions hold connections that no declared pool explains.

use std::collections::HashMap;

use crate::audit::budget::{Budget, Phase};
use crate::audit::context::Context;
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::audit::thresholds::UNDECLARED;
use crate::audit::{accounts, fleet, observed};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::server::evidence::sessions::Sessions;
use crate::text::origin::Origin;
use crate::text::quantity::plural;

/// undeclared-connections
pub(super) static RULE: Rule = Rule {
    name: "undeclared-connections",
    summary: "sessions hold connections that no declared pool explains",
    category: Category::Capacity,
    severity: Severity::Warning,
    needs: &[Need::Config, Need::Evidence],
    docs: include_str!("undeclared_connections.md"),
    check: Check::Fleet(check),
};

/// Accounts that come with a server or a service, and log in to it themselves.
const SERVICE_ACCOUNTS: [&str; 11] = [
    "mysql.infoschema",
    "mysql.session",
    "mysql.sys",
    "mariadb.sys",
    "debian-sys-maint",
    "rdsadmin",
    "rdsrepladmin",
    "rdsproxyadmin",
    "azure_superuser",
    "cloudsqlreplica",
    "cloudsqladmin",
];

/// The users that a finding names one by one.
const SHOWN: usize = 5;

fn check(cx: &Context<'_>) -> FleetVerdict {
    let pools = cx.pools()?;
    let sessions = observed::sessions(cx)?;
    if let Some(pool) = pools.iter().find(|pool| pool.shared_behind().is_some()) {
        return Err(fleet::behind_a_proxy(&pool.name));
    }
    let budget = cx.budget()?;
    let users = by_user(cx, &pools, sessions)?;
    let undeclared: u64 = users.iter().map(User::undeclared).sum();
    let excess = undeclared.saturating_sub(budget.reserved);
    if (excess as f64) < cx.threshold(&UNDECLARED) {
        return Ok(Vec::new());
    }
    Ok(vec![finding(cx, &pools, budget, &users, sessions)])
}

/// The sessions of one user against the pools that log in as it.
struct User {
    /// Its name; none for all users together.
    name: Option<String>,
    held: u64,
    hosts: u64,
    /// What its pools may open at most; none without a limit.
    declared: Option<u64>,
    /// Whether any pool logs in as it.
    in_a_file: bool,
}

impl User {
    /// The connections that its pools cannot have opened.
    fn undeclared(&self) -> u64 {
        self.declared.map_or(0, |declared| self.held.saturating_sub(declared))
    }

    fn title(&self) -> String {
        self.name.as_ref().map_or_else(|| "all users".to_owned(), |name| format!("`{name}`"))
    }
}

/// The users with sessions; all of them as one where it is not known which pool logs in as whom.
fn by_user(cx: &Context<'_>, pools: &[&Pool], sessions: &Sessions) -> Result<Vec<User>, Skip> {
    let redacted = cx.server()?.evidence.as_ref().is_some_and(|evidence| evidence.redacted);
    let unnamed: Vec<_> =
        pools.iter().filter(|pool| pool.usage.user.is_none()).map(|pool| pool.label.as_str()).collect();
    let counted: Vec<_> = sessions
        .users()
        .into_iter()
        .filter(|user| !SERVICE_ACCOUNTS.contains(&user.name))
        .map(|user| (user.name, user.total().saturating_sub(user.replicas()), user.hosts()))
        .collect();
    if redacted || !unnamed.is_empty() {
        let Some(declared) = most(pools) else {
            let what = if redacted { "a capture that is not redacted".to_owned() } else { unnamed.join(", ") };
            return Err(Skip::lacking(format!("`user` of {what}: a pool without a limit explains any number")));
        };
        let held = counted.iter().map(|(_, held, _)| held).sum();
        let hosts = sessions.hosts();
        return Ok(vec![User { name: None, held, hosts, declared: Some(declared), in_a_file: true }]);
    }
    let accounts: HashMap<_, _> =
        accounts::of_pools(pools).into_iter().map(|account| (account.user, account.pools)).collect();
    Ok(counted
        .into_iter()
        .map(|(user, held, hosts)| {
            let own = accounts.get(&Some(user)).map_or(&[][..], Vec::as_slice);
            User { name: Some(user.to_owned()), held, hosts, declared: most(own), in_a_file: !own.is_empty() }
        })
        .collect())
}

/// The most connections that pools may open, a rollout included; none where one has no known limit.
fn most(pools: &[&Pool]) -> Option<u64> {
    pools.iter().try_fold(0_u64, |sum, pool| match pool.settings.count(Key::MaxOpen)? {
        Limit::At(open) => Some(sum.saturating_add(open.saturating_mul(pool.instances.rollout()))),
        Limit::Unlimited => None,
    })
}

fn finding(cx: &Context<'_>, pools: &[&Pool], budget: &Budget, users: &[User], sessions: &Sessions) -> Finding {
    let undeclared: u64 = users.iter().map(User::undeclared).sum();
    let consequence = format!(
        "{undeclared} of them are in no sum of this report: max_connections {} is reached before the budget says so, and \
         whoever comes last gets error 1040",
        budget.max_connections.value
    );
    let mut worst: Vec<_> = users.iter().filter(|user| user.undeclared() > 0).collect();
    worst.sort_by_key(|user| std::cmp::Reverse(user.undeclared()));
    Finding::new(&RULE, message(cx, budget, users, sessions))
        .basis(Basis::Observed)
        .consequence(consequence)
        .facts(worst.iter().take(SHOWN).map(|user| fact(user)))
        .facts(cx.client.reserved.iter().map(|reserved| Fact {
            side: Side::Client,
            name: "reserved".to_owned(),
            value: reserved.value.to_string(),
            origin: reserved.origin.clone(),
        }))
        .remedies(pools.iter().filter_map(|pool| state_replicas(cx, pool)))
        .remedies(worst.iter().find(|user| !user.in_a_file).map(|user| declare(user)))
        .remedies(reserve(budget, users))
        .remedy(Remedy::advice(
            Side::Server,
            "see whose they are: SELECT user, host, command, time FROM information_schema.processlist ORDER BY 1, 2",
        ))
}

/// `declared are 20 × 3 = 60 connections; 7 hosts hold 131, 22 of them by `etl`, a user in no file`
fn message(cx: &Context<'_>, budget: &Budget, users: &[User], sessions: &Sessions) -> String {
    let held: u64 = users.iter().map(|user| user.held).sum();
    let hosts = sessions.hosts();
    let verb = if hosts == 1 { "holds" } else { "hold" };
    let holders = format!("{} {verb}", plural(hosts, "host"));
    if budget.shares.is_empty() {
        return format!("{holders} {held} connections{}", by_strangers(users));
    }
    let declared = budget.arithmetic(cx.client, budget.first_alike(Phase::Rollout));
    format!("declared are {declared} connections; {holders} {held}{}", by_strangers(users))
}

/// `, 22 of them by users in no file`
fn by_strangers(users: &[User]) -> String {
    let strangers: Vec<_> = users.iter().filter(|user| !user.in_a_file && user.held > 0).collect();
    let held: u64 = strangers.iter().map(|user| user.held).sum();
    match strangers.as_slice() {
        [] => String::new(),
        [user] => format!(", {held} of them by {}, a user in no file", user.title()),
        _ => format!(", {held} of them by {} users in no file", strangers.len()),
    }
}

fn fact(user: &User) -> Fact {
    let declared = match user.declared {
        Some(declared) if user.in_a_file => format!("declared {declared}"),
        _ => "in no file".to_owned(),
    };
    Fact {
        side: Side::Server,
        name: format!("held by {}", user.title()),
        value: format!("{} from {}, {declared}", user.held, plural(user.hosts, "host")),
        origin: Origin::server("sessions (--evidence)"),
    }
}

/// The number of instances that was seen, where nobody stated it and more are there than assumed.
fn state_replicas(cx: &Context<'_>, pool: &Pool) -> Option<Remedy> {
    let seen = cx.observed()?.instances(pool)?;
    let why = seen.origin.note.unwrap_or_default();
    let text = format!("state how many there are: `replicas: {}` for {}, since {why}", seen.value, pool.name);
    (seen.value > pool.instances.rollout()).then(|| Remedy::advice(Side::Client, text))
}

fn declare(user: &User) -> Remedy {
    let text = format!("give poolcheck the configuration that logs in as {}, too (--config, repeatable)", user.title());
    Remedy::advice(Side::Client, text)
}

/// Room for those that are no pool, where there is none yet.
fn reserve(budget: &Budget, users: &[User]) -> Option<Remedy> {
    let strangers: u64 = users.iter().filter(|user| !user.in_a_file).map(|user| user.held).sum();
    let text = format!("keep room for those that are no pool: `reserved: {strangers}`");
    (strangers > budget.reserved).then(|| Remedy::advice(Side::Client, text))
}
