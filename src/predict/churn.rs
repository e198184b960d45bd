//! How many connections a second are opened anew because a pool keeps too few idle ones.
//!
//! The idle count of a busy pool walks at random between 0 and max_idle. At the upper end a returned connection is
//! closed, at the lower end a request dials. The closed form below was found from measured runs of Go's database/sql and
//! of SQLAlchemy's overflow, and holds within 6 % (90th percentile) up to max_idle = 1.5 σ. It knows a load, not a pool:
//! a max_open that requests wait for makes fewer opens than this, because a waiter takes what is given back.

/// The load of one pool in one process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load {
    /// Requests arrive by themselves.
    Open {
        /// Requests per second.
        rate: f64,
        /// Seconds that a request holds a connection.
        hold: f64,
    },
    /// Workers that query, think and repeat.
    Closed {
        /// How many.
        workers: f64,
        /// Seconds that a request holds a connection.
        hold: f64,
        /// Seconds between two requests of one worker.
        think: f64,
    },
}

/// How the time that a request holds a connection varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Not at all.
    Fixed,
    /// Exponentially, the usual assumption.
    Exponential,
}

impl Load {
    /// Requests per second.
    pub fn rate(self) -> f64 {
        match self {
            Self::Open { rate, .. } => rate,
            Self::Closed { workers, hold, think } if hold + think > 0.0 => workers / (hold + think),
            Self::Closed { .. } => 0.0,
        }
    }

    /// The standard deviation of the connections in use: Poisson's in an open loop, the binomial's in a closed one.
    pub fn deviation(self) -> f64 {
        match self {
            Self::Open { rate, hold } => (rate * hold).sqrt(),
            Self::Closed { workers, hold, think } if hold + think > 0.0 => {
                let busy = hold / (hold + think);
                (workers * busy * (1.0 - busy)).sqrt()
            }
            Self::Closed { .. } => 0.0,
        }
    }
}

/// Connections opened per second. As many are closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opens {
    /// Where requests come at random; none between 1.5 σ and 5 σ, where only a bound is known.
    pub likely: Option<f64>,
    /// No more than this where requests come at random: the closed form with g = 1.
    pub at_most: f64,
    /// Where they do not: workers in step, arrivals in bunches.
    pub in_step: f64,
}

/// Up to this many standard deviations of max_idle the closed form holds.
const HOLDS_TO: f64 = 1.5;
/// From this many on churn was not seen any more.
const VANISHES_AT: f64 = 5.0;

/// opens/s = X ÷ (K + 1) · g(K ÷ σ), with X requests per second and K = max_idle.
pub fn opens(load: Load, service: Service, max_idle: u64) -> Opens {
    let (rate, kept) = (load.rate(), max_idle as f64);
    let in_step = match load {
        Load::Open { .. } => rate,
        Load::Closed { workers, .. } if workers > kept => rate * (workers - kept) / workers,
        Load::Closed { .. } => 0.0,
    };
    if max_idle == 0 {
        return Opens { likely: Some(rate), at_most: rate, in_step: rate };
    }
    let deviations = kept / load.deviation();
    let walk = rate / (kept + 1.0);
    if deviations >= VANISHES_AT {
        return Opens { likely: Some(0.0), at_most: 0.0, in_step };
    }
    let likely = (deviations <= HOLDS_TO).then(|| walk * damping(load, service, deviations));
    Opens { likely, at_most: walk, in_step: in_step.max(walk) }
}

/// g: how much rarer the walk reaches its ends where max_idle is a larger part of the usual swing.
fn damping(load: Load, service: Service, deviations: f64) -> f64 {
    match (load, service) {
        (Load::Open { .. }, Service::Fixed) => (-(deviations / 3.6).powi(3)).exp(),
        _ => (-(deviations / 3.15).powf(1.95)).exp(),
    }
}

/// The smallest max_idle at which churn vanishes while the load is steady.
pub fn calm_idle(load: Load) -> f64 {
    (VANISHES_AT * load.deviation()).ceil()
}

/// How long a closed socket keeps its port, in seconds: a constant of Linux (TCP_TIMEWAIT_LEN).
pub const TIME_WAIT: f64 = 60.0;
/// The share of the closed sockets that wait on the client's side where the driver is not known: Go's, as it was measured.
pub const CLIENT_SHARE: f64 = 0.75;

/// The ports that the client's side holds in TIME_WAIT at a steady number of closes per second, of which this share waits there.
pub fn sockets_waiting(closes_per_second: f64, client_share: f64) -> f64 {
    closes_per_second * client_share * TIME_WAIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The share of the requests that open a connection.
    fn share(load: Load, service: Service, max_idle: u64) -> f64 {
        opens(load, service, max_idle).likely.expect("within the closed form") / load.rate()
    }

    fn open(rate: f64, hold: f64) -> Load {
        Load::Open { rate, hold }
    }

    fn closed(workers: f64, hold: f64, think: f64) -> Load {
        Load::Closed { workers, hold, think }
    }

    #[test]
    fn measured_runs_are_met_within_six_percent() {
        // Go 1.24.4, go-sql-driver/mysql 1.9.0, MariaDB 10.11 on loopback: opens per request.
        for (load, service, max_idle, measured) in [
            (open(1000.0, 0.020), Service::Fixed, 2, 0.3211),
            (open(1000.0, 0.020), Service::Fixed, 5, 0.1576),
            (open(1000.0, 0.005), Service::Fixed, 2, 0.3279),
            (open(1000.0, 0.005), Service::Exponential, 2, 0.3003),
            (open(1000.0, 0.020), Service::Exponential, 2, 0.3172),
            (open(2000.0, 0.020), Service::Fixed, 0, 0.9985),
            (closed(10.0, 0.020, 0.020), Service::Fixed, 2, 0.2888),
            (closed(50.0, 0.020, 0.020), Service::Fixed, 2, 0.3309),
            (closed(100.0, 0.020, 0.020), Service::Fixed, 5, 0.1528),
        ] {
            let predicted = share(load, service, max_idle);
            assert!((predicted / measured - 1.0).abs() < 0.065, "{load:?} {max_idle}: {predicted} against {measured}");
        }
    }

    #[test]
    fn the_example_of_fifty_workers_is_met() {
        // 5 ms queries, exponential think time of 20 ms: 1918, 655, 66 and 0 opens per second at 0, 2, 10 and 25 idle.
        let load = closed(50.0, 0.005, 0.020);
        assert!((opens(load, Service::Exponential, 0).at_most - 1918.0).abs() / 1918.0 < 0.06);
        assert!((opens(load, Service::Exponential, 2).likely.expect("below 1.5 σ") - 655.0).abs() / 655.0 < 0.06);
        let ten = opens(load, Service::Exponential, 10);
        assert!(ten.likely.is_none() && ten.at_most > 66.0);
        assert!(opens(load, Service::Exponential, 25).at_most < 1.0);
    }

    #[test]
    fn the_default_of_two_costs_about_one_query_in_three_a_dial() {
        assert!((share(open(2333.0, 0.0274), Service::Exponential, 2) - 0.33).abs() < 0.01);
    }

    #[test]
    fn workers_without_think_time_hardly_churn_unless_they_move_in_step() {
        let load = closed(20.0, 0.010, 0.0);
        let opens = opens(load, Service::Fixed, 5);
        assert!(opens.likely.is_some_and(|likely| likely < 1.0) && opens.at_most < 1.0);
        assert!((opens.in_step - 2000.0 * 15.0 / 20.0).abs() < 1e-6);
    }

    #[test]
    fn five_deviations_are_calm() {
        let load = open(1000.0, 0.020);
        assert!((calm_idle(load) - 23.0).abs() < 1e-6);
        assert!(opens(load, Service::Fixed, 23).at_most < 1e-6);
        assert!(opens(load, Service::Fixed, 22).at_most > 0.0);
    }

    proptest! {
        #[test]
        fn more_idle_never_predicts_more_opens(rate in 0.0_f64..1e6, hold in 0.0_f64..100.0, max_idle in 0_u64..10_000) {
            let at = |max_idle| opens(open(rate, hold), Service::Exponential, max_idle);
            prop_assert!(at(max_idle + 1).at_most <= at(max_idle).at_most);
            prop_assert!(at(max_idle).likely.unwrap_or(0.0) <= at(max_idle).at_most);
            prop_assert!(at(max_idle).at_most <= rate);
        }

        #[test]
        fn no_load_makes_it_panic(workers in 0.0_f64..1e9, hold in 0.0_f64..1e9, think in 0.0_f64..1e9, max_idle: u64) {
            let opens = opens(closed(workers, hold, think), Service::Fixed, max_idle);
            prop_assert!(opens.at_most.is_finite() && opens.in_step.is_finite());
        }
    }
}
