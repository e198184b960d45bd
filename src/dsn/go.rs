//! go-sql-driver's form, read as its `ParseDSN` reads it
//! (<https://github.com/go-sql-driver/mysql/blob/v1.9.0/dsn.go>): `[user[:password]@][net[(addr)]]/dbname[?param=value]`.

use super::address::{Address, Implied};
use super::percent::{Plus, decode};
use super::secret::Secret;
use super::{ConnectionString, DsnError, Form, params};

/// The address where `net` is tcp and none is written.
const DEFAULT_HOST: &str = "127.0.0.1";
/// The socket where `net` is unix and none is written.
const DEFAULT_SOCKET: &str = "/tmp/mysql.sock";

/// Takes a Go DSN apart.
///
/// The database begins at the last `/`, the address at the last `@` before it, the password at the first `:`, so that a
/// password may hold all three. Nothing before the `?` is percent-decoded but the database.
///
/// # Errors
/// What the driver refuses as well: no `/`, an address without `)`, a network without an address.
pub fn parse(text: &str) -> Result<ConnectionString, DsnError> {
    parse_from(text, 0)
}

/// The same for the part of a longer text that begins at byte `offset` of it.
pub(super) fn parse_from(text: &str, offset: usize) -> Result<ConnectionString, DsnError> {
    let (left, right) = text
        .rsplit_once('/')
        .ok_or_else(|| DsnError("there is no `/` before the database; write `user@tcp(host:3306)/`".to_owned()))?;
    let (login, target) = match left.rsplit_once('@') {
        Some((login, target)) => (Some(login), target),
        None => (None, left),
    };
    let (database, query) = right.split_once('?').map_or((right, None), |(name, query)| (name, Some(query)));
    let (user, password) = match login.map(|login| login.split_once(':').ok_or(login)) {
        Some(Ok((user, password))) => (Some(user), Some(password)),
        Some(Err(user)) => (Some(user), None),
        None => (None, None),
    };
    let (address, implied) = address(target)?;
    Ok(ConnectionString {
        form: Form::Go,
        user: some(user),
        password: password.filter(|password| !password.is_empty()).map(Secret::new),
        address,
        implied,
        database: some(Some(&decode(database, Plus::Itself))),
        params: query.map_or_else(Vec::new, |query| params::split(query, offset + text.len() - query.len())),
    })
}

fn some(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// `net[(addr)]`, with the driver's defaults.
fn address(target: &str) -> Result<(Address, Implied), DsnError> {
    let (network, address) = match target.split_once('(') {
        None => (target, None),
        Some((network, rest)) => match rest.strip_suffix(')') {
            Some(address) => (network, Some(address)),
            None if rest.contains(')') => {
                return Err(DsnError("a parameter's value holds a `/` that is not escaped; write `%2F`".to_owned()));
            }
            None => return Err(DsnError("the address has no closing `)`".to_owned())),
        },
    };
    match (network, address.filter(|address| !address.is_empty())) {
        ("" | "tcp" | "tcp4" | "tcp6", address) => Address::tcp(address.unwrap_or_default(), DEFAULT_HOST),
        ("unix", path) => Ok((Address::Socket(path.unwrap_or(DEFAULT_SOCKET).to_owned()), Implied::default())),
        (network, Some(address)) if is_network(network) => {
            Ok((Address::Other { network: network.to_owned(), address: address.to_owned() }, Implied::default()))
        }
        // The text is not shown: it may be a part of a password.
        _ => Err(DsnError("the address is not of the form `tcp(host:3306)` or `unix(/path)`".to_owned())),
    }
}

/// The names that applications give to dialers of their own.
fn is_network(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// user, password, address, database, parameters
    fn shown(text: &str) -> Result<(String, String, String, String, String), String> {
        let dsn = parse(text).map_err(|error| error.to_string())?;
        let params: Vec<_> = dsn.params.iter().map(|p| format!("{}={}", p.name, p.value)).collect();
        Ok((
            dsn.user.unwrap_or_default(),
            dsn.password.map(|p| p.reveal().to_owned()).unwrap_or_default(),
            dsn.address.to_string(),
            dsn.database.unwrap_or_default(),
            params.join("&"),
        ))
    }

    #[test]
    fn the_drivers_own_examples() {
        for (text, user, password, address, database, params) in [
            (
                "username:password@protocol(address)/dbname?param=value",
                "username",
                "password",
                "protocol(address)",
                "dbname",
                "param=value",
            ),
            (
                "username:password@protocol(address)/dbname?columnsWithAlias=true",
                "username",
                "password",
                "protocol(address)",
                "dbname",
                "columnsWithAlias=true",
            ),
            ("user@unix(/path/to/socket)/dbname?charset=utf8", "user", "", "/path/to/socket", "dbname", "charset=utf8"),
            (
                "user:password@tcp(localhost:5555)/dbname?charset=utf8mb4,utf8&tls=skip-verify",
                "user",
                "password",
                "localhost:5555",
                "dbname",
                "charset=utf8mb4,utf8&tls=skip-verify",
            ),
            (
                "user:password@/dbname?loc=UTC&timeout=30s&parseTime=true",
                "user",
                "password",
                "127.0.0.1:3306",
                "dbname",
                "loc=UTC&timeout=30s&parseTime=true",
            ),
            (
                "user:p@ss(word)@tcp([de:ad:be:ef::ca:fe]:80)/dbname?loc=Local",
                "user",
                "p@ss(word)",
                "[de:ad:be:ef::ca:fe]:80",
                "dbname",
                "loc=Local",
            ),
            ("/dbname", "", "", "127.0.0.1:3306", "dbname", ""),
            ("@/", "", "", "127.0.0.1:3306", "", ""),
            ("/", "", "", "127.0.0.1:3306", "", ""),
            ("user:p@/ssword@/", "user", "p@/ssword", "127.0.0.1:3306", "", ""),
            ("unix/?arg=%2Fsome%2Fpath.ext", "", "", "/tmp/mysql.sock", "", "arg=/some/path.ext"),
            ("tcp(127.0.0.1)/dbname", "", "", "127.0.0.1:3306", "dbname", ""),
            ("tcp(de:ad:be:ef::ca:fe)/dbname", "", "", "[de:ad:be:ef::ca:fe]:3306", "dbname", ""),
            ("user:p?a:s/s@tcp(h:1)/db%2Fname", "user", "p?a:s/s", "h:1", "db/name", ""),
            ("u:p@cloudsql(project:region:name)/db", "u", "p", "cloudsql(project:region:name)", "db", ""),
        ] {
            let expected = (user.into(), password.into(), address.into(), database.into(), params.into());
            assert_eq!(shown(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_the_driver_refuses_is_refused() {
        for text in [
            "@net(addr/",
            "@tcp(/",
            "tcp(/",
            "(/",
            "net(addr)//",
            "User:pass@tcp(1.2.3.4:3306)",
            "net()/",
            "user:pass@host:3306/db",
            "user:hunter2@tcp(h)/db?loc=Asia/Shanghai",
            "",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_placeholder_for_the_address_keeps_the_parameters() {
        let dsn = parse("%s:%s@tcp(%s:%d)/%s?timeout=5s").unwrap();
        assert_eq!(dsn.param("timeout").map(|p| p.value.as_str()), Some("5s"));
    }
}
