//! How much TLS is wished for, in the words of the drivers' parameters.

use std::path::{Path, PathBuf};

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

/// The wish with the files that it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// How much.
    pub mode: Mode,
    /// A PEM file of authorities beside the well-known ones.
    pub authorities: Option<PathBuf>,
    /// A PEM file with the certificate that the account shows.
    pub certificate: Option<PathBuf>,
    /// A PEM file with that certificate's key.
    pub key: Option<PathBuf>,
}

/// A file for TLS that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFileError {
    /// The system refused.
    #[error("{option} {path}: {cause}")]
    Unreadable {
        /// The option's name.
        option: &'static str,
        /// The file.
        path: String,
        /// The system's words.
        cause: String,
    },
    /// Another kind of file.
    #[error("{option} {path}: it holds no {wanted}; a PEM file is wanted, with a line `-----BEGIN …-----`")]
    Wrong {
        /// The option's name.
        option: &'static str,
        /// The file.
        path: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// A key with a passphrase.
    #[error(
        "{option} {path}: the key is encrypted, and poolcheck asks for no passphrase; `openssl pkey -in {path} -out PLAIN` writes one without"
    )]
    Encrypted {
        /// The option's name.
        option: &'static str,
        /// The file.
        path: String,
    },
    /// One of the two without the other.
    #[error("ssl-cert and ssl-key go together: {0} is missing")]
    Half(&'static str),
}

impl Mode {
    /// The mode with this name in the `mysql` client's own words: `required`, `VERIFY_CA`, `verify-identity`.
    pub fn of_the_client(name: &str) -> Option<Self> {
        let is_one =
            ["disabled", "preferred", "required", "verifyca", "verifyidentity"].contains(&normal(name).as_str());
        is_one.then(|| Self::named(name)).flatten()
    }

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
                "sslcert" => tls.certificate = Some(PathBuf::from(&param.value)),
                "sslkey" => tls.key = Some(PathBuf::from(&param.value)),
                _ => {}
            }
        }
        tls
    }

    /// This source's word, and the lower one's for what it leaves open. Who names a file wants TLS, whatever is below.
    #[must_use]
    pub fn over(self, lower: Self) -> Self {
        let mode = match (self.mode, lower.mode) {
            (Mode::Unsaid, Mode::Disabled) if self.names_a_file() => Mode::Unsaid,
            (Mode::Unsaid, mode) | (mode, _) => mode,
        };
        Self {
            mode,
            authorities: self.authorities.or(lower.authorities),
            certificate: self.certificate.or(lower.certificate),
            key: self.key.or(lower.key),
        }
    }

    /// The wish that the files imply where no mode is named, as in the `mysql` client: authorities are to be asked, and a
    /// certificate is to be shown.
    #[must_use]
    pub fn settled(self) -> Self {
        let mode = match self.mode {
            Mode::Unsaid if self.authorities.is_some() => Mode::VerifyCa,
            Mode::Unsaid if self.names_a_file() => Mode::Required,
            mode => mode,
        };
        Self { mode, ..self }
    }

    fn names_a_file(&self) -> bool {
        self.authorities.is_some() || self.certificate.is_some() || self.key.is_some()
    }

    /// Looks into the files, so that a mistake in one is told before anybody connects.
    ///
    /// # Errors
    /// A file cannot be read or is of another kind, or one of certificate and key is missing.
    pub fn check_files(&self) -> Result<(), TlsFileError> {
        if matches!(self.mode, Mode::Unsaid | Mode::Disabled) {
            return Ok(());
        }
        match (&self.certificate, &self.key) {
            (Some(_), None) => return Err(TlsFileError::Half("ssl-key")),
            (None, Some(_)) => return Err(TlsFileError::Half("ssl-cert")),
            _ => {}
        }
        for (option, path) in [("ssl-ca", &self.authorities), ("ssl-cert", &self.certificate)] {
            if let Some(path) = path {
                holds(option, path, "CERTIFICATE-----", "certificate")?;
            }
        }
        self.key.as_ref().map_or(Ok(()), |path| holds("ssl-key", path, "PRIVATE KEY-----", "private key"))
    }
}

fn holds(option: &'static str, path: &Path, mark: &str, wanted: &'static str) -> Result<(), TlsFileError> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| TlsFileError::Unreadable {
        option,
        path: shown.clone(),
        cause: error.to_string(),
    })?;
    let text = String::from_utf8_lossy(&bytes);
    if text.contains("ENCRYPTED") {
        return Err(TlsFileError::Encrypted { option, path: shown });
    }
    if text.contains(mark) { Ok(()) } else { Err(TlsFileError::Wrong { option, path: shown, wanted }) }
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
