//! How many events a second one core plays, and how long a fleet takes.
//!
//! `cargo bench --bench predict`. The numbers are the best of several runs, by the processor time that the thread got
//! where the kernel says it (Linux), so that a busy machine does not make them smaller. With `queue SERVERS RATE HOLD REQUESTS`
//! it plays one M/M/c queue and prints its mean wait and the seconds it took: `benches/peers/predict` compares that.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]

use std::time::Instant;

use poolcheck::predict::model::{Limits, Model, Pool};
use poolcheck::predict::plan::{Need, Terms, plan};
use poolcheck::predict::presets;
use poolcheck::predict::simulate::{Fleet, Run, Service, Watch, simulate, simulate_fleet};
use poolcheck::predict::time::Time;
use poolcheck::predict::workload::{Arrivals, Workload};

/// Seconds of processor time that this thread has had, if the kernel says so.
fn processor_time() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

/// What a piece of work gives, with its processor time and its time on the wall.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64, f64) {
    let (wall, processor) = (Instant::now(), processor_time());
    let result = work();
    let elapsed = wall.elapsed().as_secs_f64();
    let spent = processor_time().zip(processor).map_or(elapsed, |(end, start)| end - start);
    (result, spent, elapsed)
}

fn pool(model: Model, max_open: Option<u32>, max_idle: u32) -> Pool {
    Pool { model, limits: Limits { max_open, max_idle: Some(max_idle), ..Limits::default() } }
}

fn poisson(rate: f64, service: Time) -> Workload {
    Workload::on_loopback(Arrivals::Poisson { rate }, service)
}

/// One pool each: what it is, and how many simulated seconds are some millions of events.
fn cases() -> Vec<(&'static str, Pool, Workload)> {
    let closed =
        |workers| Workload::on_loopback(Arrivals::closed(workers, Time::Exponential(0.020)), Time::Fixed(0.005));
    let long_tail = Time::from_mean_and_p99(0.005, 0.030).unwrap_or(Time::ZERO);
    vec![
        ("10 connections, 75 % busy, fixed", pool(presets::GO, Some(10), 10), poisson(1426.0, Time::Fixed(0.005))),
        (
            "10 connections, 75 % busy, exponential",
            pool(presets::GO, Some(10), 10),
            poisson(1426.0, Time::Exponential(0.005)),
        ),
        ("10 connections, 75 % busy, lognormal", pool(presets::GO, Some(10), 10), poisson(1426.0, long_tail)),
        (
            "10 connections, waiters in order",
            pool(presets::SQLALCHEMY, Some(10), 10),
            poisson(1426.0, Time::Exponential(0.005)),
        ),
        ("2 idle, one request in three dials", pool(presets::GO, None, 2), poisson(1000.0, Time::Exponential(0.020))),
        ("50 workers, 5 idle", pool(presets::GO, None, 5), closed(50)),
    ]
}

fn one_pool() {
    println!("one pool, one core, best of 9:");
    for (name, pool, workload) in cases() {
        let run = Run { warm_up: 0.0, length: 800.0, replications: 1, ..Run::default() };
        let rate = (0..9).map(|_| {
            let (outcome, spent, _) =
                timed(|| simulate(&pool, &workload, &run, Watch::default()).expect("the run ends"));
            outcome.events as f64 / spent
        });
        println!("  {name:<42} {:>6.1} million events/s", rate.fold(0.0, f64::max) / 1e6);
    }
}

/// 1,000 pods, 50,000 queries a second, ten minutes.
fn fleet() {
    let service = Service {
        pool: pool(presets::GO, Some(20), 2),
        workload: poisson(50.0, Time::Exponential(0.020)),
        instances: 1000,
    };
    let run = Run { warm_up: 0.0, length: 600.0, steps: 600, threads: 2, ..Run::default() };
    let fleet = Fleet { services: vec![service] };
    let (outcome, _, wall) = timed(|| simulate_fleet(&fleet, &run, Watch::default()).expect("the run ends"));
    println!("1,000 pods, 10 minutes, two threads: {} events in {wall:.1} s", outcome.events);
    println!(
        "  {:.0} queries/s, {:.0} opens/s ({:.0} – {:.0})",
        outcome.served.value, outcome.opens.value, outcome.opens.low, outcome.opens.high
    );
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    memory
        .lines()
        .filter(|line| line.starts_with("VmHWM"))
        .for_each(|line| println!("  memory at most: {}", line.trim_start_matches("VmHWM:").trim()));
}

/// Fifty pools of different services get their sizes.
fn fifty_plans() {
    let need = |number: u32| Need {
        model: presets::GO,
        workload: poisson(50.0 + 10.0 * f64::from(number), Time::Exponential(0.010)),
        instances: 10,
    };
    let needs: Vec<Need> = (0..50).map(need).collect();
    let terms = Terms { connections: 8000, wait_p99: 0.020, reconnects: 10.0, idle_limit: 600.0 };
    let (plan, spent, _) = timed(|| plan(&needs, &terms, Watch::default()).expect("it ends"));
    println!("a plan of 50 pools: {} connections, {spent:.2} s of one core", plan.connections);
}

/// One queue, for the comparison: `servers rate hold requests`.
fn queue(servers: u32, numbers: &[f64]) {
    let [rate, hold, requests] = *numbers else { return };
    let pool = pool(presets::SQLALCHEMY, Some(servers), servers);
    let arrivals = Arrivals::Poisson { rate };
    let workload = Workload { arrivals, service: Time::Exponential(hold), overhead: Time::ZERO, dial: Time::ZERO };
    let run = Run { warm_up: 0.0, length: requests / rate, replications: 1, steps: 1, ..Run::default() };
    let (outcome, spent, _) = timed(|| simulate(&pool, &workload, &run, Watch::default()).expect("the run ends"));
    println!("{} {} {spent}", outcome.served.value * run.length, outcome.wait_mean.value);
}

fn main() {
    let words: Vec<String> = std::env::args().skip_while(|word| word != "queue").skip(1).collect();
    let servers = words.first().and_then(|word| word.parse().ok());
    let numbers: Vec<f64> = words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    if let Some(servers) = servers {
        queue(servers, &numbers);
    } else {
        one_pool();
        fleet();
        fifty_plans();
    }
}
