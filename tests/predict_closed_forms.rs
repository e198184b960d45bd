//! The simulator against the formulas, where they hold.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use poolcheck::predict::churn::{Load, Service, opens};
use poolcheck::predict::model::{Limits, Model, NextWaiter, Pool};
use poolcheck::predict::presets;
use poolcheck::predict::queueing::{Queue, little, reconnects, time_wait};
use poolcheck::predict::simulate::{Outcome, Run, Watch, simulate};
use poolcheck::predict::time::Time;
use poolcheck::predict::workload::{Arrivals, Workload};
use proptest::prelude::*;

fn workload(arrivals: Arrivals, service: Time) -> Workload {
    Workload { arrivals, service, overhead: Time::ZERO, dial: Time::ZERO }
}

fn poisson(rate: f64, service: Time) -> Workload {
    workload(Arrivals::Poisson { rate }, service)
}

fn fixed_size(model: Model, size: u32) -> Pool {
    Pool { model, limits: Limits { max_open: Some(size), max_idle: Some(size), ..Limits::default() } }
}

fn play(pool: &Pool, workload: &Workload, run: Run) -> Outcome {
    simulate(pool, workload, &Run { threads: 2, steps: 1, ..run }, Watch::default()).expect("the run ends")
}

/// Plays ten connections of 10 ms each at a utilisation, and says what Erlang C says.
fn at(utilisation: f64, order: NextWaiter, seed: u64) -> (Outcome, Queue) {
    let queue = Queue { servers: 10, rate: utilisation * 1000.0, hold: 0.010, variability: 1.0 };
    let model = Model { next_waiter: order, ..presets::GO };
    let run = Run { warm_up: 10.0, length: 60.0, replications: 10, seed, ..Run::default() };
    (play(&fixed_size(model, 10), &poisson(queue.rate, Time::Exponential(queue.hold)), run), queue)
}

#[test]
fn erlang_c_lies_in_the_simulators_own_interval() {
    let mut outside = Vec::new();
    for percent in (50..=95).step_by(5) {
        let (outcome, queue) = at(f64::from(percent) / 100.0, NextWaiter::First, 1);
        let mean = outcome.wait_mean;
        assert!(mean.high - mean.value < 0.25 * mean.value, "{percent} %: the interval says nothing: {mean:?}");
        for (name, estimate, exact) in [
            ("mean", mean, queue.mean_wait()),
            ("share", outcome.waited, queue.waiting_share()),
            ("p99", outcome.wait_p99, queue.wait_in_order(0.99)),
        ] {
            if !estimate.holds(exact) {
                outside.push(format!("{name} at {percent} %: {exact} is not in {estimate:?}"));
            }
        }
    }
    // Each interval holds the truth 19 times of 20, so of thirty one or two may not. The simulation is the same each
    // time: with the default seed all of them do.
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn the_order_of_waiters_changes_the_tail_and_not_the_mean() {
    let (random, queue) = at(0.9, NextWaiter::Random, 1);
    let (first, _) = at(0.9, NextWaiter::First, 1);
    assert!(random.wait_mean.holds(queue.mean_wait()));
    assert!(random.wait_p99.low > first.wait_p99.high, "{:?} {:?}", random.wait_p99, first.wait_p99);
}

#[test]
fn every_model_of_fixed_size_waits_as_erlang_c_says() {
    for model in presets::ALL {
        let mut pool = fixed_size(model, 10);
        pool.limits.min_idle = 10;
        pool.limits.initial = 10;
        let run = Run { warm_up: 5.0, length: 40.0, replications: 8, ..Run::default() };
        let outcome = play(&pool, &poisson(800.0, Time::Exponential(0.010)), run);
        let exact = Queue { servers: 10, rate: 800.0, hold: 0.010, variability: 1.0 }.mean_wait();
        assert!(
            (outcome.wait_mean.value / exact - 1.0).abs() < 0.10,
            "{}: {:?} {exact}",
            model.name,
            outcome.wait_mean
        );
        assert!(outcome.opens.value < 1e-9, "{}", model.name);
    }
}

/// Opens a second in an open loop whose number in use has this deviation: simulated, and by the closed form.
fn churn(max_idle: u32, deviation: f64, fixed: bool, seed: u64) -> (f64, f64) {
    let (hold, rate) = (0.010, deviation * deviation / 0.010);
    let (service, kind) =
        if fixed { (Time::Fixed(hold), Service::Fixed) } else { (Time::Exponential(hold), Service::Exponential) };
    let limits = Limits { max_idle: Some(max_idle), ..Limits::default() };
    let outcome = play(&Pool { model: presets::GO, limits }, &poisson(rate, service), short(seed));
    assert!((outcome.time_wait.value - time_wait(outcome.closed_by_idle_cap.value)).abs() < 1e-6);
    let formula = opens(Load::Open { rate, hold }, kind, u64::from(max_idle)).likely.expect("within the closed form");
    (outcome.opens.value, formula)
}

#[test]
fn the_closed_form_of_churn_is_within_six_percent_at_nine_of_ten() {
    let (mut met, mut all) = (0, 0);
    for max_idle in 1..=8 {
        for deviations in [0.4, 0.7, 1.0, 1.25, 1.5] {
            let deviation = f64::from(max_idle) / deviations;
            for fixed in [true, false] {
                if deviation >= 2.0 {
                    let (simulated, formula) = churn(max_idle, deviation, fixed, 1);
                    all += 1;
                    met += u32::from((simulated / formula - 1.0).abs() <= 0.06);
                }
            }
        }
    }
    assert!(met * 10 >= all * 9, "{met} of {all}");
}

/// A short run for the properties.
fn short(seed: u64) -> Run {
    Run { warm_up: 2.0, length: 20.0, replications: 4, seed, ..Run::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn littles_law_holds_in_every_model(
        which in 0..presets::ALL.len(),
        size in 2_u32..30,
        utilisation in 0.2_f64..0.85,
        hold in 0.002_f64..0.020,
        seed: u64,
    ) {
        let rate = utilisation * f64::from(size) / hold;
        let pool = fixed_size(presets::ALL[which], size);
        let outcome = play(&pool, &poisson(rate, Time::Exponential(hold)), short(seed));
        prop_assert!((outcome.in_use.value / little(outcome.served.value, hold) - 1.0).abs() < 0.03);
        let waiting = little(outcome.served.value, outcome.wait_mean.value);
        prop_assert!((outcome.waiting.value - waiting).abs() <= 0.02 * waiting + 1e-3, "{} {waiting}", outcome.waiting.value);
    }

    #[test]
    fn churn_is_near_the_closed_form_where_it_holds(
        max_idle in 1_u32..8,
        deviations in 0.3_f64..1.5,
        fixed: bool,
        seed: u64,
    ) {
        let deviation = f64::from(max_idle) / deviations;
        prop_assume!((2.0..12.0).contains(&deviation));
        let (simulated, formula) = churn(max_idle, deviation, fixed, seed);
        prop_assert!((simulated / formula - 1.0).abs() < 0.15, "{simulated} {formula}");
    }

    #[test]
    fn busy_connections_are_replaced_once_a_lifetime(size in 5_u32..40, lifetime in 0.5_f64..4.0, seed: u64) {
        // Workers without a pause keep every connection busy, so that each is replaced as soon as it is too old.
        let mut pool = fixed_size(presets::GO, size);
        pool.limits.max_lifetime = Some(lifetime);
        let load = workload(Arrivals::closed(size, Time::ZERO), Time::Exponential(0.005));
        let run = Run { warm_up: 0.0, length: 20.0 * lifetime, replications: 2, seed, ..Run::default() };
        let outcome = play(&pool, &load, run);
        let formula = reconnects(f64::from(size), lifetime + 0.005);
        prop_assert!((outcome.closed_by_lifetime.value / formula - 1.0).abs() < 0.06, "{:?} {formula}", outcome.opens);
    }
}
