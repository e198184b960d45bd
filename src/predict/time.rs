//! How long something takes, when it is not always the same: holding a connection, thinking, dialling.

use super::random::Random;

/// A length of time in seconds, fixed or drawn anew each time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Time {
    /// Always the same.
    Fixed(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// The logarithm is normal: the usual shape of query times, most of them short and a few long.
    Lognormal {
        /// The mean of the logarithm.
        log_mean: f64,
        /// The deviation of the logarithm.
        log_deviation: f64,
    },
}

/// The normal distribution's 95 % point.
const NORMAL_95: f64 = 1.644_853_627;
/// The normal distribution's 99 % point.
const NORMAL_99: f64 = 2.326_347_874;

impl Time {
    /// Nothing at all.
    pub const ZERO: Self = Self::Fixed(0.0);

    /// The lognormal time with this mean and this 95th percentile, in seconds. `None` if there is none: the percentile
    /// of a lognormal time is at most 3.87 times its mean.
    pub fn from_mean_and_p95(mean: f64, p95: f64) -> Option<Self> {
        lognormal(mean, p95, NORMAL_95)
    }

    /// The lognormal time with this mean and this 99th percentile, in seconds. `None` if there is none: the percentile
    /// of a lognormal time is at most 14.97 times its mean.
    pub fn from_mean_and_p99(mean: f64, p99: f64) -> Option<Self> {
        lognormal(mean, p99, NORMAL_99)
    }

    /// The mean in seconds.
    pub fn mean(self) -> f64 {
        match self {
            Self::Fixed(seconds) | Self::Exponential(seconds) => seconds,
            Self::Lognormal { log_mean, log_deviation } => (log_mean + log_deviation * log_deviation / 2.0).exp(),
        }
    }

    /// The variance in seconds².
    pub fn variance(self) -> f64 {
        match self {
            Self::Fixed(_) => 0.0,
            Self::Exponential(mean) => mean * mean,
            Self::Lognormal { log_deviation, .. } => self.mean().powi(2) * (log_deviation * log_deviation).exp_m1(),
        }
    }

    /// Whether every draw is a number of seconds, at least 0.
    pub fn is_valid(self) -> bool {
        let mean = self.mean();
        mean.is_finite() && mean >= 0.0 && self.variance().is_finite()
    }

    /// Draws one, in seconds.
    #[inline]
    pub fn draw(self, random: &mut Random) -> f64 {
        match self {
            Self::Fixed(seconds) => seconds,
            Self::Exponential(mean) => mean * random.exponential(),
            Self::Lognormal { log_mean, log_deviation } => (log_mean + log_deviation * random.normal()).exp(),
        }
    }
}

/// From ln(percentile ÷ mean) = z σ − σ² ÷ 2; of the two solutions the one that is less spread.
fn lognormal(mean: f64, percentile: f64, z: f64) -> Option<Time> {
    let ratio = (percentile / mean).ln();
    let root = z * z - 2.0 * ratio;
    if !(mean > 0.0 && mean.is_finite() && ratio >= 0.0 && root >= 0.0) {
        return None;
    }
    let log_deviation = z - root.sqrt();
    Some(Time::Lognormal { log_mean: mean.ln() - log_deviation * log_deviation / 2.0, log_deviation })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lognormal_time_has_the_mean_and_percentile_that_it_was_made_from() {
        let mut random = Random::new(1, 1);
        let time = Time::from_mean_and_p99(0.010, 0.060).expect("possible");
        let mut draws: Vec<f64> = (0..1_000_000).map(|_| time.draw(&mut random)).collect();
        draws.sort_by(f64::total_cmp);
        assert!((draws.iter().sum::<f64>() / 1e6 / 0.010 - 1.0).abs() < 0.01);
        assert!((draws[990_000] / 0.060 - 1.0).abs() < 0.02, "{}", draws[990_000]);
    }

    #[test]
    fn percentiles_that_no_lognormal_time_has_are_refused() {
        assert_eq!(Time::from_mean_and_p95(0.010, 0.039), None);
        assert!(Time::from_mean_and_p95(0.010, 0.0386).is_some());
        assert_eq!(Time::from_mean_and_p99(0.010, 0.150), None);
        assert_eq!(Time::from_mean_and_p95(0.010, 0.009), None);
        assert_eq!(Time::from_mean_and_p95(0.0, 0.0), None);
        assert_eq!(Time::from_mean_and_p95(f64::NAN, 1.0), None);
    }

    proptest! {
        #[test]
        fn the_moments_are_those_of_the_draws(mean in 0.001_f64..1.0, ratio in 1.0_f64..3.5, seed: u64) {
            let time = Time::from_mean_and_p95(mean, mean * ratio).expect("possible");
            prop_assert!((time.mean() / mean - 1.0).abs() < 1e-9);
            let mut random = Random::new(seed, 0);
            let drawn = (0..20_000).map(|_| time.draw(&mut random)).sum::<f64>() / 20_000.0;
            prop_assert!((drawn - mean).abs() < 6.0 * (time.variance() / 20_000.0).sqrt() + 1e-12);
        }
    }
}
