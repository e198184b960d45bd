//! The queue in front of a pool, where formulas suffice: Little's law, Erlang's two formulas, reconnects, sockets.
//!
//! Erlang C holds for arrivals at random and exponential service. Its mean wait holds in any order of service, its
//! percentiles only where waiters are served in order: with a random order the tail is longer (`simulate` shows it).

use super::churn::TIME_WAIT;

/// How many there are on average, where `rate` a second come and each stays `seconds`: Little's law. It holds for
/// anything that is stable, in any order, for any distribution.
pub fn little(rate: f64, seconds: f64) -> f64 {
    rate * seconds
}

/// Connections a second that are made anew where `connections` are retired after `lifetime` seconds and all of them are
/// busy. Under light load fewer: what nobody takes expires and is not replaced.
pub fn reconnects(connections: f64, lifetime: f64) -> f64 {
    if lifetime > 0.0 { connections / lifetime } else { 0.0 }
}

/// Sockets in TIME_WAIT at a steady number of closes a second, on whichever side closed: each stays 60 s (Linux).
pub fn time_wait(closes_per_second: f64) -> f64 {
    little(closes_per_second, TIME_WAIT)
}

/// The share of callers that find all of `servers` taken and leave: Erlang B, at an offered load in erlangs
/// (rate × hold time).
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked))
}

/// The share of callers that have to wait for one of `servers`: Erlang C, at an offered load in erlangs. 1 where the
/// load is not below the servers, because then the queue grows without end.
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let count = f64::from(servers);
    if load >= count {
        return 1.0;
    }
    let blocked = erlang_b(servers, load);
    count * blocked / (count - load * (1.0 - blocked))
}

/// A queue in front of a number of connections.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Connections that serve.
    pub servers: u32,
    /// Requests per second, at random.
    pub rate: f64,
    /// Mean seconds that a request holds a connection: the client's, not the server's query time.
    pub hold: f64,
    /// The variance of the hold time over the square of its mean: 0 fixed, 1 exponential.
    pub variability: f64,
}

impl Queue {
    /// The offered load in erlangs: connections in use on average, if all of them find one.
    pub fn load(&self) -> f64 {
        little(self.rate, self.hold)
    }

    /// The share of the connections that are in use; 1 and more never comes to rest.
    pub fn utilisation(&self) -> f64 {
        self.load() / f64::from(self.servers)
    }

    /// The share of requests that wait, for exponential hold times.
    pub fn waiting_share(&self) -> f64 {
        erlang_c(self.servers, self.load())
    }

    /// Mean wait in seconds over all requests, those that find a connection at once too: Erlang C × (1 + cv²) ÷ 2.
    /// Exact for exponential hold times, and for any with one server; otherwise near. Infinite at utilisation 1.
    pub fn mean_wait(&self) -> f64 {
        let spare = f64::from(self.servers) - self.load();
        if spare <= 0.0 {
            return f64::INFINITY;
        }
        self.waiting_share() * self.hold / spare * (1.0 + self.variability) / 2.0
    }

    /// Requests that wait at one moment, on average.
    pub fn waiting(&self) -> f64 {
        little(self.rate, self.mean_wait())
    }

    /// The wait in seconds that the share `quantile` of all requests does not exceed, with waiters served in order and
    /// exponential hold times.
    pub fn wait_in_order(&self, quantile: f64) -> f64 {
        let spare = f64::from(self.servers) - self.load();
        if spare <= 0.0 {
            return f64::INFINITY;
        }
        ((self.waiting_share() / (1.0 - quantile)).ln() * self.hold / spare).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn queue(servers: u32, load: f64) -> Queue {
        Queue { servers, rate: load, hold: 1.0, variability: 1.0 }
    }

    #[test]
    fn the_waiting_line_is_that_of_a_published_table() {
        // Heizer and Render, Operations Management, table D.5: the mean number in line by servers and λ ÷ μ.
        for (servers, load, published) in [
            (2, 0.90, 0.2285),
            (3, 0.90, 0.0300),
            (2, 1.0, 0.3333),
            (3, 1.0, 0.0454),
            (2, 1.5, 1.9286),
            (3, 1.5, 0.2368),
            (4, 1.5, 0.0448),
            (5, 2.0, 0.0398),
            (4, 3.0, 1.5282),
            (5, 3.0, 0.3541),
            (5, 4.0, 2.2164),
        ] {
            let computed = queue(servers, load).waiting();
            assert!((computed - published).abs() < 0.000_15, "{servers} {load}: {computed} against {published}");
        }
    }

    #[test]
    fn the_share_that_waits_is_that_of_published_tables() {
        // Dunlop, Girma and Irvine, Digital Mobile Communications and the TETRA System, Erlang C table: the load in
        // erlangs at which 5 % and 1 % of the calls are delayed.
        assert!((erlang_c(8, 3.87) - 0.050).abs() < 0.0005, "{}", erlang_c(8, 3.87));
        assert!((erlang_c(10, 4.08) - 0.010).abs() < 0.0001, "{}", erlang_c(10, 4.08));
        // Gross and Harris, Fundamentals of Queueing Theory: three servers at two erlangs, 4 of 9 wait.
        assert!((erlang_c(3, 2.0) - 4.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn the_share_that_is_turned_away_is_that_of_the_published_table() {
        // The Erlang B table at 1 %, as in every handbook of telephone traffic (Rappaport, Wireless Communications, 3.4).
        // It gives the load to three digits: half of the last one up or down, the share lies on either side of 1 %.
        let table = [
            (2, 0.153, 5e-4),
            (5, 1.36, 5e-3),
            (10, 4.46, 5e-3),
            (20, 12.0, 0.05),
            (50, 37.9, 0.05),
            (100, 84.1, 0.05),
        ];
        for (servers, load, half) in table {
            let (below, above) = (erlang_b(servers, load - half), erlang_b(servers, load + half));
            assert!(below < 0.010 && 0.010 < above, "{servers} {load}: {below} {above}");
        }
    }

    #[test]
    fn the_measured_pool_is_met_in_the_mean() {
        // MaxOpen 10, service 5 ms + 0.16 ms: the table of go-pool measurements in docs/predictions.md.
        let measured = |utilisation: f64, variability| Queue {
            servers: 10,
            rate: utilisation * 10.0 / 0.005_16,
            hold: 0.005_16,
            variability,
        };
        assert!((measured(0.687, 1.0).mean_wait() - 0.000_333).abs() < 0.000_005);
        assert!((measured(0.891, 1.0).mean_wait() - 0.003_03).abs() < 0.000_06);
        assert!((measured(0.790, 0.0).mean_wait() - 0.000_474).abs() < 0.000_005);
        assert!((measured(0.687, 1.0).wait_in_order(0.95) - 0.0023).abs() < 0.000_05);
        assert!((measured(0.891, 1.0).wait_in_order(0.99) - 0.0196).abs() < 0.0005);
    }

    #[test]
    fn what_never_comes_to_rest_is_infinite() {
        assert!(queue(10, 10.0).mean_wait().is_infinite());
        assert!(queue(0, 1.0).wait_in_order(0.99).is_infinite());
        assert!((erlang_c(10, 11.0) - 1.0).abs() < 1e-12);
        assert!(reconnects(10.0, 0.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn a_server_more_never_makes_anyone_wait_longer(servers in 1_u32..300, load in 0.0_f64..400.0) {
            prop_assert!(erlang_c(servers + 1, load) <= erlang_c(servers, load) + 1e-12);
            prop_assert!(erlang_b(servers, load) <= erlang_c(servers, load) + 1e-12);
            prop_assert!((0.0..=1.0).contains(&erlang_c(servers, load)));
        }
    }
}
