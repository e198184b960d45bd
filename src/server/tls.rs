//! How much TLS is wished for, in the words of the drivers' parameters.

use std::path::PathBuf;

use crate::dsn::ConnectionString;
use crate::text::names::normal;

/// How much TLS is wished for, as the `mysql` client names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Nothing was said. Plain; TLS where the server refuses plain connections (error 3159).
    ///
    /// The client library learns whether a server offers TLS only by asking for it, and a server counts the broken
    /// handshake of a vain wish in `Aborted_connects`: the audit would spoil what it measures.
    #[default]
    Unsaid,
    /// None at all.
    Disabled,
    /// Where the server offers it.
    Preferred,
    /// Encrypted, whoever the server is.
    Required,
    /// A certificate that a known authority signed.
    VerifyCa,
    /// The same, for this host's name.
    VerifyIdentity,
}

/// The wish with the file of authorities, if one is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// How much.
    pub mode: Mode,
    /// A PEM file of authorities beside the well-known ones.
    pub authorities: Option<PathBuf>,
}

impl Mode {
    /// The mode with this name, in any driver's spelling: `VERIFY_CA`, `verify-full`, `skip-verify`, `trust`, `false`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match normal(name).as_str() {
            "disabled" | "disable" | "false" | "0" | "off" => Self::Disabled,
            "preferred" | "prefer" => Self::Preferred,
            "required" | "require" | "skipverify" | "trust" => Self::Required,
            "verifyca" => Self::VerifyCa,
            "verifyidentity" | "verifyfull" | "true" | "1" | "on" => Self::VerifyIdentity,
            _ => return None,
        })
    }
}

impl Tls {
    /// What the parameters of a connection string wish for.
    pub fn of(dsn: &ConnectionString) -> Self {
        let mut tls = Self::default();
        let mut verifies = true;
        for param in &dsn.params {
            match normal(&param.name).as_str() {
                // go-sql-driver's name of a configuration that the application registers itself: it encrypts.
                "tls" => tls.mode = Mode::named(&param.value).unwrap_or(Mode::Required),
                "sslmode" => tls.mode = Mode::named(&param.value).unwrap_or(tls.mode),
                // Without `verifyServerCertificate` none of them verifies.
                "usessl" | "ssl" | "requiressl" if tls.mode == Mode::Unsaid => {
                    let off = Mode::named(&param.value) == Some(Mode::Disabled);
                    tls.mode = if off { Mode::Disabled } else { Mode::Required };
                    verifies = false;
                }
                "verifyservercertificate" if param.value == "true" && !verifies => tls.mode = Mode::VerifyCa,
                "sslca" | "serversslcert" => tls.authorities = Some(PathBuf::from(&param.value)),
                _ => {}
            }
        }
        tls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drivers_spelling_is_read() {
        for (text, expected) in [
            ("u@tcp(h)/?tls=skip-verify", Mode::Required),
            ("u@tcp(h)/?tls=true", Mode::VerifyIdentity),
            ("u@tcp(h)/?tls=preferred", Mode::Preferred),
            ("u@tcp(h)/?tls=rds", Mode::Required),
            ("u@tcp(h)/?timeout=5s", Mode::Unsaid),
            ("mysql://u@h/?ssl-mode=VERIFY_CA", Mode::VerifyCa),
            ("mysql://u@h/?ssl_mode=disabled", Mode::Disabled),
            ("jdbc:mysql://h/?sslMode=REQUIRED", Mode::Required),
            ("jdbc:mariadb://h/?sslMode=verify-full", Mode::VerifyIdentity),
            ("jdbc:mysql://h/?useSSL=false&user=u", Mode::Disabled),
            ("jdbc:mysql://h/?useSSL=true", Mode::Required),
            ("jdbc:mysql://h/?useSSL=true&verifyServerCertificate=true", Mode::VerifyCa),
        ] {
            assert_eq!(Tls::of(&crate::dsn::parse(text).unwrap()).mode, expected, "{text}");
        }
        let tls = Tls::of(&crate::dsn::parse("mysql://u@h/?ssl-ca=%2Fetc%2Fca.pem").unwrap());
        assert_eq!(tls.authorities, Some(PathBuf::from("/etc/ca.pem")));
    }
}
