//! Prometheus' query API (<https://prometheus.io/docs/prometheus/latest/querying/api/>): the samples of an answer, and a server
//! asked for by `prometheus+http://HOST:9090?instance=db1&range=30d`.

use std::time::{Duration, Instant};

use serde::Deserialize;

use super::exporter;
use super::http::{self, Address};
use super::samples::Sample;
use crate::server::facts::{Entry, Server};
use crate::server::unreachable::{Stage, Unreachable};
use crate::text::origin::Origin;
use crate::text::place::Span;
use crate::text::quantity;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "resultType")]
    kind: String,
    result: serde_json::Value,
}

#[derive(Deserialize)]
struct Series {
    metric: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    value: Option<(f64, String)>,
    #[serde(default)]
    values: Vec<(f64, String)>,
}

/// The samples of an answer, of a matrix the latest; none where a text is no answer.
pub(super) fn of_answer(text: &str) -> Option<Vec<Sample>> {
    if !text.trim_start().starts_with('{') || !text.contains("\"resultType\"") {
        return None;
    }
    let data = serde_json::from_str::<Answer>(text).ok()?.data?;
    if !["vector", "matrix"].contains(&data.kind.as_str()) {
        return Some(Vec::new());
    }
    let series: Vec<Series> = serde_json::from_value(data.result).ok()?;
    let sample = |series: Series| {
        let (_, value) = series.value.or_else(|| series.values.last().cloned())?;
        let mut labels: Vec<_> = series.metric.into_iter().collect();
        let name =
            labels.iter().position(|(name, _)| name == "__name__").map(|at| labels.remove(at).1).unwrap_or_default();
        Some(Sample { name, labels, value: value.parse().ok()?, span: Span::default() })
    };
    Some(series.into_iter().filter_map(sample).collect())
}

/// What of the counters is a number of now and not of a time.
const OF_NOW: [&str; 5] = ["threads_connected", "threads_running", "threads_cached", "max_used_connections", "uptime"];

/// The counters that rules read as rates: in the exporter's names, and in the server's.
const RATES: [(&str, &str); 7] = [
    ("connections", "Connections"),
    ("questions", "Questions"),
    ("threads_created", "Threads_created"),
    ("aborted_clients", "Aborted_clients"),
    ("aborted_connects", "Aborted_connects"),
    ("connection_errors_total{error=\"max_connections\",", "Connection_errors_max_connections"),
    ("access_denied_errors", "Access_denied_errors"),
];

/// Asks for the server of an instance; with a range, for its counters of that time.
pub(super) fn fetch(address: &Address, timeout: Duration) -> Result<Server, Unreachable> {
    let ends = Instant::now() + timeout;
    let instance = address.parameter("instance");
    let asked = Asked { address, ends, matcher: instance.map(matcher).unwrap_or_default() };
    let all = "__name__=~\"mysql_(global_(variables|status)_.+|version_info|up)\"";
    let samples = asked.query(&format!("{{{all},{}}}", asked.matcher))?;
    if samples.is_empty() {
        let whose = instance.map_or_else(String::new, |name| format!(" of the instance {name}"));
        return Err(address.failed(
            Stage::Query,
            format!("Prometheus has no metric of mysqld_exporter{whose}; is the instance spelt as in `up`?"),
        ));
    }
    let mut server = exporter::server(&address.shown, &samples, None, None).map_err(|error| {
        address.failed(
            Stage::Query,
            error.to_string().replace("behind a `#`, as in FILE#", "with `instance=`, as in instance="),
        )
    })?;
    if let Some(range) = address.parameter("range") {
        asked.over(range, &mut server)?;
    }
    Ok(server)
}

/// The matcher of an instance, with whatever port, unless one is named.
fn matcher(instance: &str) -> String {
    let escaped: String = instance
        .chars()
        .flat_map(|c| if c.is_ascii_alphanumeric() || c == ':' { vec![c] } else { vec!['\\', '\\', c] })
        .collect();
    let port = if instance.contains(':') { "" } else { "(:[0-9]+)?" };
    format!("instance=~\"{escaped}{port}\"")
}

struct Asked<'a> {
    address: &'a Address,
    ends: Instant,
    matcher: String,
}

impl Asked<'_> {
    fn query(&self, query: &str) -> Result<Vec<Sample>, Unreachable> {
        let left = self.ends.saturating_duration_since(Instant::now());
        let url = format!("{}/api/v1/query?query={}", self.address.base, http::encoded(query));
        let text = http::get(self.address, &url, left)?;
        of_answer(&text).ok_or_else(|| {
            let said = serde_json::from_str::<Answer>(&text).ok().and_then(|answer| answer.error);
            let message = said.map_or_else(
                || "what answers there is no Prometheus".to_owned(),
                |said| format!("Prometheus refused: {said}"),
            );
            self.address.failed(Stage::Query, message)
        })
    }

    fn number(&self, query: &str) -> Result<Option<f64>, Unreachable> {
        Ok(self.query(query)?.first().map(|sample| sample.value).filter(|value| value.is_finite()))
    }

    /// Puts the counters of a time in place of those since the server's start: the peak survives restarts, and the rates are
    /// those of that time.
    fn over(&self, range: &str, server: &mut Server) -> Result<(), Unreachable> {
        let seconds = quantity::duration(range)
            .map_err(|error| self.address.failed(Stage::Query, format!("range={range}: {error}")))?
            .as_secs();
        let matcher = &self.matcher;
        // What it has kept may be younger than the range; looked at a thousand times.
        let step = (seconds / 1000).max(5);
        let kept =
            self.number(&format!("time() - min_over_time(timestamp(mysql_up{{{matcher}}})[{seconds}s:{step}s])"))?;
        let span = Duration::try_from_secs_f64(kept.unwrap_or_default().min(seconds as f64)).unwrap_or_default();
        server.counted = Some(Duration::from_secs(span.as_secs()));
        let names: Vec<_> = server.status.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names.iter().filter(|name| !OF_NOW.contains(&name.as_str())) {
            server.status.remove(name);
        }
        let mut put = |name: &str, value: f64, note: String| {
            let origin = Origin::server(note);
            server.status.put(name, Entry { value: exporter::shown(value), origin, session: false });
        };
        for (metric, name) in RATES {
            let (metric, labels) = metric.split_once('{').unwrap_or((metric, ""));
            let query = format!("increase(mysql_global_status_{metric}{{{labels}{matcher}}}[{seconds}s])");
            if let Some(value) = self.number(&query)? {
                put(name, value.round(), query);
            }
        }
        let query = format!("max_over_time(mysql_global_status_threads_connected{{{matcher}}}[{seconds}s])");
        if let Some(peak) = self.number(&query)? {
            put("Max_used_connections", peak, query);
        }
        Ok(())
    }
}
