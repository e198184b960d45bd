//! One account's pools may open more connections than the server allows that account.

use crate::audit::accounts::{self, Account, AccountLimit, GLOBAL, Listed};
use crate::audit::budget::{Budget, Phase, Share, Sums};
use crate::audit::context::Context;
use crate::audit::finding::{Basis, Fact, Finding, Remedy, Severity, Side};
use crate::audit::fleet::{self, Goal};
use crate::audit::remedies;
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Limit};
use crate::server::unreachable::RefusalKind;
use crate::server::{Refusal, Server};
use crate::text::origin::{Origin, Stated};

/// user-limit-exceeded
pub(super) static RULE: Rule = Rule {
    name: "user-limit-exceeded",
    summary: "the pools of one account may open more connections than the account is allowed",
    category: Category::Capacity,
    severity: Severity::Error,
    needs: &[Need::Config, Need::Variables],
    docs: include_str!("user_limit_exceeded.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    if let Some(refusal) = cx.refused_by(RefusalKind::UserLimit) {
        return Ok(vec![refused_ourselves(refusal)]);
    }
    let groups = accounts::of_pools(&cx.pools()?);
    cx.past_the_gate()?;
    let listed = accounts::listed(cx.server()?);
    let mut findings = Vec::new();
    let mut skipped = None;
    for group in &groups {
        match judge(cx, &listed, group) {
            Ok(finding) => findings.extend(finding),
            Err(skip) => skipped = skipped.or(Some(skip)),
        }
    }
    match skipped {
        Some(skip) if findings.is_empty() => Err(skip),
        _ => Ok(findings),
    }
}

/// Whether the account may have a limit of its own that nobody showed: the accounts' limits were not listed.
fn may_be_hidden<'a>(server: &Server, account: &Account<'a>) -> Option<&'a str> {
    let user = account.user?;
    let evidence = server.evidence.as_ref().filter(|evidence| !evidence.redacted);
    let listed = evidence.is_some_and(|evidence| evidence.accounts.is_some());
    (!listed).then_some(user)
}

fn judge(cx: &Context<'_>, listed: &Listed<'_>, account: &Account<'_>) -> Result<Option<Finding>, Skip> {
    let global = cx.variable(GLOBAL)?;
    if let Some(AccountLimit { limit, own }) = accounts::limit_of(listed, &global, account) {
        let budget = budget_of(account, limit);
        if let Some(phase) = worst(&budget) {
            return Ok(Some(finding(cx, account, &budget, phase, own)));
        }
        fleet::all_known(&budget)?;
    }
    match may_be_hidden(cx.server()?, account) {
        Some(user) => Err(Skip::lacking(format!("the limit of account `{user}` (--evidence)"))),
        None => Ok(None),
    }
}

/// The account's pools against its limit.
fn budget_of(account: &Account<'_>, limit: Stated<u64>) -> Budget {
    let named = |wanted: fn(&Pool) -> bool| -> Vec<String> {
        account.pools.iter().filter(|pool| wanted(pool)).map(|pool| pool.name.clone()).collect()
    };
    let own = |pool: &&&Pool| pool.shared_behind().is_none();
    Budget {
        limit: limit.value,
        max_connections: limit,
        reserved: 0,
        files: None,
        shares: account.pools.iter().filter(own).filter_map(|pool| Share::of(pool)).collect(),
        unlimited_pools: named(|pool| pool.settings.count(Key::MaxOpen) == Some(Limit::Unlimited)),
        unknown_pools: named(|pool| pool.settings.count(Key::MaxOpen).is_none() && pool.shared_behind().is_none()),
        assumed_pools: named(|pool| pool.instances.is_assumed()),
        shared_pools: named(|pool| pool.shared_behind().is_some()),
        unlimited_instances: 0,
        sums: Sums::default(),
    }
}

/// The moment to report: what lasts before what a rollout adds.
fn worst(budget: &Budget) -> Option<Phase> {
    if budget.exceeds(Phase::Maximum) {
        return Some(budget.first_alike(Phase::Maximum));
    }
    budget.exceeds(Phase::Rollout).then_some(Phase::Rollout)
}

fn finding(cx: &Context<'_>, account: &Account<'_>, budget: &Budget, phase: Phase, own: bool) -> Finding {
    let total = budget.total(phase);
    let whose = account.user.map_or_else(|| "one account".to_owned(), |user| format!("`{user}`"));
    let message = format!(
        "the pools of {whose} may open {total} connections {}, above its max_user_connections {}",
        phase.phrase(),
        budget.limit
    );
    let error = if own {
        "`Error 1226: User … has exceeded the 'max_user_connections' resource`"
    } else {
        "`Error 1203: User … already has more than 'max_user_connections' active connections`"
    };
    let limit = &budget.max_connections;
    let goal = Goal::within(budget, Phase::Rollout);
    let mut finding = Finding::new(&RULE, message)
        .subject(account.user.unwrap_or_default())
        .consequence(format!("connection {} of the account is refused with {error}", budget.limit + 1))
        .facts(fleet::facts(cx, budget, phase))
        .fact(Fact {
            side: Side::Server,
            name: GLOBAL.to_owned(),
            value: limit.value.to_string(),
            origin: limit.origin.clone(),
        })
        .remedies(fleet::smaller_fleet(cx, budget, goal))
        .remedy(raise(cx, account, goal.max_connections, own));
    if let Some(origin) = fleet::origin_of(cx, budget, phase) {
        finding = finding.at(&origin);
    }
    match account.pools.as_slice() {
        [pool] => finding.pool(&pool.name),
        _ => finding,
    }
}

fn raise(cx: &Context<'_>, account: &Account<'_>, value: u64, own: bool) -> Remedy {
    if own {
        let user = account.user.unwrap_or("…");
        let text = format!("give the account more: ALTER USER '{user}'@'…' WITH MAX_USER_CONNECTIONS {value}");
        return Remedy::advice(Side::Server, text);
    }
    remedies::set_server(cx, GLOBAL, value, "it holds for every account without a limit of its own")
}

/// poolcheck itself was turned away.
fn refused_ourselves(refusal: &Refusal) -> Finding {
    let whose = refusal.user.as_ref().map_or_else(|| "the account".to_owned(), |user| format!("`{user}`"));
    Finding::new(&RULE, format!("{} refuses {whose} now: error {}", refusal.target, refusal.code))
        .basis(Basis::Observed)
        .consequence("the account has used up a limit of its own: every new connection of its applications fails the same way")
        .fact(Fact {
            side: Side::Server,
            name: format!("error {}", refusal.code),
            value: refusal.message.clone(),
            origin: Origin::server("while connecting"),
        })
        .remedy(Remedy::advice(
            Side::Server,
            "audit with an account of its own, and see who holds this one's connections: SELECT host, command, COUNT(*) FROM \
             information_schema.processlist WHERE user = '…' GROUP BY 1, 2",
        ))
}
