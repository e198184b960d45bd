//! The URL form: `mysql://user:pass@host:port/db?param=value`, `mariadb://…`, `mysql+pymysql://…`.

use super::address::{Address, Implied};
use super::percent::{Plus, decode};
use super::secret::Secret;
use super::{ConnectionString, DsnError, Form, go, params};

/// The host where none is written.
const DEFAULT_HOST: &str = "localhost";

/// Takes a URL apart. User, password, host and database are percent-decoded; a parameter `socket` (or `unix_socket`), or
/// a host that is a percent-encoded path, makes it a socket. Of several hosts the first is taken.
///
/// # Errors
/// Another scheme, or an address that is none.
pub fn parse(text: &str) -> Result<ConnectionString, DsnError> {
    let (scheme, rest) = text.split_once("://").ok_or_else(|| DsnError("there is no `mysql://`".to_owned()))?;
    if !is_scheme(scheme) {
        return Err(DsnError("the scheme is not `mysql` or `mariadb`".to_owned()));
    }
    if let Some(go) = go_inside(rest, text.len() - rest.len()) {
        return Ok(go);
    }
    parse_rest(rest, text.len() - rest.len(), Form::Url)
}

/// `mysql`, `mariadb`, Rails' `mysql2`, and SQLAlchemy's `mysql+driver`.
pub(super) fn is_scheme(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let family = scheme.split_once('+').map_or(scheme.as_str(), |(family, _)| family);
    matches!(family, "mysql" | "mariadb" | "mysql2")
}

/// golang-migrate and others put `mysql://` before a Go DSN: `mysql://user:pass@tcp(host:3306)/db`.
fn go_inside(rest: &str, offset: usize) -> Option<ConnectionString> {
    let before_database = rest.rsplit_once('/')?.0;
    let target = before_database.rsplit_once('@').map_or(before_database, |(_, target)| target);
    let is_go = target.ends_with(')') && ["tcp(", "unix("].iter().any(|network| target.starts_with(network));
    is_go.then(|| go::parse_from(rest, offset).ok()).flatten()
}

/// The part after `://`, which begins at byte `offset`; JDBC has the same.
pub(super) fn parse_rest(rest: &str, offset: usize, form: Form) -> Result<ConnectionString, DsnError> {
    let whole = rest;
    let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
    let (before, query) = rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
    let (authority, database) = before.split_once('/').map_or((before, ""), |(authority, path)| (authority, path));
    if database.contains('@') || cut_password(whole, query) {
        return Err(unescaped());
    }
    let (login, hosts) = match authority.rsplit_once('@') {
        Some((login, hosts)) => (Some(login), hosts),
        None => (None, authority),
    };
    let (user, password) = match login.map(|login| login.split_once(':').ok_or(login)) {
        Some(Ok((user, password))) => (Some(user), Some(password)),
        Some(Err(user)) => (Some(user), None),
        None => (None, None),
    };
    let mut params = query.map_or_else(Vec::new, |query| params::split(query, offset + before.len() + 1));
    let (param_user, param_password) = params::take_login(&mut params);
    let (address, implied) = match socket(&params) {
        Some(path) => (Address::Socket(path), Implied::default()),
        None => host(hosts)?,
    };
    Ok(ConnectionString {
        form,
        user: user.filter(|user| !user.is_empty()).map(|user| decode(user, Plus::Itself)).or(param_user),
        password: password.map(|password| Secret::new(decode(password, Plus::Itself))).or(param_password),
        address,
        implied,
        database: Some(decode(database, Plus::Itself)).filter(|name| !name.is_empty()),
        params,
    })
}

/// Whether the authority is the first part of a login whose password holds a `?` or `#`: an `@` stands later,
/// and not in a parameter's value.
fn cut_password(whole: &str, query: Option<&str>) -> bool {
    let in_fragment = || whole.split_once('#').is_some_and(|(_, fragment)| fragment.contains('@'));
    let named = |pair: &str| pair.split_once('=').is_some_and(|(name, _)| params::is_name(name));
    let in_query = || query.is_some_and(|query| query.split('&').any(|pair| pair.contains('@') && !named(pair)));
    in_query() || in_fragment()
}

fn unescaped() -> DsnError {
    DsnError("the password holds a `/`, `?` or `#` that is not escaped; write `%2F`, `%3F`, `%23`".to_owned())
}

fn socket(params: &[params::Param]) -> Option<String> {
    let names = ["socket", "unix_socket", "localSocket", "socketPath"];
    let socket = params.iter().rev().find(|param| names.contains(&param.name.as_str()) && !param.value.is_empty())?;
    Some(socket.value.clone())
}

/// The first of the hosts; `address=(host=…)(port=…)` and `(host=…,port=…)` are Connector/J's long spellings.
fn host(hosts: &str) -> Result<(Address, Implied), DsnError> {
    if hosts.starts_with('(') || hosts.starts_with("[(") || hosts.to_ascii_lowercase().starts_with("address=") {
        return long_host(hosts);
    }
    let first = hosts.split(',').next().unwrap_or_default();
    let decoded = decode(first, Plus::Itself);
    if decoded.starts_with('/') {
        return Ok((Address::Socket(decoded), Implied::default()));
    }
    Address::tcp(&decoded, DEFAULT_HOST)
}

fn long_host(text: &str) -> Result<(Address, Implied), DsnError> {
    let value = |wanted: &str| {
        text.split(['(', ')', '[', ']', ','])
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    let host = value("host").unwrap_or_default();
    let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    Address::tcp(&format!("{host}:{}", value("port").unwrap_or_default()), DEFAULT_HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_decoded() {
        let text = "mysql://us%40er:p%40ss%2Fw%3Ard@db1:3307/shop%2Dtest?timeout=5s&ssl-mode=REQUIRED";
        let dsn = parse(text).unwrap();
        assert_eq!(dsn.user.as_deref(), Some("us@er"));
        assert_eq!(dsn.password.as_ref().map(Secret::reveal), Some("p@ss/w:rd"));
        assert_eq!(dsn.address.to_string(), "db1:3307");
        assert_eq!(dsn.database.as_deref(), Some("shop-test"));
        let timeout = dsn.param("timeout").unwrap();
        assert_eq!(&text[timeout.span.start..timeout.span.end], "5s");
        assert!(!format!("{dsn:?}").contains("p@ss"));
    }

    #[test]
    fn addresses_of_every_shape() {
        for (text, expected) in [
            ("mysql://root@db1", "db1:3306"),
            ("mariadb://root@[::1]:3307/", "[::1]:3307"),
            ("mysql+pymysql://root@db1/shop", "db1:3306"),
            ("mysql://db1:1,db2:2/shop", "db1:1"),
            ("mysql://root@/shop?socket=/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock"),
            ("mysql://root@localhost/shop?unix_socket=%2Frun%2Fs.sock", "/run/s.sock"),
            ("mysql://root@%2Frun%2Fs.sock/shop", "/run/s.sock"),
            ("mysql:///shop", "localhost:3306"),
            ("mysql://root:pw@tcp(db1:3307)/shop?timeout=5s", "db1:3307"),
            ("mysql://u:p@h@db1/shop", "db1:3306"),
        ] {
            assert_eq!(parse(text).map(|dsn| dsn.address.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_go_dsn_behind_the_scheme_keeps_its_places() {
        let text = "mysql://root:pw@tcp(db1:3307)/shop?timeout=5s";
        let dsn = parse(text).unwrap();
        let span = dsn.param("timeout").unwrap().span;
        assert_eq!((dsn.form, &text[span.start..span.end]), (Form::Go, "5s"));
    }

    #[test]
    fn a_password_that_is_not_escaped_is_named_and_not_shown() {
        for text in ["mysql://root:hun/ter2@db1/shop", "mysql://root:hun?ter2@db1/shop", "mysql://root:hun#ter2@db1/"] {
            let error = parse(text).unwrap_err().to_string();
            assert!(!error.contains("hun") && !error.contains("ter2"), "{error}");
        }
        assert!(parse("postgres://root@db1/shop").is_err());
        assert!(parse("mysqlx://root@db1/shop").is_err());
    }
}
