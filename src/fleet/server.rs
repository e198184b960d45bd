//! One server of the fleet file: which it is, the way to it, and what is kept free on it.

use std::path::{Path, PathBuf};

use super::field::Source;
use crate::client::own::Machine;
use crate::dsn::secret::Secret;
use crate::server::tls::Mode;
use crate::source::error::ConfigError;
use crate::source::node::Entry;
use crate::text::origin::Stated;
use crate::text::place::Place;
use crate::text::quantity;

/// The keys of a server.
pub const SERVER_KEYS: [&str; 12] = [
    "dsn",
    "defaults_file",
    "fallback",
    "reserved",
    "memory",
    "cpus",
    "password_file",
    "admin_port",
    "ssl_mode",
    "ssl_ca",
    "ssl_cert",
    "ssl_key",
];

/// One server, as the fleet file describes it.
#[derive(Debug, Clone)]
pub struct ServerEntry {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub place: Place,
    /// What `--dsn` would be given; a connection string may hold a password.
    pub dsn: Option<Secret>,
    /// The option file that names it, or completes its connection string.
    pub defaults_file: Option<PathBuf>,
    /// The capture that stands in for it.
    pub fallback: Option<PathBuf>,
    /// The file that holds the password.
    pub password_file: Option<PathBuf>,
    /// The port for administrators.
    pub admin_port: Option<u16>,
    /// How much TLS.
    pub ssl_mode: Option<Mode>,
    /// The authorities that may have signed its certificate.
    pub ssl_ca: Option<PathBuf>,
    /// The certificate that the account shows.
    pub ssl_cert: Option<PathBuf>,
    /// The key of that certificate.
    pub ssl_key: Option<PathBuf>,
    /// Connections to keep for people, migrations and monitoring.
    pub reserved: Option<Stated<u64>>,
    /// The machine.
    pub machine: Machine,
}

/// Reads a server's entry.
pub(super) fn read(source: Source<'_>, entry: &Entry) -> Result<ServerEntry, ConfigError> {
    let whose = format!("server {}", entry.key);
    let reader = source.reader();
    let mut server = ServerEntry {
        name: entry.key.clone(),
        place: source.file.place(entry.key_span),
        dsn: None,
        defaults_file: None,
        fallback: None,
        password_file: None,
        admin_port: None,
        ssl_mode: None,
        ssl_ca: None,
        ssl_cert: None,
        ssl_key: None,
        reserved: None,
        machine: Machine::default(),
    };
    for entry in reader.entries(&whose, &entry.value)? {
        let node = &*entry.value;
        let text = |name: &str| source.followed(&whose, name, node);
        let path = |name: &str| text(name).map(|text| Some(source.path(&text)));
        match entry.key.as_str() {
            "dsn" => server.dsn = Some(Secret::new(target(source, text("dsn")?))),
            "defaults_file" => server.defaults_file = path("defaults_file")?,
            "fallback" => server.fallback = path("fallback")?,
            "password_file" if node.text() == Some("-") => {
                let message = format!("{whose}: password_file: standard input is no place for several passwords");
                return Err(reader.error(node, message).help("name a file, or put the password into a variable"));
            }
            "password_file" => server.password_file = path("password_file")?,
            "ssl_ca" => server.ssl_ca = path("ssl_ca")?,
            "ssl_cert" => server.ssl_cert = path("ssl_cert")?,
            "ssl_key" => server.ssl_key = path("ssl_key")?,
            "ssl_mode" => {
                let text = text("ssl_mode")?;
                let mode = Mode::of_the_client(&text).ok_or_else(|| {
                    let help = "the modes are disabled, preferred, required, verify-ca and verify-identity";
                    reader.error(node, format!("ssl_mode: there is no mode `{text}`")).help(help)
                });
                server.ssl_mode = Some(mode?);
            }
            "admin_port" => {
                let text = text("admin_port")?;
                let port = text.parse().ok().filter(|port| *port > 0);
                server.admin_port = Some(port.ok_or_else(|| reader.error(node, "admin_port is not a port"))?);
            }
            "reserved" => server.reserved = reader.count("reserved", node, 0)?,
            "memory" => {
                server.machine.memory = reader.stated("memory", "a size such as `16GiB`", node, quantity::size)?;
            }
            "cpus" => server.machine.cpus = reader.count("cpus", node, 1)?,
            _ => return Err(source.unknown(entry, &whose, &SERVER_KEYS)),
        }
    }
    if server.dsn.is_none() && server.defaults_file.is_none() {
        return Err(source
            .at_key(entry, format!("{whose} names no server"))
            .help("give it a `dsn` (such as \"${MAIN_DSN}\", or the path of a capture) or a `defaults_file`"));
    }
    if server.ssl_cert.is_some() != server.ssl_key.is_some() {
        let message = format!("{whose}: ssl_cert and ssl_key belong together");
        return Err(source.at_key(entry, message).help("give both, or neither"));
    }
    Ok(server)
}

/// A connection string as it is, and the path of a capture from the working folder.
fn target(source: Source<'_>, text: String) -> String {
    let path = source.path(&text);
    let is_path = path.exists() || !(text.contains(['@', ':']) || Path::new(&text).exists());
    if is_path { path.display().to_string() } else { text }
}
