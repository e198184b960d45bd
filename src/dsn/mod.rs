//! Connection strings: what a server is called, and the driver's parameters that ride along.
//!
//! Used on both sides: `--dsn` names the server to audit, and an application's file holds the DSN of its driver. It
//! gives no parameter a meaning.

pub mod address;
pub mod ado;
pub mod go;
pub mod jdbc;
pub mod params;
mod percent;
pub mod secret;
pub mod url;

pub use address::{Address, Implied};
pub use params::Param;
use secret::Secret;

/// The family a connection string belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `mysql://user:pass@host:port/db?…`, `mariadb://…`
    Url,
    /// go-sql-driver's `user:pass@tcp(host:port)/db?…`
    Go,
    /// `jdbc:mysql://host:port/db?user=…`
    Jdbc,
}

/// A connection string, taken apart. Its `Debug` form does not show the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionString {
    /// The family it belongs to.
    pub form: Form,
    /// The account's user.
    pub user: Option<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// Where the server listens.
    pub address: Address,
    /// What of the address is not written, but the driver's own.
    pub implied: Implied,
    /// The database.
    pub database: Option<String>,
    /// The parameters, in order, without user and password.
    pub params: Vec<Param>,
}

impl ConnectionString {
    /// A parameter's value; of one that stands twice the last.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().rev().find(|param| param.name == name)
    }
}

/// Why a text is no connection string. Never holds the text itself, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DsnError(pub String);

/// Takes a connection string of any form apart.
///
/// A Go DSN is taken for one only where it has an `@` or a `(` before its database: `/shop` alone is one to the driver,
/// and a path to everybody else.
///
/// # Errors
/// The text has none of the forms, or a mistake in the one that it has.
pub fn parse(text: &str) -> Result<ConnectionString, DsnError> {
    let text = text.trim();
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("jdbc:")) {
        return jdbc::parse(text);
    }
    if let Some((scheme, _)) = text.split_once("://")
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    {
        return url::parse(text);
    }
    let is_go = text.rsplit_once('/').is_some_and(|(left, _)| left.contains(['@', '(']));
    if is_go || text.contains('@') {
        return go::parse(text);
    }
    Err(DsnError(
        "it is none of `mysql://user@host:3306/`, `user@tcp(host:3306)/`, `jdbc:mysql://host:3306/?user=…`".to_owned(),
    ))
}

/// The parameters of a URL whose address no parser takes, such as one that holds placeholders.
pub fn params_of(text: &str) -> Vec<Param> {
    text.split_once('?').map_or_else(Vec::new, |(before, query)| params::split(query, before.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_form_is_seen_from_the_text() {
        for (text, form) in [
            ("mysql://root@db1/", Form::Url),
            ("MariaDB://root@db1/", Form::Url),
            ("root:pw@tcp(db1:3306)/shop", Form::Go),
            ("tcp(db1:3306)/shop", Form::Go),
            ("root@unix(/run/s.sock)/", Form::Go),
            ("root:://@/shop", Form::Go),
            ("jdbc:mariadb://db1/", Form::Jdbc),
            (" root@/shop\n", Form::Go),
        ] {
            assert_eq!(parse(text).map(|dsn| dsn.form), Ok(form), "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_path_or_a_host_is_none() {
        for text in ["", "db1", "db1:3306", "/etc/servers/prod", "fixtures/k1.txt", "a@b", "x/y@z/w", "host:3306/db"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in "(jdbc:)?(mysql://)?[\\PC@:/?()\\[\\]&=%]{0,40}") {
            let _ = (parse(&text), go::parse(&text), url::parse(&text), jdbc::parse(&text));
        }

        #[test]
        fn spans_hold_the_value_as_written(text in "u:p@tcp\\(h\\)/d\\?[a-c=&%2Ä]{0,30}") {
            for param in go::parse(&text).unwrap().params {
                let written = text.get(param.span.start..param.span.end).unwrap();
                prop_assert_eq!(percent::decode(written, percent::Plus::Blank), param.value);
            }
        }

        #[test]
        fn neither_debug_nor_error_shows_a_password(middle in "[@:/?#()%&=]{0,6}") {
            let password = format!("hunter{middle}two");
            for text in [
                format!("root:{password}@tcp(db1:3306)/shop"),
                format!("root:{password}@db1:3306/shop"),
                format!("mysql://root:{password}@db1:3306/shop"),
                format!("jdbc:mysql://db1:3306/shop?user=root&password={password}"),
                format!("jdbc:mysql://root:{password}@db1:3306/shop"),
            ] {
                let shown = match parse(&text) {
                    Ok(dsn) => format!("{dsn:?} {}", dsn.address),
                    Err(error) => format!("{error:?} {error}"),
                };
                prop_assert!(!shown.contains("two") && !shown.contains("hunter"), "{} {}", text, shown);
            }
        }
    }
}
