//! `mysqld_exporter`'s metrics: a server's variables, counters and version under names of its own
//! (<https://github.com/prometheus/mysqld_exporter/tree/main/collector>). Variables that are texts are not among them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::prometheus;
use super::samples::{self, Sample};
use crate::server::capture::CaptureError;
use crate::server::facts::{Entries, Entry, Server, Source};
use crate::text::origin::Origin;
use crate::text::place::{SourceFile, Span};

const VARIABLES: &str = "mysql_global_variables_";
const COUNTERS: &str = "mysql_global_status_";
const VERSION: &str = "mysql_version_info";
const UP: &str = "mysql_up";

/// Counters that the exporter keeps under one name, with what tells them apart and what the server calls them.
static FAMILIES: [(&str, &str, &str); 2] =
    [("connection_errors_total", "error", "Connection_errors_"), ("commands_total", "command", "Com_")];

/// The server in a text of the exporter's, or in an answer of Prometheus; none where it is neither.
///
/// # Errors
/// It is one, and of no server, or of several.
pub(in crate::server) fn read(
    target: &str,
    file: &Arc<SourceFile>,
    instance: Option<&str>,
) -> Result<Option<Server>, CaptureError> {
    let text = file.text();
    let samples = match prometheus::of_answer(text) {
        Some(samples) => samples,
        None if [VARIABLES, COUNTERS, UP].iter().any(|name| text.contains(name)) => samples::of_text(text),
        None => return Ok(None),
    };
    if !samples.iter().any(is_ours) {
        return Ok(None);
    }
    server(target, &samples, Some(file), instance).map(Some)
}

fn is_ours(sample: &Sample) -> bool {
    [VARIABLES, COUNTERS, UP].iter().any(|name| sample.name.starts_with(name))
}

/// The server that samples are of. `file` is where their lines stand, where they have some.
pub(super) fn server(
    target: &str,
    samples: &[Sample],
    file: Option<&Arc<SourceFile>>,
    instance: Option<&str>,
) -> Result<Server, CaptureError> {
    let of_one = |sample: &&Sample| {
        let own = sample.label("instance");
        is_ours(sample)
            && instance
                .is_none_or(|wanted| own.is_none_or(|own| own == wanted || own.split(':').next() == Some(wanted)))
            || sample.name == VERSION
    };
    let samples: Vec<_> = samples.iter().filter(of_one).collect();
    let instances: BTreeSet<_> =
        samples.iter().filter(|sample| is_ours(sample)).filter_map(|sample| sample.label("instance")).collect();
    if let (Some(first), true) = (instances.first(), instances.len() > 1) {
        let names = instances.iter().copied().collect::<Vec<_>>().join(", ");
        return Err(CaptureError::SeveralServers { example: (*first).to_owned(), names });
    }
    if samples.iter().any(|sample| sample.name == UP && sample.value == 0.0) {
        return Err(CaptureError::Mistake("mysqld_exporter does not reach its server (mysql_up is 0)".to_owned()));
    }
    let (mut variables, mut status) = (Entries::default(), Entries::default());
    for sample in samples {
        let origin = origin(sample, file);
        let value = shown(sample.value);
        let put = |entries: &mut Entries, name: &str, value: &str| {
            entries.put(name, Entry { value: value.to_owned(), origin: origin.clone(), session: false });
        };
        if let Some(name) = sample.name.strip_prefix(VARIABLES) {
            put(&mut variables, name, &value);
        } else if let Some(name) = sample.name.strip_prefix(COUNTERS) {
            let family = FAMILIES.iter().find(|(family, ..)| *family == name);
            match family.and_then(|(_, label, prefix)| Some(format!("{prefix}{}", sample.label(label)?))) {
                Some(name) => put(&mut status, &name, &value),
                None => put(&mut status, name, &value),
            }
        } else if sample.name == VERSION {
            for name in ["version", "version_comment"] {
                sample.label(name).into_iter().for_each(|text| put(&mut variables, name, text));
            }
        }
    }
    if variables.is_empty() {
        let message = "it shows counters of a server and none of its variables; turn on mysqld_exporter's --collect.global_variables";
        return Err(CaptureError::Mistake(message.to_owned()));
    }
    let mut server = Server::new(Source::Observed { target: target.to_owned() }, variables, status);
    server.sources = file.into_iter().cloned().collect();
    Ok(server)
}

fn origin(sample: &Sample, file: Option<&Arc<SourceFile>>) -> Origin {
    match file {
        Some(file) if sample.span != Span::default() => Origin::captured(file.place(sample.span)),
        _ => Origin::server(sample.name.clone()),
    }
}

/// A number as a server prints it.
pub(super) fn shown(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e18 { format!("{value:.0}") } else { value.to_string() }
}
