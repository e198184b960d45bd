//! Frameworks that open pools of `database/sql` themselves, and set them as they like: what the code of an application calls, and
//! what it gets. Data.

use crate::client::go::code::constants::Scope;
use crate::client::go::code::opens::{self, Evidence};
use crate::client::go::code::tree::Expr;
use crate::client::libraries::go;
use crate::client::pool::library::Default;

/// A framework.
pub(super) struct Framework {
    /// What the import path of its package ends in.
    import: &'static str,
    /// Its functions that take a connection string to MySQL alone.
    of_mysql: &'static [&'static str],
    /// Its functions that take the name of a driver before the connection string.
    of_driver: &'static [&'static str],
    /// What it sets.
    pub(super) defaults: &'static [Default],
}

static FRAMEWORKS: [Framework; 1] = [Framework {
    import: "go-zero/core/stores/sqlx",
    of_mysql: &["NewMysql"],
    of_driver: &["NewSqlConn"],
    defaults: go::GO_ZERO,
}];

/// What a call of a framework's function opens: the framework, the engine, and the connection string.
pub(super) fn opened<'p>(scope: Scope<'p>, call: &'p Expr) -> Option<(&'static Framework, Evidence, &'p Expr)> {
    let (path, name, arguments) = scope.source.imported_call(call)?;
    let framework = FRAMEWORKS.iter().find(|framework| path.ends_with(framework.import))?;
    match arguments {
        [dsn, ..] if framework.of_mysql.contains(&name) => Some((framework, Evidence::MySql, dsn)),
        [driver, dsn, ..] if framework.of_driver.contains(&name) => {
            Some((framework, opens::by_name(scope, driver), dsn))
        }
        _ => None,
    }
}
