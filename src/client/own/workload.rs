//! `workload`: the load a pool serves at peak.

use std::time::Duration;

use crate::client::own::reader::Reader;
use crate::client::pool::remark::Remark;
use crate::client::pool::workload::{Distribution, Hold, Workload};
use crate::source::error::ConfigError;
use crate::source::node::{Data, Node};
use crate::text::origin::Stated;
use crate::text::quantity::{self, QuantityError};

/// The keys of a workload.
const KEYS: [&str; 8] =
    ["peak_qps", "arrival_rate", "hold_time", "workers", "think_time", "peak_concurrency", "dial_time", "per_instance"];

const HOLD_KEYS: [&str; 3] = ["mean", "p95", "distribution"];

const DURATION: &str = "a duration such as `8ms`";

/// More requests per second than any fleet of clients sends to one server.
const FASTEST: f64 = 1e9;

/// Reads a workload.
///
/// # Errors
/// A value is not what its key wants, or the rate is stated twice.
pub(super) fn read(reader: Reader<'_>, node: &Node, remarks: &mut Vec<Remark>) -> Result<Workload, ConfigError> {
    let mut load = Workload::default();
    for entry in reader.entries("workload", node)? {
        let (name, value) = (entry.key.as_str(), &*entry.value);
        let reader = reader.inside(value);
        match name {
            "peak_qps" | "arrival_rate" if load.rate.is_some() => {
                return Err(reader
                    .error(value, "workload: `peak_qps` and `arrival_rate` are one figure")
                    .help("keep one"));
            }
            "peak_qps" | "arrival_rate" => load.rate = reader.stated(name, "a number per second", value, rate)?,
            "hold_time" => load.hold_time = hold(reader, value, remarks)?,
            "workers" => load.workers = reader.count(name, value, 1)?,
            "think_time" => {
                load.think_time = reader.stated(name, DURATION, value, quantity::duration)?;
            }
            "peak_concurrency" => load.peak_concurrency = reader.count(name, value, 0)?,
            "dial_time" => {
                load.dial_time = reader.stated(name, DURATION, value, quantity::duration)?;
            }
            "per_instance" => load.per_instance = reader.switch(name, value)?.is_some_and(|stated| stated.value),
            _ => remarks.push(reader.unknown(entry, &KEYS)),
        }
    }
    Ok(load)
}

fn rate(text: &str) -> Result<f64, QuantityError> {
    let malformed = || QuantityError::Malformed { text: text.to_owned(), wanted: "a rate" };
    match text.parse::<f64>().map_err(|_| malformed())? {
        rate if rate < 0.0 => Err(QuantityError::Negative(text.to_owned())),
        rate if rate > FASTEST => Err(QuantityError::TooLarge(text.to_owned())),
        rate if rate.is_finite() => Ok(rate),
        _ => Err(malformed()),
    }
}

fn hold(reader: Reader<'_>, node: &Node, remarks: &mut Vec<Remark>) -> Result<Option<Stated<Hold>>, ConfigError> {
    if !matches!(node.data, Data::Mapping(_)) {
        let mean = length(reader, "hold_time", node)?;
        return Ok(mean.map(|mean| {
            let hold = Hold { mean: mean.value, p95: None, distribution: Distribution::default() };
            Stated::new(hold, mean.origin)
        }));
    }
    let (mut mean, mut p95, mut distribution) = (None, None, None);
    for entry in reader.entries("hold_time", node)? {
        let value = &*entry.value;
        match entry.key.as_str() {
            "mean" => mean = length(reader, "hold_time.mean", value)?,
            "p95" => p95 = length(reader, "hold_time.p95", value)?,
            "distribution" => {
                distribution = reader.stated("distribution", "`fixed` or `exponential`", value, shape)?;
            }
            _ => remarks.push(reader.unknown(entry, &HOLD_KEYS)),
        }
    }
    let Some(mean) = mean else {
        return Err(reader.error(node, "hold_time has no `mean`").help("write `{mean: 8ms, p95: 20ms}`"));
    };
    let hold = Hold {
        mean: mean.value,
        p95: p95.map(|p95| p95.value),
        distribution: distribution.map(|shape| shape.value).unwrap_or_default(),
    };
    Ok(Some(Stated::new(hold, mean.origin)))
}

/// Reads a hold time; without any there would be no load.
fn length(reader: Reader<'_>, name: &str, node: &Node) -> Result<Option<Stated<Duration>>, ConfigError> {
    let stated = reader.stated(name, DURATION, node, quantity::duration)?;
    match stated {
        Some(length) if length.value.is_zero() => Err(reader
            .error(node, format!("{name}: a request holds its connection for longer than nothing"))
            .help(format!("write {DURATION}"))),
        stated => Ok(stated),
    }
}

fn shape(text: &str) -> Result<Distribution, QuantityError> {
    match text {
        "fixed" => Ok(Distribution::Fixed),
        "exponential" => Ok(Distribution::Exponential),
        _ => Err(QuantityError::Malformed { text: text.to_owned(), wanted: "a distribution" }),
    }
}
