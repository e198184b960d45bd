//! The live audit: one connection, three statements, one more for each kind of evidence that is asked
//! for, and a clean end. The only file that names the mysql crate.
//!
//! The statements are constants; nothing of a user's text becomes SQL. Retries are for what the server never saw as a
//! login: another address of the same host, and TLS where a plain login is not admitted.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Mutex;

use mysql::prelude::Queryable;
use mysql::{ClientIdentity, Conn, DriverError, Error, OptsBuilder, Row, SslOpts, Value};

use super::deadline::Progress;
use super::evidence::{self, Answer, Asked};
use super::facts::Entries;
use super::failure::Failure;
use super::tls::{Mode, Tls};
use super::unreachable::Stage;
use super::version::Version;
use crate::dsn::{Address, ConnectionString};

const VARIABLES: &str = "SHOW GLOBAL VARIABLES";
const STATUS: &str = "SHOW GLOBAL STATUS";
const ACCOUNT: &str = "SELECT CURRENT_USER(), @@session.max_user_connections";

/// Large enough for any row of these statements. Stated, because the crate would ask the server for it otherwise.
const MAX_ALLOWED_PACKET: usize = 16 << 20;
/// The refusal of a plain login where TLS is a must (ER_SECURE_TRANSPORT_REQUIRED). No password was judged.
const TLS_IS_A_MUST: u16 = 3159;

/// What a server answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    /// `SHOW GLOBAL VARIABLES`.
    pub variables: Vec<(String, String)>,
    /// `SHOW GLOBAL STATUS`; empty where the server refuses it.
    pub status: Vec<(String, String)>,
    /// The version in the greeting.
    pub greeting: Version,
    /// The account and its own limit of connections, where the server says so.
    pub account: Option<(String, String)>,
    /// What it shows beyond that, where it was asked.
    pub evidence: Option<evidence::Answers>,
}

/// Asks a server its questions, with or without those for evidence.
///
/// The variables are in `read` as soon as they are whole, for the case that the rest never comes.
pub(super) fn ask(
    dsn: &ConnectionString,
    tls: &Tls,
    with_evidence: bool,
    progress: &Progress,
    read: &Mutex<Answers>,
) -> Result<Answers, Failure> {
    let mut conn = connect(dsn, tls, progress)?;
    progress.reach(Stage::Query);
    let (major, minor, patch) = conn.server_version();
    let greeting = Version::new(major.into(), minor.into(), patch.into());
    let variables = pairs(&mut conn, VARIABLES).map_err(failure)?;
    if let Ok(mut read) = read.lock() {
        *read = Answers { greeting, variables: variables.clone(), ..Answers::default() };
    }
    let status = unless_refused(pairs(&mut conn, STATUS))?;
    let account = unless_refused(pairs(&mut conn, ACCOUNT))?;
    let mut answers = Answers { greeting, variables, status, account: account.into_iter().next(), evidence: None };
    if with_evidence {
        let asked = Asked::of(&Entries::of_answer(answers.variables.clone(), VARIABLES));
        if let Ok(mut read) = read.lock() {
            *read = Answers { evidence: Some(asked.ask(|_| Answer::Lost)), ..answers.clone() };
        }
        answers.evidence = Some(asked.ask(|statement| answer(&mut conn, statement)));
    }
    // Dropping the connection sends COM_QUIT.
    drop(conn);
    if answers.variables.is_empty() { Err(Failure::NoVariables) } else { Ok(answers) }
}

/// The first two columns of a result as text. A byte that is no UTF-8 costs its letter, never the row.
fn pairs(conn: &mut Conn, statement: &'static str) -> Result<Vec<(String, String)>, Error> {
    let rows = conn.query_iter(statement)?;
    rows.map(|row| row.map(|row| (text(&row, 0).unwrap_or_default(), text(&row, 1).unwrap_or_default()))).collect()
}

/// A value as text; none for NULL and for a column that is not there.
fn text(row: &Row, column: usize) -> Option<String> {
    match row.as_ref(column)? {
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::NULL => None,
        other => Some(other.as_sql(true)),
    }
}

/// The answer to a statement for evidence. None of them is worth the audit: what was read before stands.
fn answer(conn: &mut Conn, statement: &'static str) -> Answer {
    let cells = |row: Row| (0..row.len()).map(|column| text(&row, column)).collect();
    let rows = conn.query_iter(statement).and_then(|rows| rows.map(|row| row.map(cells)).collect());
    match rows {
        Ok(rows) => Answer::Rows(rows),
        Err(Error::MySqlError(error)) => Answer::Refused(error.code, error.message),
        Err(_) => Answer::Lost,
    }
}

/// A statement that a flavour may refuse: then its answer is missing, and nothing else.
fn unless_refused(answer: Result<Vec<(String, String)>, Error>) -> Result<Vec<(String, String)>, Failure> {
    match answer {
        Err(Error::MySqlError(_)) => Ok(Vec::new()),
        answer => answer.map_err(failure),
    }
}

fn connect(dsn: &ConnectionString, tls: &Tls, progress: &Progress) -> Result<Conn, Failure> {
    let attempt = |mode: Mode| match &dsn.address {
        Address::Socket(path) => {
            progress.reach(Stage::Login);
            Conn::new(options(dsn, progress).socket(Some(path))).map_err(failure)
        }
        Address::Tcp { host, port } => tcp(dsn, (host, *port), &Tls { mode, ..tls.clone() }, progress),
        Address::Other { .. } => Err(Failure::NotAnAddress),
    };
    match (attempt(tls.mode), tls.mode) {
        (Err(Failure::Server { code: TLS_IS_A_MUST, .. }), Mode::Unsaid) => attempt(Mode::Required),
        (Err(Failure::NoTls), Mode::Preferred) => attempt(Mode::Disabled),
        (result, _) => result,
    }
}

/// Every address of the host, until one takes the connection.
fn tcp(dsn: &ConnectionString, (host, port): (&str, u16), tls: &Tls, progress: &Progress) -> Result<Conn, Failure> {
    progress.reach(Stage::Resolve);
    let addresses = resolve(host, port)?;
    // The connection itself has a limit of its own, so whoever waits longer waits for the login.
    progress.reach(Stage::Login);
    let mut result = Err(Failure::UnknownHost("no address".to_owned()));
    let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for (tried, address) in (0..).zip(addresses) {
        // A certificate is for a name, so the crate resolves it once more; bound to the family of this address it tries
        // the family's others as well, which otherwise it does not.
        let by_name = tls.mode == Mode::VerifyIdentity;
        let name = if by_name { host.to_owned() } else { bracketed(address) };
        let bind = (by_name && count > 1).then(|| unspecified(address));
        let time = progress.left() * 9 / 10 / count.saturating_sub(tried).max(1);
        let options = options(dsn, progress)
            .ip_or_hostname(Some(name))
            .tcp_port(port)
            .tcp_connect_timeout(Some(time))
            .bind_address(bind)
            .ssl_opts(ssl(tls));
        result = Conn::new(options).map_err(failure);
        if !matches!(result, Err(Failure::NotConnected(..))) {
            break;
        }
    }
    match result {
        Err(Failure::Garbled(cause)) if ssl(tls).is_some() => Err(Failure::Tls(cause)),
        result => result,
    }
}

fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let found = (host, port).to_socket_addrs().map_err(|error| Failure::UnknownHost(error.to_string()))?;
    let mut addresses: Vec<_> = found.collect();
    addresses.dedup();
    Ok(addresses)
}

fn bracketed(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(address) => address.ip().to_string(),
        SocketAddr::V6(address) => format!("[{}]", address.ip()),
    }
}

fn unspecified(address: SocketAddr) -> SocketAddr {
    let any = if address.is_ipv4() { IpAddr::from(Ipv4Addr::UNSPECIFIED) } else { Ipv6Addr::UNSPECIFIED.into() };
    SocketAddr::new(any, 0)
}

fn options(dsn: &ConnectionString, progress: &Progress) -> OptsBuilder {
    OptsBuilder::new()
        .user(dsn.user.clone())
        .pass(dsn.password.as_ref().map(|password| password.reveal().to_owned()))
        .db_name(dsn.database.clone())
        .prefer_socket(false)
        .max_allowed_packet(Some(MAX_ALLOWED_PACKET))
        .read_timeout(Some(progress.left()))
        .write_timeout(Some(progress.left()))
        .stmt_cache_size(0)
        .connect_attrs(Some([("program_name".to_owned(), format!("poolcheck {}", env!("CARGO_PKG_VERSION")))].into()))
}

fn ssl(tls: &Tls) -> Option<SslOpts> {
    let identity = tls.certificate.clone().zip(tls.key.clone());
    let identity = identity.map(|(certificate, key)| ClientIdentity::new(certificate, key));
    let options = SslOpts::default().with_root_cert_path(tls.authorities.clone()).with_client_identity(identity);
    match tls.mode {
        Mode::Unsaid | Mode::Disabled => None,
        Mode::Preferred | Mode::Required => {
            Some(options.with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true))
        }
        Mode::VerifyCa => Some(options.with_danger_skip_domain_validation(true)),
        Mode::VerifyIdentity => Some(options),
    }
}

/// The crate's error in our words.
fn failure(error: Error) -> Failure {
    match error {
        Error::MySqlError(error) => {
            // The crate fills in HY000 where an error packet has no SQLSTATE, and these two never have that one.
            let filled_in = error.state == "HY000" && matches!(error.code, 1040 | 1129);
            let sql_state = (!filled_in).then_some(error.state);
            Failure::Server { code: error.code, sql_state, message: error.message }
        }
        Error::DriverError(error) => driver(error),
        Error::TlsError(error) => Failure::Tls(format!("{error}")),
        Error::IoError(error) => lost(&error),
        Error::CodecError(error) => match std::error::Error::source(&error).and_then(|cause| cause.downcast_ref()) {
            Some(cause) => lost(cause),
            None => Failure::NotMySql,
        },
        Error::UrlError(_) | Error::FromValueError(_) | Error::FromRowError(_) => Failure::NotMySql,
    }
}

fn driver(error: DriverError) -> Failure {
    match error {
        DriverError::ConnectTimeout => Failure::NotConnected(io::ErrorKind::TimedOut, error.to_string()),
        DriverError::CouldNotConnect(Some((_, cause, kind))) => Failure::NotConnected(kind, cause),
        DriverError::TlsNotSupported => Failure::NoTls,
        DriverError::UnknownAuthPlugin(name) => Failure::Plugin(name),
        DriverError::OldMysqlPasswordDisabled => Failure::Plugin("mysql_old_password".to_owned()),
        DriverError::CleartextPluginDisabled => Failure::Plugin("mysql_clear_password".to_owned()),
        _ => Failure::NotMySql,
    }
}

/// A socket's error, or the crate's own about what came out of one. What TLS makes of a bad certificate comes as bad data.
fn lost(error: &io::Error) -> Failure {
    let unreadable = error.to_string().starts_with("can't parse");
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Failure::TimedOut,
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
            Failure::Garbled(error.to_string())
        }
        _ if unreadable => Failure::Garbled(error.to_string()),
        // The file of authorities.
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => Failure::Tls(error.to_string()),
        _ => Failure::Lost(error.to_string()),
    }
}
