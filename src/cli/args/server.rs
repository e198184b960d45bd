//! The flags that name the server, and the way to it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use crate::server::tls::Mode;
use crate::text::quantity;

/// Which server, and how long it may take.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct ServerArgs {
    /// The server: mysql://…, user:pass@tcp(host:3306)/, jdbc:mysql://…, http://… of its metrics, a file (`-`: standard input)
    /// that captured or declares it, or `app` for the one that the configuration names (`app:POOL` where it names several)
    #[arg(long, value_name = "SOURCE", value_hint = ValueHint::AnyPath, env = "POOLCHECK_DSN", hide_env_values = true)]
    pub(in crate::cli) dsn: Option<String>,
    /// The longest that everything with the server may take
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = timeout)]
    pub(in crate::cli) timeout: Duration,
    /// Ask a live server also who is connected, for accounts' limits, hosts' errors, and where variables were set
    #[arg(long)]
    pub(in crate::cli) evidence: bool,
    /// An option file that names the server, or completes --dsn: its groups client, mysql, poolcheck
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(in crate::cli) defaults_file: Option<PathBuf>,
    /// Do not complete --dsn from ~/.my.cnf
    #[arg(long, conflicts_with = "defaults_file", help_heading = "Connection")]
    pub(in crate::cli) no_defaults: bool,
    /// A file that holds the password, or `-` for standard input
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(in crate::cli) password_file: Option<PathBuf>,
    /// Ask for the password on the terminal
    #[arg(long, conflicts_with = "password_file", help_heading = "Connection")]
    pub(in crate::cli) ask_password: bool,
    /// How much TLS: disabled, preferred, required, verify-ca, verify-identity
    #[arg(long, value_name = "MODE", value_parser = ssl_mode, help_heading = "Connection")]
    pub(in crate::cli) ssl_mode: Option<Mode>,
    /// The authorities that may have signed the server's certificate (PEM)
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    pub(in crate::cli) ssl_ca: Option<PathBuf>,
    /// The certificate that the account shows (PEM)
    #[arg(long, value_name = "FILE", requires = "ssl_key", help_heading = "Connection")]
    pub(in crate::cli) ssl_cert: Option<PathBuf>,
    /// The key of --ssl-cert (PEM, without a passphrase)
    #[arg(long, value_name = "FILE", requires = "ssl_cert", help_heading = "Connection")]
    pub(in crate::cli) ssl_key: Option<PathBuf>,
    /// The port for administrators (admin_port, extra_port), tried once where the server is full
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Connection")]
    pub(in crate::cli) admin_port: Option<u16>,
}

fn ssl_mode(text: &str) -> Result<Mode, String> {
    Mode::of_the_client(text)
        .ok_or_else(|| "the modes are disabled, preferred, required, verify-ca and verify-identity".to_owned())
}

fn timeout(text: &str) -> Result<Duration, String> {
    match quantity::duration(text) {
        Ok(time) if time.is_zero() => Err("a timeout of zero leaves no time to connect; try `10s`".to_owned()),
        Ok(time) => Ok(time),
        Err(error) => Err(error.to_string()),
    }
}
