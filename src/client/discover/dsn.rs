//! The driver's DSN beside a pool: its parameters are settings.

use std::time::Duration;

use super::section::{Level, inner};
use super::values::Values;
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::go::DRIVER_SETTINGS;
use crate::client::settings::{self, Hindrance, Key, Setting, Spelling, Value};
use crate::client::source::node::{Data, Entry, Node, Scalar};
use crate::dsn::{self, ConnectionString, Form, Param};
use crate::text::origin::{Origin, Stated};
use crate::text::place::{SourceFile, Span};
use crate::text::quantity;

/// How far above a section its DSN may stand.
const NEAR: usize = 2;

/// The DSNs among the single values of a mapping.
pub(super) fn all<'n>(level: &Level<'n>) -> Vec<&'n Entry> {
    level.entries.iter().copied().filter(|entry| entry.value.text().is_some_and(is_dsn)).collect()
}

/// A go-sql-driver DSN names its network, `@tcp(`, or has nothing between the `@` and the database: `user:pass@/db`.
/// Any other text with an `@` may be anything.
fn is_dsn(text: &str) -> bool {
    let short = text.contains("@/") && !text.contains(char::is_whitespace) && dsn::parse(text).is_ok();
    short || text.contains("@tcp(") || text.contains("@unix(") || text.starts_with("tcp(") || text.starts_with("unix(")
}

/// The DSN of a section: beside its settings, or nearest above them. With `prefix` only one whose name begins with it.
pub(super) fn beside<'n>(level: &Level<'n>, above: &[Level<'n>], prefix: Option<&str>) -> Option<&'n Entry> {
    let fits = |entry: &&Entry| prefix.is_none_or(|prefix| crate::text::names::normal(&entry.key).starts_with(prefix));
    let own = all(level).into_iter().find(fits);
    own.or_else(|| above.iter().rev().take(NEAR).find_map(|level| all(level).into_iter().next()))
}

/// Puts a DSN's parameters into the pool. Without a Go DSN after all, the driver's settings stay unknown.
///
/// # Errors
/// A parameter that the driver itself would refuse.
pub(super) fn apply(file: &SourceFile, node: &Node, draft: &mut Draft) -> Result<(), ConfigError> {
    let Some(text) = node.text() else { return Ok(()) };
    let dsn = match dsn::parse(text) {
        Ok(dsn) if dsn.form == Form::Go => dsn,
        _ => {
            draft.hidden.extend(DRIVER_SETTINGS);
            return Ok(());
        }
    };
    let reader = Reader { file, node, start: inner(file, node).start };
    user(&reader, &dsn, draft);
    for param in &dsn.params {
        reader.param(param, draft)?;
    }
    Ok(())
}

fn user(reader: &Reader<'_>, dsn: &ConnectionString, draft: &mut Draft) {
    if let Some(user) = dsn.user.as_ref().filter(|user| !user.contains(['$', '{', '%', '<'])) {
        draft.pool.usage.user = Some(Stated::new(user.clone(), Origin::file(reader.file.place(reader.node.span))));
    }
}

struct Reader<'a> {
    file: &'a SourceFile,
    node: &'a Node,
    /// The first byte of the DSN in the file.
    start: usize,
}

impl Reader<'_> {
    fn param(&self, param: &Param, draft: &mut Draft) -> Result<(), ConfigError> {
        let settings = &mut draft.pool.settings;
        match param.name.as_str() {
            "timeout" => settings.set(Key::ConnectTimeout, self.time(param)?),
            "readTimeout" => settings.set(Key::ReadTimeout, self.time(param)?),
            "writeTimeout" => settings.set(Key::WriteTimeout, self.time(param)?),
            "checkConnLiveness" => {
                if let Some(on) = switch(&param.value) {
                    settings.set(Key::Validation, self.written(param, Value::Switch(on), None));
                }
            }
            "interpolateParams" => {
                draft.pool.driver.interpolates = switch(&param.value).map(|on| Stated::new(on, self.origin(param)));
            }
            // 0 asks the server at each connection, so there is no limit of the client's own to judge.
            "maxAllowedPacket" => match quantity::count(&param.value) {
                Ok(0) => draft.hidden.push(Key::MaxAllowedPacket),
                Ok(bytes) => settings.set(Key::MaxAllowedPacket, self.written(param, Value::Size(bytes), None)),
                Err(error) => return Err(self.refused(param, &error.to_string(), "write a number of bytes")),
            },
            // What the driver does not know it sends as `SET name = value` on each new connection.
            "wait_timeout" => {
                if let Ok(seconds) = param.value.trim_matches('\'').parse() {
                    let value = Value::Time(Duration::from_secs(seconds));
                    settings.set(Key::SessionWaitTimeout, self.written(param, value, Some(settings::Form::Seconds)));
                }
            }
            name if is_pool(name) => self.pool(param, draft)?,
            _ => {}
        }
        Ok(())
    }

    /// The parameters that some applications take out of the DSN before the driver sees it
    /// (<https://github.com/ory/x/tree/master/sqlcon>).
    fn pool(&self, param: &Param, draft: &mut Draft) -> Result<(), ConfigError> {
        let Some(found) = super::keys::matched(&param.name) else { return Ok(()) };
        let scalar = Scalar { text: param.value.clone(), quoted: true };
        let value = Node { data: Data::Scalar(scalar), span: self.span(param), shared: self.node.shared };
        let entry = Entry { key: param.name.clone(), key_span: self.node.span, value: value.into(), merged: false };
        let values = Values { file: self.file, dialect: None };
        if let Some(setting) = values.setting(&found, &entry, &mut draft.remarks)? {
            draft.pool.settings.set(found.key, setting);
        }
        Ok(())
    }

    fn time(&self, param: &Param) -> Result<Setting, ConfigError> {
        if param.value.contains("${") {
            let origin = Origin::unresolved(self.file.place(self.span(param)));
            return Ok(Setting::written(Value::Unresolved, &param.value, origin));
        }
        let value = match quantity::duration(&param.value) {
            Ok(time) if time.is_zero() => Value::Unlimited,
            Ok(time) => Value::Time(time),
            Err(_) if param.value.trim() == "0" => Value::Unlimited,
            Err(error) => {
                return Err(self.refused(param, &error.to_string(), "go-sql-driver/mysql refuses this DSN"));
            }
        };
        Ok(self.written(param, value, Some(settings::Form::GoDuration)))
    }

    fn written(&self, param: &Param, value: Value, form: Option<settings::Form>) -> Setting {
        let mut setting = Setting::written(value, &param.value, self.origin(param));
        // A span that is not the value's own text lies in a quoted string with escapes: an edit there would be a guess.
        let span = self.span(param);
        let exact = self.file.text().get(span.start..span.end) == Some(param.value.as_str());
        setting.spelling = match form {
            _ if self.node.shared => Err(Hindrance::Shared),
            Some(form) if exact => Ok(Spelling { form, quote: None }),
            _ => Err(Hindrance::Form),
        };
        setting
    }

    fn origin(&self, param: &Param) -> Origin {
        Origin::file(self.file.place(self.span(param)))
    }

    fn span(&self, param: &Param) -> Span {
        let shift = |at: usize| (self.start + at).min(self.node.span.end);
        Span { start: shift(param.span.start), end: shift(param.span.end) }
    }

    fn refused(&self, param: &Param, message: &str, help: &str) -> ConfigError {
        ConfigError::at(&self.file.place(self.span(param)), format!("{}: {message}", param.name)).help(help)
    }
}

fn is_pool(name: &str) -> bool {
    matches!(name, "max_conns" | "max_idle_conns" | "max_conn_lifetime" | "max_conn_idle_time")
}

/// What the driver reads as a switch (`readBool` in its utils.go).
fn switch(text: &str) -> Option<bool> {
    match text {
        "1" | "true" | "TRUE" | "True" => Some(true),
        "0" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
