//! What several runs say of one number, and how sure they are.

/// A number with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The best guess.
    pub value: f64,
    /// The lower end of the interval; infinitely low with fewer than two runs.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// From independent runs, by Student's t; `value` is what all of them say together. A number of things that cannot
    /// be negative has no negative end.
    pub(super) fn of(value: f64, runs: impl Iterator<Item = f64> + Clone) -> Self {
        let half = half_width(runs);
        Self { value, low: (value - half).max(0.0), high: value + half }
    }

    /// The same in another unit, or for several at once.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    /// Whether the interval holds a number.
    pub fn holds(&self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }
}

/// t × deviation ÷ √n.
fn half_width(runs: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = runs.clone().count() as f64;
    if count < 2.0 {
        return f64::INFINITY;
    }
    let mean = runs.clone().sum::<f64>() / count;
    let squares: f64 = runs.map(|run| (run - mean).powi(2)).sum();
    student(count - 1.0) * (squares / (count - 1.0) / count).sqrt()
}

/// The two-sided 95 % point of Student's t: tabulated for few degrees of freedom, above by the first terms of the
/// expansion of Cornish and Fisher (below 1e-3 off from 10 on).
fn student(freedom: f64) -> f64 {
    const FEW: [f64; 9] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
    let few = FEW.iter().zip(1_u8..).find(|(_, number)| freedom <= f64::from(*number));
    few.map_or_else(
        || {
            let z = 1.959_964_f64;
            let first = (z.powi(3) + z) / 4.0;
            let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
            let third = (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0;
            z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3)
        },
        |(point, _)| *point,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_points_are_the_tabulated_ones() {
        for (freedom, point) in
            [(1.0, 12.706), (4.0, 2.776), (9.0, 2.262), (10.0, 2.228), (19.0, 2.093), (30.0, 2.042), (120.0, 1.980)]
        {
            assert!((student(freedom) - point).abs() < 0.002, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn one_run_says_nothing_of_its_own_error() {
        let estimate = Estimate::of(3.0, [3.0].into_iter());
        assert!(estimate.high.is_infinite() && estimate.holds(1e9));
        let estimate = Estimate::of(3.0, [2.0, 4.0].into_iter());
        assert!((estimate.high - 15.706).abs() < 0.001 && estimate.low.abs() < 1e-9);
    }
}
