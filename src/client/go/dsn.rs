//! The parameters of go-sql-driver in a connection string: <https://github.com/go-sql-driver/mysql#parameters>.
//!
//! Ory's applications put their pool's settings there as well, and take them out before the driver sees them
//! (<https://www.ory.com/docs/self-hosted/deployment>).

use std::time::Duration;

use crate::client::go::value::{self, Bare};
use crate::client::pool::destination::Destination;
use crate::client::pool::draft::Draft;
use crate::client::pool::settings::{Key, Value};
use crate::client::value::field::Field;
use crate::dsn::{self, ConnectionString, Form, Param};
use crate::source::error::ConfigError;
use crate::text::origin::Stated;
use crate::text::place::Span;
use crate::text::quantity;

/// The driver's parameters that are settings. A bare number is refused by the driver as a duration.
pub(in crate::client) const PARAMS: [(&str, Key, Bare); 6] = [
    ("timeout", Key::ConnectTimeout, Bare::Refused),
    ("readTimeout", Key::ReadTimeout, Bare::Refused),
    ("writeTimeout", Key::WriteTimeout, Bare::Refused),
    ("checkConnLiveness", Key::Validation, Bare::Refused),
    ("maxAllowedPacket", Key::MaxAllowedPacket, Bare::Refused),
    // The driver sends what it does not know as `SET wait_timeout=60`.
    ("wait_timeout", Key::SessionWaitTimeout, Bare::Known(Duration::from_secs(1))),
];

/// Ory's parameters.
const ORY: [(&str, Key, Bare); 4] = [
    ("max_conns", Key::MaxOpen, Bare::Refused),
    ("max_idle_conns", Key::MaxIdle, Bare::Refused),
    ("max_conn_lifetime", Key::MaxLifetime, Bare::Refused),
    ("max_conn_idle_time", Key::MaxIdleTime, Bare::Refused),
];

/// Whether a text is a connection string of go-sql-driver: `…@tcp(host)/db`, or `user:password@/db`.
///
/// Many a formula has its form, such as `rate(hits[1m])/rate(gets[1m])`: a connection string names an account, or an address by
/// a network that the driver itself has.
pub(in crate::client) fn is_go_dsn(text: &str) -> bool {
    let network = text.contains('(') && text.contains(")/");
    let is_go =
        |dsn: ConnectionString| dsn.form == Form::Go && (network || dsn.password.is_some()) && is_addressed(text, &dsn);
    (network || text.contains("@/")) && dsn::parse(text).is_ok_and(is_go)
}

/// Whether what stands before the database can be an account, or an address without one.
fn is_addressed(text: &str, dsn: &ConnectionString) -> bool {
    match &dsn.user {
        Some(user) => {
            let is_open = user.contains('{');
            !user.contains(['(', '[', '"']) && (is_open || !user.contains(char::is_whitespace))
        }
        // `rate(…)` would be a dialer of the application's own, which nobody calls without an account.
        None => NETWORKS
            .iter()
            .any(|network| text.trim_start().strip_prefix(network).is_some_and(|rest| rest.starts_with('('))),
    }
}

/// The networks that the driver has itself (<https://github.com/go-sql-driver/mysql#protocol>).
const NETWORKS: [&str; 4] = ["tcp", "tcp4", "tcp6", "unix"];

/// A Go connection string in a cell.
#[derive(Debug, Clone)]
pub(in crate::client) struct Dsn<'a> {
    /// Where it stands.
    pub(in crate::client) cell: Field<'a>,
    parsed: ConnectionString,
}

impl<'a> Dsn<'a> {
    /// The Go connection string that a cell holds, placeholders with defaults followed.
    pub(in crate::client) fn of(cell: &Field<'a>) -> Option<Self> {
        let text = cell.text;
        if !is_go_dsn(text) {
            return None;
        }
        let leading = text.len() - text.trim_start().len();
        let mut parsed = dsn::parse(text).ok().filter(|dsn| dsn.form == Form::Go)?;
        for param in &mut parsed.params {
            param.span = Span { start: param.span.start + leading, end: param.span.end + leading };
        }
        Some(Self { cell: cell.clone(), parsed })
    }

    /// Whether Ory's parameters are among its own.
    pub(in crate::client) fn is_ory(&self) -> bool {
        ORY.iter().any(|(name, ..)| self.parsed.param(name).is_some())
    }

    /// Puts what the connection string says into a pool.
    ///
    /// # Errors
    /// A parameter's value that the driver would refuse.
    pub(in crate::client) fn apply(&self, draft: &mut Draft) -> Result<(), ConfigError> {
        for (name, key, bare) in PARAMS.iter().chain(&ORY) {
            if let Some(param) = self.parsed.param(name) {
                self.setting(param, *key, *bare, draft)?;
            }
        }
        if let Some(param) = self.parsed.param("interpolateParams")
            && let Ok(on) = quantity::switch(&param.value)
        {
            draft.pool.driver.interpolates = Some(Stated::new(on, self.cell.origin(self.span(param))));
        }
        draft.pool.destination = Destination::of(&self.parsed, self.cell.origin(self.cell.span));
        draft.link_key = Some(self.cell.name.to_owned());
        // A placeholder before the `:` is cut in two, so what has a brace or a dollar is no name.
        if let Some(user) = self.parsed.user.clone().filter(|user| !user.contains(['$', '{', '%'])) {
            draft.pool.usage.user = Some(Stated::new(user, self.cell.origin(self.cell.span)));
        }
        Ok(())
    }

    fn setting(&self, param: &Param, key: Key, bare: Bare, draft: &mut Draft) -> Result<(), ConfigError> {
        let text = param.value.trim_matches('\'');
        let reading = value::read(&self.cell, key, text, self.span(param), bare)?;
        if key == Key::MaxAllowedPacket && reading.setting.value == Value::Unlimited {
            // 0 asks the server, whose limit is not known here.
            draft.unseen.push(key);
        } else {
            draft.pool.settings.set(key, reading.setting.under(&param.name));
        }
        Ok(())
    }

    fn span(&self, param: &Param) -> Span {
        self.cell.part(param.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_names_an_account_or_an_address() {
        for text in [
            "u:p@tcp(db:3306)/shop",
            "tcp(db:3306)/shop",
            "u:p@/shop",
            "root@unix(/run/s.sock)/",
            "%s:%s@tcp(%s:%d)/%s?timeout=5s",
            "${DB_USER}:${DB_PASSWORD}@tcp(${DB_HOST})/shop",
            "{{ .Values.user }}:{{ .Values.password }}@tcp({{ .Values.host }}:3306)/shop",
            "u:p@cloudsql(project:region:name)/shop",
        ] {
            assert!(is_go_dsn(text), "{text}");
        }
    }

    #[test]
    fn a_formula_is_none() {
        for text in [
            "rate(mysql_hits[1m])/rate(mysql_gets[1m])",
            "sum(rate(a{job=\"x@y\"}[5m]))/sum(b)",
            "rate(a[5m] @ end())/rate(b[5m] @ end())",
            "avg by (u@host)(used)/100",
            "fixed(1)/1000",
            "(total{c=\"$c\"} - used{c=\"$c\"})/total{c=\"$c\"}",
            "select a@(x)/2",
            "round(x)/y?z=1",
        ] {
            assert!(!is_go_dsn(text), "{text}");
        }
    }
}
