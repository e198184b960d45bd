//! What each model does, against what its library was seen to do, and what is promised of every simulation.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use poolcheck::predict::model::{Limits, Model, Pool, Sweep};
use poolcheck::predict::presets;
use poolcheck::predict::simulate::{Fleet, Outcome, Run, Service, SimulationError, Watch, simulate, simulate_fleet};
use poolcheck::predict::time::Time;
use poolcheck::predict::workload::{Arrivals, Workload};
use proptest::prelude::*;

fn run() -> Run {
    Run { warm_up: 10.0, length: 60.0, replications: 4, ..Run::default() }
}

fn pool(model: Model, limits: Limits) -> Pool {
    Pool { model, limits }
}

fn sized(size: u32) -> Limits {
    Limits { max_open: Some(size), max_idle: Some(size), initial: size, ..Limits::default() }
}

fn play(pool: &Pool, workload: &Workload) -> Outcome {
    simulate(pool, workload, &run(), Watch::default()).expect("the run ends")
}

fn poisson(rate: f64, service: Time) -> Workload {
    Workload::on_loopback(Arrivals::Poisson { rate }, service)
}

/// Requests a second in two phases of so many seconds.
fn bursts(rate: f64, on: f64, off: f64) -> Workload {
    let arrivals = Arrivals::Bursty { on: Time::Fixed(on), off: Time::Fixed(off), rate, quiet: 0.0 };
    Workload::on_loopback(arrivals, Time::Fixed(0.020))
}

#[test]
fn lifetimes_of_fifty_busy_connections_are_met() {
    // Measured with Go: 50 connections of 2 s and of 5 s, all busy. 25.0 and 10.0 dials a second.
    for (lifetime, dials) in [(2.0, 25.0), (5.0, 10.0)] {
        let limits = Limits { max_lifetime: Some(lifetime), ..sized(50) };
        let busy = Workload::on_loopback(Arrivals::closed(50, Time::ZERO), Time::Fixed(0.010));
        let outcome = play(&pool(presets::GO, limits), &busy);
        assert!((outcome.opens.value / dials - 1.0).abs() < 0.04, "{lifetime} s: {:?}", outcome.opens);
    }
}

#[test]
fn light_load_lets_most_connections_expire_for_good() {
    // Measured with Go: 2.65 dials a second of 25 under light load, because the newest is taken and the rest expires.
    let limits = Limits { max_lifetime: Some(2.0), ..sized(50) };
    let light = play(&pool(presets::GO, limits), &poisson(200.0, Time::Fixed(0.010)));
    assert!((1.0..5.0).contains(&light.opens.value), "{:?}", light.opens);
}

#[test]
fn connections_that_were_opened_together_expire_together() {
    let limits = Limits { max_lifetime: Some(2.0), ..sized(50) };
    let busy = Workload::on_loopback(Arrivals::closed(50, Time::ZERO), Time::Fixed(0.010));
    let run = Run { warm_up: 0.0, length: 6.0, steps: 60, replications: 1, ..Run::default() };
    let outcome = simulate(&pool(presets::GO, limits), &busy, &run, Watch::default()).expect("the run ends");
    let most = outcome.timeline.points.iter().map(|point| point.closes * outcome.timeline.step).fold(0.0, f64::max);
    assert!(most > 45.0, "{most} of 50 within 100 ms");
}

#[test]
fn an_idle_time_below_the_period_of_bursts_dials_everything_again() {
    // Measured with Go: 200 dials against 50 in four bursts.
    let dials = |idle_time| {
        let limits = Limits { max_idle_time: Some(idle_time), max_lifetime: None, initial: 0, ..sized(50) };
        let run = Run { warm_up: 0.0, length: 40.0, replications: 2, ..Run::default() };
        let outcome = simulate(&pool(presets::GO, limits), &bursts(2000.0, 2.0, 8.0), &run, Watch::default());
        outcome.expect("the run ends").opens.value * 40.0
    };
    let (short, long) = (dials(3.0), dials(15.0));
    assert!(short / long > 3.4 && short / long < 4.6, "{short} {long}");
}

#[test]
fn overflow_is_closed_on_return_and_adder_pools_wait_for_one_thread() {
    let limits = Limits { max_open: Some(15), max_idle: Some(5), ..Limits::default() };
    let load = poisson(500.0, Time::Exponential(0.015));
    let overflow = play(&pool(presets::SQLALCHEMY, limits), &load);
    assert!(overflow.closed_by_idle_cap.value > 10.0 && overflow.in_use_max > 5, "{overflow:?}");
    let elastic = Limits { max_open: Some(15), min_idle: 2, max_idle_time: Some(600.0), ..Limits::default() };
    let mut slow = load.clone();
    slow.dial = Time::Fixed(0.5);
    let adder = simulate(&pool(presets::HIKARI, elastic), &slow, &Run { warm_up: 0.0, ..run() }, Watch::default());
    let adder = adder.expect("the run ends");
    assert!(adder.wait_max > 0.5, "the first callers wait for a dial: {}", adder.wait_max);
    assert!(adder.open_max <= 15);
}

#[test]
fn sweepers_close_what_was_idle_for_too_long_and_no_more() {
    let limits =
        Limits { max_open: Some(30), max_idle: Some(30), min_idle: 5, max_idle_time: Some(5.0), ..Limits::default() };
    let load = bursts(1000.0, 2.0, 300.0);
    let left = |model: Model, limits: Limits| {
        let run = Run { warm_up: 0.0, length: 250.0, replications: 1, steps: 250, ..Run::default() };
        let mut load = load.clone();
        load.arrivals = Arrivals::Recorded((0..2000).map(|at| f64::from(at) / 1000.0).collect());
        let outcome = simulate(&pool(model, limits), &load, &run, Watch::default()).expect("the run ends");
        outcome.timeline.points.last().expect("a point").idle
    };
    assert!(left(presets::GO, limits) < 0.5);
    assert!(left(presets::MYSQL2, limits) < 0.5);
    assert!((left(presets::HIKARI, limits) - 5.0).abs() < 0.1);
    assert!((left(presets::RAILS, limits) - 5.0).abs() < 0.1);
    assert!(left(presets::RAILS_BEFORE_8_1, limits) < 0.5);
    assert!((left(presets::DRUID, limits) - 5.0).abs() < 0.1);
    assert!(left(presets::DRUID, Limits { hard_idle_time: Some(60.0), ..limits }) < 0.5);
    assert!(left(presets::SQLALCHEMY, limits) > 15.0);
    // maxIdle = connectionLimit: mysql2 never starts its sweeper.
    assert!(left(Model { sweep: Sweep::Never, ..presets::MYSQL2 }, limits) > 15.0);
}

#[test]
fn impatient_callers_time_out_and_full_queues_refuse() {
    let limits = Limits { acquire_timeout: Some(0.010), ..sized(5) };
    let outcome = play(&pool(presets::GO, limits), &poisson(1000.0, Time::Exponential(0.010)));
    assert!(outcome.timeouts.value > 400.0 && outcome.wait_max <= 0.0101, "{outcome:?}");
    let limits = Limits { queue_limit: Some(3), ..sized(5) };
    let outcome = play(&pool(presets::MYSQL2, limits), &poisson(1000.0, Time::Exponential(0.010)));
    assert!(outcome.refused.value > 400.0 && outcome.waiting.value <= 3.0, "{outcome:?}");
}

#[test]
fn the_seed_decides_and_the_threads_do_not() {
    let pool = pool(presets::GO, Limits { max_idle: Some(3), ..Limits::default() });
    let load = poisson(400.0, Time::from_mean_and_p95(0.010, 0.030).expect("possible"));
    let with = |threads, seed| simulate(&pool, &load, &Run { threads, seed, ..run() }, Watch::default());
    assert_eq!(with(1, 5), with(4, 5));
    assert_ne!(with(1, 5), with(1, 6));
}

#[test]
fn a_simulation_can_be_watched_and_stopped() {
    let pool = pool(presets::GO, sized(10));
    let load = poisson(500.0, Time::Exponential(0.010));
    let heard = Mutex::new(Vec::new());
    let listen = |share: f64| heard.lock().expect("no one panics").push(share);
    let watch = Watch { stop: None, progress: Some(&listen) };
    simulate(&pool, &load, &run(), watch).expect("the run ends");
    let heard = heard.into_inner().expect("no one panics");
    assert!(heard.is_sorted() && heard.last().is_some_and(|last| (last - 1.0).abs() < 1e-6), "{heard:?}");

    let stop = AtomicBool::new(false);
    let halt = |share: f64| stop.store(share > 0.3, Ordering::Relaxed);
    let watch = Watch { stop: Some(&stop), progress: Some(&halt) };
    let long = Run { length: 1e6, ..run() };
    assert_eq!(simulate(&pool, &load, &Run { replications: 20, ..run() }, watch), Err(SimulationError::Stopped));
    stop.store(true, Ordering::Relaxed);
    assert_eq!(
        simulate(&pool, &load, &long, Watch { stop: Some(&stop), progress: None }),
        Err(SimulationError::Stopped)
    );
}

#[test]
fn a_load_that_never_ends_is_an_error_and_not_a_full_memory() {
    let load = poisson(100_000.0, Time::Fixed(1.0));
    let outcome = simulate(&pool(presets::GO, sized(2)), &load, &Run { replications: 1, ..run() }, Watch::default());
    assert!(matches!(outcome, Err(SimulationError::Overrun)));
}

#[test]
fn nonsense_is_refused() {
    let good = poisson(100.0, Time::Fixed(0.01));
    let refused = |pool: &Pool, load: &Workload, run: &Run| {
        matches!(simulate(pool, load, run, Watch::default()), Err(SimulationError::Input(_)))
    };
    let go = pool(presets::GO, sized(2));
    assert!(refused(&go, &poisson(f64::NAN, Time::ZERO), &run()));
    assert!(refused(&go, &poisson(1.0, Time::Fixed(-1.0)), &run()));
    assert!(refused(&go, &Workload { arrivals: Arrivals::Recorded([2.0, 1.0].into()), ..good.clone() }, &run()));
    assert!(refused(&pool(presets::GO, sized(0)), &good, &run()));
    assert!(refused(&pool(presets::GO, Limits { max_lifetime: Some(f64::INFINITY), ..sized(2) }), &good, &run()));
    assert!(refused(&go, &good, &Run { length: 0.0, ..run() }));
}

#[test]
fn a_fleet_is_the_sum_of_its_pools() {
    let service = |instances, rate| Service {
        pool: pool(presets::GO, Limits { max_idle: Some(2), ..Limits::default() }),
        workload: poisson(rate, Time::Exponential(0.020)),
        instances,
    };
    let fleet = Fleet { services: vec![service(20, 100.0), service(10, 400.0)] };
    let run = Run { warm_up: 2.0, length: 20.0, threads: 2, ..Run::default() };
    let outcome = simulate_fleet(&fleet, &run, Watch::default()).expect("the run ends");
    assert!((outcome.served.value / 6000.0 - 1.0).abs() < 0.02, "{:?}", outcome.served);
    let alone = play(&fleet.services[1].pool, &fleet.services[1].workload);
    assert!((outcome.services[1].opens.value / (10.0 * alone.opens.value) - 1.0).abs() < 0.05);
    let one = simulate_fleet(&fleet, &Run { threads: 1, ..run }, Watch::default()).expect("the run ends");
    assert_eq!(one, outcome);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_pool_breaks_its_own_limits(
        which in 0..presets::ALL.len(),
        max_open in 1_u32..20,
        max_idle in 0_u32..20,
        min_idle in 0_u32..20,
        lifetime in prop::option::of(0.0_f64..3.0),
        idle_time in prop::option::of(0.0_f64..3.0),
        patience in prop::option::of(0.0_f64..0.1),
        rate in 0.0_f64..3000.0,
        seed: u64,
    ) {
        let limits = Limits {
            max_open: Some(max_open), max_idle: Some(max_idle), min_idle, initial: min_idle,
            max_lifetime: lifetime, max_idle_time: idle_time, acquire_timeout: patience,
            queue_limit: Some(100), hard_idle_time: None,
        };
        let run = Run { warm_up: 0.0, length: 5.0, replications: 2, seed, ..Run::default() };
        let load = poisson(rate, Time::Exponential(0.005));
        let outcome = simulate(&pool(presets::ALL[which], limits), &load, &run, Watch::default()).expect("the run ends");
        prop_assert!(outcome.open_max <= max_open && outcome.in_use_max <= max_open);
        let closes = outcome.closed_by_idle_cap.value + outcome.closed_by_lifetime.value + outcome.closed_by_idle_time.value;
        prop_assert!((outcome.opens.value - closes) * 5.0 <= f64::from(max_open) + 1e-6);
        prop_assert!(outcome.wait_p50.value <= outcome.wait_p95.value && outcome.wait_p95.value <= outcome.wait_p99.value);
        prop_assert!(outcome.wait_p99.value <= outcome.wait_max + 1e-9);
        let asked = outcome.served.value + outcome.timeouts.value + outcome.refused.value;
        prop_assert!(asked * 5.0 <= rate * 5.0 + 6.0 * (rate * 5.0).sqrt() + 100.0);
    }
}
