//! What can go wrong on the way to a live server, and the sentence for each: the cause, and what it usually means.

use std::io::ErrorKind;
use std::time::Duration;

use super::ServerState;
use super::unreachable::{Refusal, RefusalKind, Stage, Unreachable};
use crate::text::quantity::show_duration;

/// What went wrong, without the words of any client library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The host's name has no address.
    UnknownHost(String),
    /// No TCP connection, or no socket.
    NotConnected(ErrorKind, String),
    /// The time was up.
    TimedOut,
    /// The server said so.
    Server {
        /// Its error number.
        code: u16,
        /// Its SQLSTATE, where it sent one.
        sql_state: Option<String>,
        /// Its words.
        message: String,
    },
    /// The server wants a password exchange that the client does not know.
    Plugin(String),
    /// TLS was wished for, and the server offers none.
    NoTls,
    /// TLS broke.
    Tls(String),
    /// The other side closed the connection.
    Lost(String),
    /// What was sent is not the protocol.
    NotMySql,
    /// What was sent cannot be read; behind TLS that is TLS's own failure.
    Garbled(String),
    /// An address that only the application can dial, or one with a placeholder in it.
    NotAnAddress,
    /// The server answered with nothing.
    NoVariables,
}

/// Whom the audit talks to, for sentences.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Host and port, or the socket.
    pub name: String,
    /// The time for everything.
    pub timeout: Duration,
    /// Whether TLS comes before the login.
    pub tls: bool,
    /// The account.
    pub user: Option<String>,
    /// The password, to keep it out of every text.
    pub password: Option<crate::dsn::secret::Secret>,
}

impl Failure {
    /// The state of a server that failed so at this stage.
    pub(super) fn into_state(self, stage: Stage, target: &Target) -> ServerState {
        if let Self::Server { code, sql_state, message } = &self
            && let Some(kind) = RefusalKind::of(*code)
        {
            return ServerState::Refused(Refusal {
                target: target.name.clone(),
                kind,
                code: *code,
                sql_state: sql_state.clone(),
                message: target.scrub(message),
                user: target.user.clone(),
                way_in: None,
            });
        }
        let stage = match self {
            Self::UnknownHost(_) | Self::NotAnAddress => Stage::Resolve,
            Self::NotConnected(..) => Stage::Connect,
            _ => stage,
        };
        let message = target.scrub(&self.sentence(stage, target));
        ServerState::Unreachable(Unreachable { target: target.name.clone(), stage, message })
    }

    fn sentence(&self, stage: Stage, target: &Target) -> String {
        match self {
            Self::UnknownHost(cause) => format!("the host's name does not resolve ({cause}); is it spelt right?"),
            Self::NotConnected(kind, cause) => not_connected(*kind, cause),
            Self::TimedOut => timed_out(stage, target),
            Self::Server { code, message, .. } => server(*code, message, target),
            Self::Plugin(name) => format!(
                "the account logs in with the authentication plugin `{name}`, which poolcheck does not speak; use an account with caching_sha2_password, mysql_native_password, ed25519 or parsec"
            ),
            Self::NoTls => {
                "TLS was asked for, and the server offers none; enable it there, or drop the TLS parameter to connect without"
                    .to_owned()
            }
            Self::Tls(cause) => format!(
                "TLS failed ({cause}); `ssl-ca` names the authority's file, `ssl-mode=required` encrypts without checking the certificate"
            ),
            Self::Lost(cause) => lost(stage, cause),
            // Who has logged in speaks the protocol: then a packet was cut.
            Self::Garbled(cause) if stage == Stage::Query => lost(stage, cause),
            Self::NotMySql | Self::Garbled(_) => {
                "what listens there does not speak the MySQL protocol; is it the port of another service, such as HTTP?"
                    .to_owned()
            }
            Self::NotAnAddress => {
                "this address is the application's own dialer, or holds a placeholder; name the host and port as `tcp(host:3306)`"
                    .to_owned()
            }
            Self::NoVariables => "the server answered SHOW GLOBAL VARIABLES with no row".to_owned(),
        }
    }
}

impl Target {
    /// The text without the password, should a server send it back.
    fn scrub(&self, text: &str) -> String {
        match self.password.as_ref().map(crate::dsn::secret::Secret::reveal) {
            // A password of a letter or two would tear every text apart, and hide nothing.
            Some(password) if password.chars().count() > 2 => text.replace(password, "…"),
            _ => text.to_owned(),
        }
    }
}

fn not_connected(kind: ErrorKind, cause: &str) -> String {
    match kind {
        ErrorKind::ConnectionRefused => {
            "connection refused: nothing listens there; does the server run, and is this its port?".to_owned()
        }
        ErrorKind::NotFound => "there is no such socket; does the server run, and is this its socket?".to_owned(),
        ErrorKind::PermissionDenied => "this user may not open the socket".to_owned(),
        ErrorKind::TimedOut => {
            "no answer to the connection attempt; the host is down, or a firewall drops the packets".to_owned()
        }
        _ => format!("no connection ({cause})"),
    }
}

fn timed_out(stage: Stage, target: &Target) -> String {
    let time = show_duration(target.timeout);
    match stage {
        Stage::Resolve => format!("the host's name did not resolve within {time}; the DNS resolver does not answer"),
        Stage::Connect => {
            format!("no connection within {time}; the host is down, or a firewall drops the packets")
        }
        Stage::Login if target.tls => format!(
            "it took the connection and did not finish TLS and the login within {time}; a port that does not speak MySQL's TLS, something between that holds it up, or a server that hangs (`ssl-mode=disabled` shows whether it is TLS)"
        ),
        Stage::Login => format!(
            "it took the connection and did not finish the login within {time}; another kind of server may listen on this port, or this one hangs"
        ),
        Stage::Query | Stage::Capture => {
            format!("it did not answer the statements within {time}; it is overloaded, or the path loses packets")
        }
    }
}

fn server(code: u16, message: &str, target: &Target) -> String {
    let advice = match code {
        1044 => "; the account may not use this database, and the audit needs none: leave it out",
        1045 if target.password.is_none() => "; no password was given",
        1227 => "; the port for administrators admits only accounts with SERVICE_CONNECTION_ADMIN",
        1045 => {
            "; check user, password, and the host that the account may come from (an account that requires TLS is refused so as well: try `ssl-mode=required`; where an anonymous account ''@'host' exists, it takes logins from that host before 'user'@'%' does: drop it, or make 'user'@'host')"
        }
        1049 => "; the audit needs no database: leave it out",
        1130 => "; no account of this server may come from this host",
        1820 | 1862 => "; the account's password has expired",
        3118 | 4151 => "; the account is locked",
        3159 => "; add `ssl-mode=required`",
        _ => "",
    };
    format!("error {code}: {message}{advice}")
}

fn lost(stage: Stage, cause: &str) -> String {
    match stage {
        Stage::Query | Stage::Capture => {
            format!("the connection was lost while the server was answering ({cause}); did it restart?")
        }
        _ => format!(
            "the connection was closed during the login ({cause}); a proxy without a server behind it, or a server that is starting or stopping"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsn::secret::Secret;

    fn target() -> Target {
        Target {
            name: "db1:3306".into(),
            timeout: Duration::from_secs(10),
            tls: false,
            user: Some("app".into()),
            password: Some(Secret::new("hunter2")),
        }
    }

    fn said(code: u16, sql_state: Option<&str>, message: &str) -> Failure {
        Failure::Server { code, sql_state: sql_state.map(str::to_owned), message: message.to_owned() }
    }

    #[test]
    fn a_server_that_refuses_has_answered() {
        for (code, kind) in [
            (1040, RefusalKind::TooManyConnections),
            (1203, RefusalKind::UserLimit),
            (1226, RefusalKind::UserLimit),
            (1129, RefusalKind::HostBlocked),
        ] {
            let ServerState::Refused(refusal) = said(code, Some("08004"), "no").into_state(Stage::Login, &target())
            else {
                panic!("{code} is no refusal")
            };
            assert_eq!((refusal.kind, refusal.sql_state.as_deref()), (kind, Some("08004")));
        }
    }

    #[test]
    fn a_password_that_comes_back_is_not_shown() {
        let ServerState::Unreachable(error) = said(1045, None, "no hunter2").into_state(Stage::Login, &target()) else {
            panic!("1045 is an error")
        };
        assert!(error.to_string().starts_with("db1:3306: error 1045: no …; check user"), "{error}");
    }
}
