//! One bounded question over HTTP: the only place that asks one.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;

use super::{exporter, prometheus};
use crate::server::facts::Server;
use crate::server::look;
use crate::server::unreachable::{Stage, Unreachable};
use crate::text::place::SourceFile;
use crate::text::quantity::show_duration;

/// The largest answer, in MiB; an exporter's is below one.
const LIMIT_MIB: u64 = 16;
/// Before the address of a Prometheus.
const PROMETHEUS: &str = "prometheus+";

/// An address of HTTP.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// As it is shown: without a password.
    pub shown: String,
    /// The address without its parameters.
    pub base: String,
    parameters: Vec<(String, String)>,
}

impl Address {
    fn of(target: &str) -> Self {
        let (whole, parameters) = target.split_once('?').unwrap_or((target, ""));
        let pair = |text: &str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            shown: without_password(target),
            base: whole.strip_prefix(PROMETHEUS).unwrap_or(whole).trim_end_matches('/').to_owned(),
            parameters: parameters.split('&').filter_map(pair).collect(),
        }
    }

    /// A parameter's value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The failure of this address.
    pub(super) fn failed(&self, stage: Stage, message: String) -> Unreachable {
        Unreachable { target: self.shown.clone(), stage, message }
    }
}

/// Whether a target is an address of HTTP.
pub(in crate::server) fn is_address(target: &str) -> bool {
    let rest = target.strip_prefix(PROMETHEUS).unwrap_or(target);
    rest.starts_with("http://") || rest.starts_with("https://")
}

/// The server that an address shows: an exporter's text, an answer of Prometheus, or what Prometheus answers when it is asked.
///
/// # Errors
/// Nothing answers within the time, or something else than metrics of a server.
pub(in crate::server) fn fetch(target: &str, timeout: Duration) -> Result<Server, Unreachable> {
    let address = Address::of(target);
    if host(target).contains('@') {
        let message = "a name or a password in such an address is not sent; ask an address that needs none".to_owned();
        return Err(address.failed(Stage::Login, message));
    }
    if target.starts_with(PROMETHEUS) {
        return prometheus::fetch(&address, timeout);
    }
    let text = get(&address, target, timeout)?;
    let file = Arc::new(SourceFile::new(address.shown.as_str(), text));
    match exporter::read(&address.shown, &file, None) {
        Ok(Some(server)) => Ok(server),
        Ok(None) => {
            let what = look::like(file.text())
                .map_or_else(String::new, |(what, help)| format!(": it looks like {what}; {help}"));
            Err(address.failed(Stage::Query, format!("what answers there shows no metric of a MySQL server{what}")))
        }
        Err(error) => Err(address.failed(Stage::Query, error.to_string())),
    }
}

/// The text that an address answers with.
pub(super) fn get(address: &Address, url: &str, timeout: Duration) -> Result<String, Unreachable> {
    let config =
        Agent::config_builder().timeout_global(Some(timeout)).http_status_as_error(false).max_redirects(3).proxy(None);
    let agent: Agent = config.build().into();
    let mut answer = agent.get(url).call().map_err(|error| failure(address, &error, timeout))?;
    let status = answer.status().as_u16();
    let limit = LIMIT_MIB << 20;
    let text = answer.body_mut().with_config().limit(limit).lossy_utf8(true).read_to_string();
    let text = text.map_err(|error| failure(address, &error, timeout))?;
    match status {
        // Prometheus says what is wrong with a query beside the status.
        200 | 400 | 422 => Ok(text),
        401 | 403 => {
            Err(address
                .failed(Stage::Login, format!("it wants a login (status {status}); ask an address that needs none")))
        }
        404 => Err(address.failed(
            Stage::Query,
            "there is nothing under this path (status 404); mysqld_exporter answers under /metrics".to_owned(),
        )),
        status => Err(address.failed(Stage::Query, format!("it answers with status {status}"))),
    }
}

fn failure(address: &Address, error: &ureq::Error, timeout: Duration) -> Unreachable {
    let within = show_duration(timeout);
    let (stage, message) = match error {
        ureq::Error::HostNotFound => {
            (Stage::Resolve, "the host's name does not resolve; is it spelt right?".to_owned())
        }
        ureq::Error::Timeout(_) => (Stage::Query, format!("it did not answer within {within}")),
        ureq::Error::BodyExceedsLimit(_) => {
            (Stage::Query, format!("its answer is larger than {LIMIT_MIB} MiB, and no exporter's is"))
        }
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => (
                Stage::Connect,
                "connection refused: nothing listens there; does it run, and is this its port?".to_owned(),
            ),
            ErrorKind::TimedOut => (Stage::Connect, format!("it did not answer within {within}")),
            _ => (Stage::Connect, format!("no connection ({error})")),
        },
        ureq::Error::Protocol(_) => (Stage::Query, "what listens there does not speak HTTP".to_owned()),
        other => (Stage::Query, format!("it could not be asked ({other})")),
    };
    address.failed(stage, message)
}

/// What stands between the scheme and the path.
fn host(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn without_password(target: &str) -> String {
    match host(target).rsplit_once('@') {
        Some((login, _)) => target.replacen(login, "…", 1),
        None => target.to_owned(),
    }
}

/// A text as a parameter of an address.
pub(super) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
