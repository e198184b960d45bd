//! Plans are the fewest connections that do, and say what stands in the way.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

use poolcheck::predict::model::{Limits, Pool};
use poolcheck::predict::plan::{Need, Obstacle, Plan, Terms, fewest, meets, plan};
use poolcheck::predict::presets;
use poolcheck::predict::simulate::{Run, Watch, simulate};
use poolcheck::predict::time::Time;
use poolcheck::predict::workload::{Arrivals, Workload};
use proptest::prelude::*;

fn need(which: usize, rate: f64, hold: f64, instances: u32) -> Need {
    let workload = Workload::on_loopback(Arrivals::Poisson { rate }, Time::Exponential(hold));
    Need { model: presets::ALL[which], workload, instances }
}

fn terms(connections: u64) -> Terms {
    Terms { connections, wait_p99: 0.020, reconnects: 10.0, idle_limit: 540.0 }
}

fn planned(needs: &[Need], terms: &Terms) -> Plan {
    plan(needs, terms, Watch::default()).expect("it ends")
}

#[test]
fn a_fleet_that_fits_gets_sizes_and_no_obstacle() {
    let plan = planned(&[need(0, 200.0, 0.020, 10), need(2, 100.0, 0.010, 4)], &terms(151));
    assert!(plan.obstacles.is_empty(), "{plan:?}");
    assert_eq!(plan.connections, 10 * u64::from(plan.sizes[0].max_open) + 4 * u64::from(plan.sizes[1].max_open));
    assert!(plan.sizes[0].max_open >= 5 && plan.sizes[0].max_open < 15, "{plan:?}");
    assert!((plan.sizes[0].max_lifetime - 540.0).abs() < 1e-9);
}

#[test]
fn one_that_does_not_fit_is_told_what_is_needed_and_whether_patience_helps() {
    let fleet = [need(0, 200.0, 0.020, 20)];
    let Obstacle::Connections { needed, at_any_wait } = planned(&fleet, &terms(120)).obstacles[0] else {
        panic!("connections are what is short")
    };
    assert!(needed > 120 && !at_any_wait, "{needed}");
    assert!(planned(&fleet, &terms(needed)).obstacles.is_empty());
    // 4 of 5 connections are busy at 200/s: below five in each process no wait is long enough.
    let short = planned(&fleet, &terms(99)).obstacles;
    assert!(matches!(short[..], [Obstacle::Connections { at_any_wait: true, .. }]), "{short:?}");
}

#[test]
fn short_idle_limits_make_too_many_reconnects() {
    let plan = planned(&[need(0, 200.0, 0.020, 20)], &Terms { idle_limit: 10.0, ..terms(1000) });
    assert!(matches!(plan.obstacles[..], [Obstacle::Reconnects { needed }] if needed > 10.0), "{plan:?}");
}

#[test]
fn a_planned_pool_keeps_its_promise_with_other_random_numbers() {
    let mut random = poolcheck::predict::random::Random::new(1, 1);
    for which in (0..presets::ALL.len()).cycle().take(25) {
        let (hold, load) = (0.005 + 0.020 * random.unit(), 0.5 + 6.0 * random.unit());
        let need = need(which, load / hold, hold, 3);
        let size = planned(std::slice::from_ref(&need), &terms(1000)).sizes[0];
        let limits = Limits {
            max_open: Some(size.max_open),
            max_idle: Some(size.max_open),
            initial: size.max_open,
            ..Limits::default()
        };
        let run = Run { warm_up: 2.0, length: 20.0, replications: 4, seed: 99, ..Run::default() };
        let outcome = simulate(&Pool { model: need.model, limits }, &need.workload, &run, Watch::default());
        let wait = outcome.expect("it ends").wait_p99;
        assert!(wait.low <= 0.020, "{need:?} {size:?} {wait:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_that_of_an_exhaustive_search(
        which in 0..presets::ALL.len(),
        load in 0.2_f64..6.0,
        hold in 0.005_f64..0.050,
        wait in 0.001_f64..0.100,
    ) {
        let need = need(which, load / hold, hold, 1);
        let found = fewest(&need, wait, Watch::default()).expect("it ends");
        let does = |size| meets(&need, size, wait, Watch::default()).expect("it ends");
        prop_assert!(does(found));
        // Sizes at which the queue grows without end need not be played.
        let smaller = (1..found).filter(|size| f64::from(*size) > load * (1.0 + 0.000_26 / hold)).find(|size| does(*size));
        prop_assert_eq!(smaller, None);
    }
}
