//! Option files (`my.cnf`), read as the MySQL and MariaDB clients read them: what they say of the way to a server.
//!
//! [`lines`] is the grammar, [`files`] the includes; here is which groups and options count. It connects to nothing.

mod files;
pub(super) mod lines;

use std::path::{Path, PathBuf};

use super::access::{Access, Where};
use super::tls::Mode;
use crate::dsn::secret::Secret;
use crate::text::names;
use files::Entry;

/// poolcheck's own group. What it says counts more than what the clients' groups say, wherever it stands.
pub const OWN_GROUP: &str = "poolcheck";

/// The groups of the command-line clients. `[mariadb]` is not among them: it is the server's, and its `user` is the
/// operating system's.
pub const GROUPS: [&str; 5] = ["client", "client-server", "client-mariadb", "mysql", "mariadb-client"];

/// The options that count, in the spelling of the clients.
const OPTIONS: [&str; 12] = [
    "host",
    "port",
    "socket",
    "protocol",
    "user",
    "password",
    "ssl",
    "ssl-mode",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-verify-server-cert",
];

/// Why an option file cannot be used. Never holds a value that may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct DefaultsError {
    /// The file, with the line where there is one.
    pub place: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with an option file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The system refused.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// No text: the file of `mysql_config_editor`, for example.
    #[error(
        "it is not text; an option file such as my.cnf is wanted (.mylogin.cnf, which mysql_config_editor writes, is not one)"
    )]
    NotText,
    /// Anybody may put a server of their own into it. The clients refuse such a file, too.
    #[error("every user of this machine may write to it; take that away with `chmod o-w`")]
    WorldWritable,
    /// Files that include each other.
    #[error("includes are nested more than {0} deep; does a file include itself?")]
    TooDeep(usize),
    /// A `[` without its `]`.
    #[error("the name of a group has no closing `]`")]
    OpenGroup,
    /// An option before any group.
    #[error("an option stands before any group; put `[client]` above it")]
    NoGroup,
    /// A `!` that is no include.
    #[error("only `!include FILE` and `!includedir FOLDER` may begin with `!`")]
    UnknownDirective,
    /// A port that is none.
    #[error("`port` is no number from 1 to 65535")]
    Port,
    /// A mode of TLS that no client knows.
    #[error("`ssl-mode` is none of disabled, preferred, required, verify-ca, verify-identity")]
    SslMode,
    /// An option of the own group that does not exist.
    #[error("[poolcheck] has no option `{name}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    Unknown {
        /// The option's name.
        name: String,
        /// The nearest that exists.
        near: Option<String>,
    },
}

/// Reads an option file with everything that it includes.
///
/// # Errors
/// The file or one that it includes cannot be read, or has a mistake in it.
pub fn read(path: &Path) -> Result<Access, DefaultsError> {
    let entries = files::entries(path)?;
    let (own, clients): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.group == OWN_GROUP);
    let of_clients = clients.into_iter().filter(|entry| GROUPS.contains(&entry.group.as_str()));
    Ok(access(own)?.over(access(of_clients)?))
}

/// What these options say together; of one that stands twice the last counts.
fn access<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Access, DefaultsError> {
    let mut found = Found::default();
    for entry in entries {
        found.take(entry).map_err(|problem| DefaultsError { place: entry.place.clone(), problem })?;
    }
    Ok(found.into_access())
}

/// The options so far.
#[derive(Default)]
struct Found {
    host: Option<String>,
    socket: Option<String>,
    protocol: Option<String>,
    access: Access,
}

impl Found {
    fn take(&mut self, entry: &Entry) -> Result<(), Problem> {
        let name = entry.name.strip_prefix("loose-").unwrap_or(&entry.name);
        let (name, negated) = match name.strip_prefix("skip-").or_else(|| name.strip_prefix("disable-")) {
            Some(name) => (name, true),
            None => (name.strip_prefix("enable-").unwrap_or(name), false),
        };
        let value = entry.value.clone().filter(|value| !value.is_empty());
        match name {
            "host" => self.host = value,
            "socket" => self.socket = value,
            "protocol" => self.protocol = value.map(|value| value.to_ascii_lowercase()),
            "port" => self.access.port = value.map(|value| port(&value).ok_or(Problem::Port)).transpose()?,
            "user" => self.access.user = value,
            "password" => self.access.password = entry.value.as_deref().map(Secret::new),
            _ => return self.tls(entry, name, negated, value),
        }
        Ok(())
    }

    fn tls(&mut self, entry: &Entry, name: &str, negated: bool, value: Option<String>) -> Result<(), Problem> {
        let tls = &mut self.access.tls;
        let on = || !negated && value.as_deref().is_none_or(|value| Mode::named(value) != Some(Mode::Disabled));
        match name {
            "ssl" => tls.mode = if on() { Mode::Required } else { Mode::Disabled },
            "ssl-verify-server-cert" if on() => tls.mode = Mode::VerifyIdentity,
            "ssl-verify-server-cert" => {}
            "ssl-mode" => {
                tls.mode = value.as_deref().and_then(Mode::of_the_client).ok_or(Problem::SslMode)?;
            }
            "ssl-ca" => tls.authorities = value.map(PathBuf::from),
            "ssl-cert" => tls.certificate = value.map(PathBuf::from),
            "ssl-key" => tls.key = value.map(PathBuf::from),
            _ if entry.group == OWN_GROUP => {
                let near = names::nearest(&entry.name, OPTIONS).map(str::to_owned);
                return Err(Problem::Unknown { name: entry.name.clone(), near });
            }
            _ => {}
        }
        Ok(())
    }

    /// As the clients do, `localhost` with a socket means the socket.
    fn into_access(self) -> Access {
        let host = self.host.filter(|_| self.protocol.as_deref() != Some("socket"));
        let is_local = host.as_deref().is_none_or(|host| host == "localhost");
        let socket = self.socket.filter(|_| is_local && self.protocol.as_deref() != Some("tcp"));
        let place = socket.map(Where::Socket).or(host.map(Where::Host));
        Access { place, ..self.access }
    }
}

/// A port that can be connected to.
pub(super) fn port(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read_text(text: &str) -> Result<Access, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.cnf");
        fs::write(&path, text).unwrap();
        read(&path).map_err(|error| error.to_string().replace(&path.display().to_string(), "my.cnf"))
    }

    /// host or socket, port, user, password, mode
    fn shown(text: &str) -> String {
        match read_text(text) {
            Err(error) => error,
            Ok(access) => {
                let password = access.password.as_ref().map_or("-", Secret::reveal);
                let place = match access.place {
                    Some(Where::Host(host)) => host,
                    Some(Where::Socket(path)) => path,
                    None => "-".to_owned(),
                };
                let port = access.port.map_or("-".to_owned(), |port| port.to_string());
                format!("{place} {port} {} {password} {:?}", access.user.as_deref().unwrap_or("-"), access.tls.mode)
            }
        }
    }

    #[test]
    fn groups_and_options_count_as_the_clients_have_it() {
        for (text, expected) in [
            ("[client]\nhost=db1\nport = 3307\nuser=app\npassword=\"a b#c\"\n", "db1 3307 app a b#c Unsaid"),
            ("[client-server]\nhost=db1\n[mysql]\nuser=me\n", "db1 - me - Unsaid"),
            ("[mysqld]\nport=3307\nuser=mysql\n[mariadb]\nuser=mysql\n", "- - - - Unsaid"),
            ("[client]\nhost=db1\n[client]\nhost=db2\n", "db2 - - - Unsaid"),
            ("[poolcheck]\nhost=db1\n[client]\nhost=db2\nuser=app\n", "db1 - app - Unsaid"),
            ("[client]\nhost=localhost\nsocket=/run/s.sock\n", "/run/s.sock - - - Unsaid"),
            ("[client]\nhost=db1\nsocket=/run/s.sock\n", "db1 - - - Unsaid"),
            ("[client]\nsocket=/run/s.sock\nprotocol=TCP\nport=3307\n", "- 3307 - - Unsaid"),
            ("[client]\nssl_mode=VERIFY_CA\nloose-ssl-ca=/ca.pem\n", "- - - - VerifyCa"),
            ("[client]\nskip-ssl\n", "- - - - Disabled"),
            ("[client]\nssl=0\n", "- - - - Disabled"),
            ("[client]\nssl\nssl-verify-server-cert\n", "- - - - VerifyIdentity"),
            ("[client]\npassword\nuser\n", "- - - - Unsaid"),
            ("[client]\npassword=\ndefault-character-set=utf8\n", "- - -  Unsaid"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_without_their_value() {
        for (text, expected) in [
            ("user=app\n", "my.cnf:1: an option stands before any group; put `[client]` above it"),
            ("[client\n", "my.cnf:1: the name of a group has no closing `]`"),
            ("[client]\nport=hunter2\n", "my.cnf:2: `port` is no number from 1 to 65535"),
            ("[client]\nport=0\n", "my.cnf:2: `port` is no number from 1 to 65535"),
            (
                "[client]\nssl-mode=yes\n",
                "my.cnf:2: `ssl-mode` is none of disabled, preferred, required, verify-ca, verify-identity",
            ),
            (
                "[poolcheck]\n\npasword=hunter2\n",
                "my.cnf:3: [poolcheck] has no option `pasword`; did you mean `password`?",
            ),
            ("[client]\n!import x\n", "my.cnf:2: only `!include FILE` and `!includedir FOLDER` may begin with `!`"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
