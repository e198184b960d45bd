//! The accounts that have limits of their own.

use serde::{Deserialize, Serialize};

use super::{Row, text, whole};

/// The statement.
pub(super) const STATEMENT: &str = "SELECT User, Host, max_user_connections, max_connections FROM mysql.user";

/// What shows the limits of others, and nothing else of them.
pub(super) const GRANT: &str = "GRANT SELECT (User, Host, max_user_connections, max_connections) ON mysql.user";

/// The limits of one account. 0 is none of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccountLimits {
    /// Its user name.
    pub user: String,
    /// The hosts from which it may log in, as a pattern.
    pub host: String,
    /// The connections that it may hold at once.
    pub max_user_connections: u64,
    /// The logins that it may make in an hour.
    #[serde(default)]
    pub max_connections_per_hour: u64,
}

impl AccountLimits {
    const fn is_limited(&self) -> bool {
        self.max_user_connections > 0 || self.max_connections_per_hour > 0
    }
}

/// All rows of the users that are limited in any: beside a limited row another may not be.
pub(super) fn read(rows: &[Row]) -> Vec<AccountLimits> {
    let all: Vec<_> = rows.iter().filter_map(account).collect();
    let is_limited = |user: &str| all.iter().any(|account| account.user == user && account.is_limited());
    let mut limited: Vec<_> = all.iter().filter(|account| is_limited(&account.user)).cloned().collect();
    limited.sort();
    limited
}

fn account(row: &Row) -> Option<AccountLimits> {
    Some(AccountLimits {
        user: text(row, 0)?.to_owned(),
        host: text(row, 1)?.to_owned(),
        // Negative on MariaDB for an account that may not connect at all.
        max_user_connections: whole(row, 2).unwrap_or_default(),
        max_connections_per_hour: whole(row, 3).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_users_with_a_limit_are_kept_with_all_their_rows() {
        let row = |cells: [&str; 4]| -> Row { cells.iter().map(|cell| Some((*cell).to_owned())).collect() };
        let accounts = read(&[
            row(["root", "localhost", "0", "0"]),
            row(["app", "localhost", "0", "0"]),
            row(["app", "10.%", "20", "0"]),
        ]);
        let seen: Vec<_> = accounts.iter().map(|a| (a.host.as_str(), a.max_user_connections)).collect();
        assert_eq!(seen, [("10.%", 20), ("localhost", 0)]);
    }
}
