//! The parameters of go-sql-driver in a connection string: <https://github.com/go-sql-driver/mysql#parameters>.
//!
//! Ory's applications put their pool's settings there as well, and take them out before the driver sees them
//! (<https://www.ory.com/docs/self-hosted/deployment>).

use std::time::Duration;

use crate::client::go::value::{self, Bare};
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
pub(in crate::client) fn is_go_dsn(text: &str) -> bool {
    let network = text.contains('(') && text.contains(")/");
    let is_go = |dsn: dsn::ConnectionString| dsn.form == dsn::Form::Go && (network || dsn.password.is_some());
    (network || text.contains("@/")) && dsn::parse(text).is_ok_and(is_go)
}

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
