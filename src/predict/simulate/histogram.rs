//! Percentiles of a stream in constant memory: counts in buckets that are 1 ⁄ 64 of their value wide.

/// Buckets to each doubling: the error of a percentile is below 1.6 %.
const FINE_BITS: u32 = 6;
const FINE: u64 = 1 << FINE_BITS;

/// Counts of values, exact below 64 and within a 64th above.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram {
    counts: Vec<u64>,
    total: u64,
    largest: u64,
}

impl Histogram {
    #[inline]
    pub(super) fn add(&mut self, value: u64) {
        let bucket = bucket(value);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(bucket) {
            *count += 1;
        }
        self.total += 1;
        self.largest = self.largest.max(value);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
        self.largest = self.largest.max(other.largest);
    }

    pub(super) fn largest(&self) -> u64 {
        self.largest
    }

    /// The value that `rank` of the values are below; 0 without any.
    pub(super) fn at_rank(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        for (bucket, count) in self.counts.iter().enumerate() {
            let count = *count as f64;
            if below + count > rank {
                let (low, width) = bounds(bucket);
                return (low + width * (rank - below) / count).min(self.largest as f64);
            }
            below += count;
        }
        self.largest as f64
    }
}

/// The bucket of a value.
#[inline]
fn bucket(value: u64) -> usize {
    if value < FINE {
        return usize::try_from(value).unwrap_or(0);
    }
    let shift = value.ilog2() - FINE_BITS;
    let bucket = u64::from(shift + 1) * FINE + ((value >> shift) - FINE);
    usize::try_from(bucket).unwrap_or(0)
}

/// Where a bucket begins and how wide it is.
fn bounds(bucket: usize) -> (f64, f64) {
    let bucket = bucket as u64;
    if bucket < FINE {
        return (bucket as f64, 1.0);
    }
    let width = 2_f64.powi(i32::try_from(bucket / FINE - 1).unwrap_or(0));
    ((bucket % FINE + FINE) as f64 * width, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_value_lies_in_its_bucket(value in 0_u64..1 << 44) {
            let (low, width) = bounds(bucket(value));
            prop_assert!(low <= value as f64 && (value as f64) < low + width);
            prop_assert!(width <= 1.0_f64.max(value as f64 / 64.0));
        }

        #[test]
        fn percentiles_are_within_a_sixtieth(values in prop::collection::vec(0_u64..1 << 40, 100..300), at in 0_usize..100) {
            let mut histogram = Histogram::default();
            for value in &values {
                histogram.add(*value);
            }
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let exact = sorted[at] as f64;
            prop_assert!((histogram.at_rank(at as f64) - exact).abs() <= exact / 60.0 + 1.0);
        }
    }
}
