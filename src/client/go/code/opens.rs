//! Calls that open a pool: of `database/sql`, of what wraps it, and of the connectors and dialectors that they take.

use crate::client::go::code::constants::Scope;
use crate::client::go::code::frameworks;
use crate::client::go::code::package::Package;
use crate::client::go::code::tree::{Action, Expr, Kind};
use crate::client::libraries::engines;

/// go-sql-driver.
pub(super) const DRIVER: &str = "github.com/go-sql-driver/mysql";
/// gorm's dialect over it.
const GORM_DRIVER: &str = "gorm.io/driver/mysql";

/// What is known of the engine that a pool talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    MySql,
    Other,
    Unknown,
}

/// Where a driver's settings come from.
#[derive(Clone, Copy)]
pub(super) enum Link<'p> {
    /// A connection string.
    Dsn(Scope<'p>, &'p Expr),
    /// A `mysql.Config`.
    Config(Scope<'p>, &'p Expr),
    /// Something that the code does not show.
    Unseen,
}

/// What a call makes of its arguments.
pub(super) enum Made<'p> {
    /// A pool.
    Pool(Evidence, Link<'p>),
    /// Pools with the same settings.
    Pools(Evidence, Scope<'p>, Vec<&'p Expr>),
    /// Another handle of the pool that an argument holds.
    Wrapped(&'p Expr),
}

/// What a call opens, if it opens anything.
pub(super) fn made<'p>(scope: Scope<'p>, call: &'p Expr) -> Option<Made<'p>> {
    if let Some((_, evidence, dsn)) = frameworks::opened(scope, call) {
        return Some(Made::Pool(evidence, Link::Dsn(scope, dsn)));
    }
    let (path, name, arguments) = scope.source.imported_call(call)?;
    let driver_and_dsn = |driver: &'p Expr, dsn: &'p Expr| {
        let evidence = by_name(scope, driver);
        Made::Pool(evidence, Link::Dsn(scope, dsn))
    };
    let last = path.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches("/v").rsplit('/').next();
    let last = last.unwrap_or(path);
    match (last, name, arguments) {
        ("gorm", "Open", [dialector, ..]) if path == "gorm.io/gorm" => Some(dialector_of(scope, dialector)),
        ("sql", "OpenDB", [_, db]) if path.contains("ent/dialect") => Some(Made::Wrapped(db)),
        ("sqlx", "NewDb", [db, _]) => Some(Made::Wrapped(db)),
        ("sqlx", "ConnectContext" | "MustConnectContext", [_, driver, dsn])
        | ("sqlx", "Open" | "Connect" | "MustConnect" | "MustOpen", [driver, dsn])
        | ("xorm", "NewEngine" | "NewEngineWithParams", [driver, dsn, ..])
        | ("gorm" | "ent", "Open", [driver, dsn, ..]) => Some(driver_and_dsn(driver, dsn)),
        ("xorm", "NewEngineGroup", [driver, members, ..]) => {
            let (within, members) = scope.behind(members).unwrap_or((scope, members));
            let Kind::Composite(_, items) = &members.kind else { return Some(driver_and_dsn(driver, members)) };
            Some(Made::Pools(by_name(scope, driver), within, items.iter().map(|(_, item)| item).collect()))
        }
        // `database/sql` itself, ent's, and tracers that wrap it: otelsql, apmsql, splunksql.
        (package, "Open", [driver, dsn, ..]) if package.ends_with("sql") => Some(driver_and_dsn(driver, dsn)),
        (package, "OpenDB", [connector, ..]) if package.ends_with("sql") => Some(connector_of(scope, connector)),
        _ => None,
    }
}

/// What an expression may stand for: all that is assigned to its variable in the function, else itself.
fn candidates<'p>(scope: Scope<'p>, expr: &'p Expr) -> Vec<(Scope<'p>, &'p Expr)> {
    if let Some(known) = scope.behind(expr) {
        return vec![known];
    }
    let (Kind::Local(local, _), Some(function)) = (&expr.kind, scope.function) else { return vec![(scope, expr)] };
    let mut found = Vec::new();
    for step in &function.steps {
        let Action::Assign { targets, values } = &step.action else { continue };
        for (at, target) in targets.iter().enumerate() {
            // Of `name, err := register()` the one value is the first target's.
            let value = if values.len() == targets.len() { values.get(at) } else { values.first().filter(|_| at == 0) };
            if let (Kind::Local(target, _), Some(value)) = (&target.kind, value)
                && target == local
            {
                found.push((scope, value));
            }
        }
    }
    if found.is_empty() { vec![(scope, expr)] } else { found }
}

/// The engine of a driver's name.
pub(super) fn by_name<'p>(scope: Scope<'p>, name: &'p Expr) -> Evidence {
    let evidence: Vec<_> = candidates(scope, name).into_iter().map(|(scope, name)| of_name(scope, name)).collect();
    strongest(&evidence)
}

fn of_name<'p>(scope: Scope<'p>, name: &'p Expr) -> Evidence {
    match &name.kind {
        Kind::Text(text, _) => named(text).unwrap_or_else(|| registered(scope.package, text)),
        // ent's `dialect.MySQL`
        Kind::Select(_, name) => named(name).unwrap_or(Evidence::Unknown),
        // otelsql's `Register("mysql")`
        Kind::Call(function, arguments) => match &function.kind {
            Kind::Select(_, name) if name.starts_with("Register") => {
                arguments.iter().filter_map(Expr::text).find_map(named).unwrap_or(Evidence::Unknown)
            }
            _ => Evidence::Unknown,
        },
        _ => Evidence::Unknown,
    }
}

fn named(name: &str) -> Option<Evidence> {
    Some(match engines::of_go_driver(name)? {
        engines::Evidence::Ours(_) => Evidence::MySql,
        engines::Evidence::Other => Evidence::Other,
    })
}

/// The engine of a driver that the package registers under a name of its own.
fn registered(package: &Package, wanted: &str) -> Evidence {
    for (source, _, step) in package.steps() {
        let Action::Do(call) = &step.action else { continue };
        let Some((_, "Register", [name, driver])) = source.imported_call(call) else { continue };
        if name.text() != Some(wanted) {
            continue;
        }
        let mut evidence = Evidence::Other;
        driver.walk(&mut |part| {
            if source.imported(part).is_some_and(|(path, _)| path == DRIVER) {
                evidence = Evidence::MySql;
            }
        });
        return evidence;
    }
    Evidence::Unknown
}

fn strongest(evidence: &[Evidence]) -> Evidence {
    let has = |wanted| evidence.contains(&wanted);
    if has(Evidence::MySql) {
        Evidence::MySql
    } else if has(Evidence::Other) && !has(Evidence::Unknown) {
        Evidence::Other
    } else {
        Evidence::Unknown
    }
}

fn connector_of<'p>(scope: Scope<'p>, connector: &'p Expr) -> Made<'p> {
    for (scope, value) in candidates(scope, connector) {
        match scope.source.imported_call(value) {
            Some((DRIVER, "NewConnector", [config])) => {
                return Made::Pool(Evidence::MySql, Link::Config(scope, config));
            }
            Some((path, ..)) if is_other_driver(path) => return Made::Pool(Evidence::Other, Link::Unseen),
            _ => {}
        }
    }
    Made::Pool(Evidence::Unknown, Link::Unseen)
}

/// gorm's dialectors; one over a pool that is open already is that pool.
pub(super) fn dialector_of<'p>(scope: Scope<'p>, dialector: &'p Expr) -> Made<'p> {
    let mut other = false;
    for (scope, value) in candidates(scope, dialector) {
        match scope.source.imported_call(value) {
            Some((GORM_DRIVER, "Open", [dsn])) => {
                return Made::Pool(Evidence::MySql, Link::Dsn(scope, dsn));
            }
            Some((GORM_DRIVER, "New", [config])) => return dialector_config(scope, config),
            Some((path, ..)) if is_other_driver(path) => other = true,
            _ => {}
        }
    }
    Made::Pool(if other { Evidence::Other } else { Evidence::Unknown }, Link::Unseen)
}

/// gorm's own `mysql.Config`, which is not go-sql-driver's.
fn dialector_config<'p>(scope: Scope<'p>, config: &'p Expr) -> Made<'p> {
    let config = config.pointee();
    let (scope, config) = scope.behind(config).unwrap_or((scope, config));
    let mut link = Link::Unseen;
    if let Kind::Composite(_, items) = &config.pointee().kind {
        for (key, value) in items {
            match key.as_ref().map(|key| &key.kind) {
                Some(Kind::Name(name)) if name == "Conn" => return Made::Wrapped(value),
                Some(Kind::Name(name)) if name == "DSN" => link = Link::Dsn(scope, value),
                Some(Kind::Name(name)) if name == "DSNConfig" => link = Link::Config(scope, value),
                _ => {}
            }
        }
    }
    Made::Pool(Evidence::MySql, link)
}

fn is_other_driver(path: &str) -> bool {
    path != GORM_DRIVER && (path.contains("gorm.io/driver/") || engines::is_other_go_import(path))
}

/// The engine that the imports of a package tell of.
pub(super) fn imported(package: &Package) -> Evidence {
    let paths = || package.sources().iter().flat_map(|source| source.imports.values());
    let mysql = paths().any(|path| path == DRIVER || path == GORM_DRIVER || path.ends_with("dialects/mysql"));
    match (mysql, paths().any(|path| is_other_driver(path))) {
        (true, false) => Evidence::MySql,
        (false, true) => Evidence::Other,
        _ => Evidence::Unknown,
    }
}
