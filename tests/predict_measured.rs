//! The simulator against pools that were measured: `fixtures/predict/churn.csv`, and a table of waits.
//!
//! The tables of `docs/predictions.md` are written by this test (`UPDATE=1`) and compared with what it computes.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use poolcheck::predict::model::{Limits, Pool};
use poolcheck::predict::presets;
use poolcheck::predict::simulate::{Outcome, Run, Watch, simulate};
use poolcheck::predict::time::Time;
use poolcheck::predict::workload::{Arrivals, LOOPBACK_DIAL, LOOPBACK_OVERHEAD, Workload};

/// What a request costs beyond its service time in the runs with Poisson arrivals: the waits were measured with it.
const OPEN_OVERHEAD: Time = Time::Fixed(0.000_16);
/// PyMySQL is slower than Go: what its own rate of queries says of a request and of a dial.
const PYTHON_OVERHEAD: Time = Time::Fixed(0.001);
const PYTHON_DIAL: Time = Time::Fixed(0.0025);

/// A line of the file.
struct Measured {
    client: String,
    version: String,
    workers: Option<u32>,
    rate: f64,
    service: Time,
    think: Time,
    timer: bool,
    max_open: Option<u32>,
    max_idle: u32,
    queries: f64,
    opens: f64,
    range: (f64, f64),
    seen: u32,
    load: String,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn time(milliseconds: &str, kind: &str) -> Time {
    let seconds = milliseconds.parse::<f64>().unwrap_or(0.0) / 1e3;
    if kind == "exp" { Time::Exponential(seconds) } else { Time::Fixed(seconds) }
}

fn measured() -> Vec<Measured> {
    let text = fs::read_to_string(root("fixtures/predict/churn.csv")).expect("the fixture");
    text.lines().skip(1).map(|line| parse(&line.split(',').collect::<Vec<_>>())).collect()
}

fn parse(fields: &[&str]) -> Measured {
    let number = |at: usize| fields[at].parse::<f64>().unwrap_or(0.0);
    Measured {
        client: fields[0].to_owned(),
        version: fields[1].to_owned(),
        workers: fields[3].parse().ok(),
        rate: number(4),
        service: time(fields[5], fields[6]),
        think: time(fields[7], fields[8]),
        timer: fields[9] == "go",
        max_open: fields[10].parse().ok(),
        max_idle: fields[11].parse().unwrap_or(2),
        queries: number(13),
        opens: number(14),
        range: (number(15), number(16)),
        seen: fields[17].parse().expect("a count"),
        load: load(fields),
    }
}

fn load(fields: &[&str]) -> String {
    let service = format!("{} ms{}", fields[5], if fields[6] == "exp" { " exp" } else { "" });
    if fields[2] == "open" {
        return format!("{}/s, {service}", fields[4]);
    }
    let think = match (fields[7], fields[8], fields[9]) {
        ("0", ..) => "none".to_owned(),
        (think, kind, timer) => {
            format!(
                "{think} ms{}{}",
                if kind == "exp" { " exp" } else { "" },
                if timer == "go" { ", 1 ms timer" } else { "" }
            )
        }
    };
    format!("{} workers, {service}, think {think}", fields[3])
}

impl Measured {
    fn is_python(&self) -> bool {
        self.client.starts_with("SQLAlchemy")
    }

    /// Why no single number can be said of it: the loop is not random.
    fn exception(&self) -> Option<&'static str> {
        match (self.workers, self.think) {
            (Some(_), Time::Fixed(think)) if think > 0.0 => Some("workers in step"),
            (Some(_), Time::Fixed(_)) => Some("no think time"),
            _ => None,
        }
    }

    fn opens(&self, timer: f64, in_step: bool) -> f64 {
        let arrivals = self.workers.map_or(Arrivals::Poisson { rate: self.rate }, |workers| Arrivals::Closed {
            workers,
            think: self.think,
            timer,
            in_step,
        });
        let (overhead, dial) = match (self.is_python(), self.workers) {
            (true, _) => (PYTHON_OVERHEAD, PYTHON_DIAL),
            (_, None) => (OPEN_OVERHEAD, LOOPBACK_DIAL),
            _ => (LOOPBACK_OVERHEAD, LOOPBACK_DIAL),
        };
        let model = if self.is_python() { presets::SQLALCHEMY } else { presets::GO };
        let limits = Limits { max_open: self.max_open, max_idle: Some(self.max_idle), ..Limits::default() };
        let workload = Workload { arrivals, service: self.service, overhead, dial };
        outcome(&Pool { model, limits }, &workload, 30.0).opens.value
    }

    /// What is expected where the arrivals are as they were measured to be.
    fn expected(&self) -> f64 {
        self.opens(if self.timer { 0.001 } else { 0.0 }, false)
    }

    /// The least and the most, over what the pattern of arrivals may be: apart, woken by a timer, in step.
    fn bounds(&self) -> (f64, f64) {
        let all = [self.opens(0.0, false), self.opens(0.001, false), self.opens(0.0, true), self.in_step()];
        (all.iter().copied().fold(f64::INFINITY, f64::min), all.iter().copied().fold(0.0, f64::max))
    }

    /// Workers that always ask together: X · (C − K) ÷ C.
    fn in_step(&self) -> f64 {
        let workers = f64::from(self.workers.unwrap_or(0));
        self.queries * (workers - f64::from(self.max_idle)).max(0.0) / workers
    }
}

fn outcome(pool: &Pool, workload: &Workload, length: f64) -> Outcome {
    let run = Run { warm_up: 2.0, length, replications: 8, threads: 2, steps: 1, ..Run::default() };
    simulate(pool, workload, &run, Watch::default()).expect("the run ends")
}

/// A line of the table, and how far off the prediction is.
fn judge(point: &Measured) -> (String, Option<(bool, f64)>) {
    let (low, high) = point.range;
    let client = if point.is_python() { "SQLAlchemy".to_owned() } else { point.version.replace("go", "Go ") };
    let start = format!(
        "| {client} | {} | {} | {:.0} | {} ({low} – {high}) |",
        point.load, point.max_idle, point.queries, point.opens
    );
    if let Some(reason) = point.exception() {
        let (least, most) = point.bounds();
        let within = least <= high && low <= most;
        assert!(within, "{start} is not within {least:.0} – {most:.0}");
        return (format!("{start} {least:.0} – {most:.0} | range: {reason} |"), None);
    }
    let predicted = point.expected();
    let error = predicted / point.opens - 1.0;
    let met = error.abs() <= 0.10 || (low <= predicted && predicted <= high);
    let mark = if met { "" } else { ", missed" };
    (format!("{start} {predicted:.1} | {:+.1} %{mark} |", 100.0 * error), Some((met, error.abs())))
}

#[test]
fn churn_is_predicted() {
    let points: Vec<Measured> = measured().into_iter().filter(|point| point.seen >= 100).collect();
    let judged: Vec<(String, Option<(bool, f64)>)> = points.iter().map(judge).collect();
    let mut errors: Vec<f64> = judged.iter().filter_map(|(_, judged)| judged.map(|(_, error)| error)).collect();
    errors.sort_by(f64::total_cmp);
    let met = judged.iter().filter(|(_, judged)| judged.is_some_and(|(met, _)| met)).count();
    let median = errors[errors.len() / 2];
    let ranges = judged.len() - errors.len();
    let mut table = format!(
        "{met} of {} points are met, the median error is {:.1} %; {ranges} more are given as a range.\n\n",
        errors.len(),
        100.0 * median
    );
    table.push_str("| client | load | max_idle | queries/s | opens/s measured | predicted | error |\n");
    table.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (line, _) in &judged {
        writeln!(table, "{line}").expect("a string");
    }
    document("churn", &table);
    assert!(met * 10 >= errors.len() * 9, "{met} of {} are met\n{table}", errors.len());
    assert!(median <= 0.05, "the median error is {median}");
}

/// A measured row: service, utilisation, mean, p95 and p99 of the wait in milliseconds.
const WAITS: [(&str, Time, f64, [f64; 3]); 3] = [
    ("exponential", Time::Exponential(0.005), 0.687, [0.303, 1.9, 5.4]),
    ("exponential", Time::Exponential(0.005), 0.891, [2.83, 12.9, 28.8]),
    ("fixed", Time::Fixed(0.005), 0.790, [0.512, 2.8, 6.0]),
];

#[test]
fn waits_are_predicted() {
    let mut table = "| service | utilisation | wait | measured, ms | predicted, ms | error |\n".to_owned();
    table.push_str("| --- | --- | --- | --- | --- | --- |\n");
    let mut missed = Vec::new();
    for (kind, service, utilisation, measured) in WAITS {
        let limits = Limits { max_open: Some(10), max_idle: Some(10), ..Limits::default() };
        let rate = utilisation * 10.0 / 0.005_16;
        let workload =
            Workload { arrivals: Arrivals::Poisson { rate }, service, overhead: OPEN_OVERHEAD, dial: LOOPBACK_DIAL };
        let outcome = outcome(&Pool { model: presets::GO, limits }, &workload, 60.0);
        let predicted = [outcome.wait_mean, outcome.wait_p95, outcome.wait_p99];
        for (at, (name, allowed)) in [("mean", 0.10), ("p95", 0.15), ("p99", 0.15)].into_iter().enumerate() {
            let value = predicted[at].value * 1e3;
            let error = value / measured[at] - 1.0;
            writeln!(
                table,
                "| {kind} | {utilisation} | {name} | {} | {value:.3} | {:+.1} % |",
                measured[at],
                100.0 * error
            )
            .expect("a string");
            if error.abs() > allowed {
                missed.push(format!("{kind} {utilisation} {name}: {value:.3}"));
            }
        }
    }
    document("waits", &table);
    assert!(missed.is_empty(), "{missed:?}");
}

/// Two tests write the same page.
static PAGE: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Compares a part of the page with what was computed, or writes it.
fn document(name: &str, table: &str) {
    let _turn = PAGE.lock();
    let page = root("docs/predictions.md");
    let text = fs::read_to_string(&page).expect("the page");
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let (before, rest) = text.split_once(&begin).expect("where the table begins");
    let (old, after) = rest.split_once(&end).expect("where the table ends");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page, format!("{before}{begin}\n{table}\n{end}{after}")).expect("the page is written");
    } else {
        assert_eq!(old.trim(), table.trim(), "docs/predictions.md is old: UPDATE=1 writes it");
    }
}
