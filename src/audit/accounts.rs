//! The pools by account, and what the server allows each: connections are limited by account beside the limit of all.

use std::collections::HashMap;

use super::budget::{Phase, Share};
use crate::client::Client;
use crate::client::pool::Pool;
use crate::server::Server;
use crate::server::evidence::accounts::AccountLimits;
use crate::text::origin::{Origin, Stated};

/// The variable that limits every account without a limit of its own.
pub const GLOBAL: &str = "max_user_connections";

/// The pools of one account; a pool whose account is not stated is by itself.
#[derive(Debug, Clone)]
pub struct Account<'a> {
    /// The account's user.
    pub user: Option<&'a str>,
    /// Its pools.
    pub pools: Vec<&'a Pool>,
}

/// The pools by account, in the order of the pools.
pub fn of_pools<'a>(pools: &[&'a Pool]) -> Vec<Account<'a>> {
    let mut accounts: Vec<Account<'a>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for pool in pools {
        let user = pool.usage.user.as_ref().map(|user| user.value.as_str());
        let new = accounts.len();
        let at = user.map_or(new, |user| *places.entry(user).or_insert(new));
        match accounts.get_mut(at) {
            Some(account) => account.pools.push(pool),
            None => accounts.push(Account { user, pools: vec![pool] }),
        }
    }
    accounts
}

/// The accounts that the server listed, by user.
pub type Listed<'a> = HashMap<&'a str, Vec<&'a AccountLimits>>;

/// The accounts that the server listed, where they are called by their names.
pub fn listed(server: &Server) -> Listed<'_> {
    let evidence = server.evidence.iter().filter(|evidence| !evidence.redacted);
    let mut listed = Listed::new();
    for account in evidence.flat_map(|evidence| evidence.accounts.iter().flatten()) {
        listed.entry(&account.user).or_default().push(account);
    }
    listed
}

/// The limit of an account's connections.
#[derive(Debug, Clone)]
pub struct AccountLimit {
    /// The limit.
    pub limit: Stated<u64>,
    /// It is the account's own, so that the global variable changes nothing.
    pub own: bool,
}

/// The account's own limit where the server listed it, else the global one; none where there is none.
///
/// What the server allows the audit's own session is a fact about that session, and says nothing of a pool's account.
pub fn limit_of(listed: &Listed<'_>, global: &Stated<u64>, account: &Account<'_>) -> Option<AccountLimit> {
    if let Some(limit) = account.user.and_then(|user| listed_limit(listed.get(user)?, user)) {
        return Some(AccountLimit { limit, own: true });
    }
    (global.value > 0).then(|| AccountLimit { limit: global.clone(), own: false })
}

/// The limit of a user's own among the accounts that the server listed: the highest, since each row has a budget to itself;
/// none where a row has no limit of its own.
fn listed_limit(rows: &[&AccountLimits], user: &str) -> Option<Stated<u64>> {
    let highest = rows.iter().max_by_key(|account| account.max_user_connections)?;
    let all_limited = rows.iter().all(|account| account.max_user_connections > 0);
    let origin = Origin::server(format!("mysql.user: {user}@{}", highest.host));
    all_limited.then(|| Stated::new(highest.max_user_connections, origin))
}

/// What the pools of a named account may open, beside what the account is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBudget<'a> {
    /// The account's user.
    pub user: &'a str,
    /// Its limit; none where it has none, or none was shown.
    pub limit: Option<u64>,
    /// Its pools that have a limit.
    pub shares: Vec<Share>,
}

impl AccountBudget<'_> {
    /// The connections of its pools at one moment.
    pub fn total(&self, phase: Phase) -> u64 {
        self.shares.iter().fold(0, |sum, share| sum.saturating_add(share.at(phase)))
    }
}

/// The budget by account: of pools whose account is stated, and that are in the server's budget as well.
pub fn budgets<'a>(client: &'a Client, server: &Server) -> Vec<AccountBudget<'a>> {
    let pools: Vec<_> = client.pools.iter().filter(|pool| pool.is_judged()).collect();
    let accounts = of_pools(&pools);
    // Behind a gate it is the limit of one server of many.
    let global = server.variable(GLOBAL).filter(|_| server.flavor.gate.is_none());
    let listed = listed(server);
    let budget = |account: &Account<'a>| {
        let limit = global.as_ref().and_then(|global| limit_of(&listed, global, account));
        let counted = account.pools.iter().filter(|pool| pool.shared_behind().is_none());
        let shares = counted.filter_map(|pool| Share::of(pool)).collect();
        Some(AccountBudget { user: account.user?, limit: limit.map(|limit| limit.limit.value), shares })
    };
    accounts.iter().filter_map(budget).collect()
}
