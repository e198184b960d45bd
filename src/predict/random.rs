//! Random bits that are the same on every machine: xoshiro256++ by Blackman and Vigna (2019), seeded by SplitMix64.
//!
//! Small and fast, with a period of 2^256 − 1. Not for secrets.

/// A stream of random numbers; equal seeds make equal streams.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
    /// The polar method makes normal numbers in pairs: this is the other one.
    spare: Option<f64>,
}

/// 2^-53: the distance of neighbours in [0, 1).
const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

impl Random {
    /// The stream `stream` of the seed: streams of one seed are independent of each other.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mixer = seed ^ split_mix(&mut stream.wrapping_add(0x6a09_e667_f3bc_c909));
        let state = std::array::from_fn(|_| split_mix(&mut mixer));
        Self { state, spare: None }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// Evenly in (0, 1]: never 0, so that its logarithm is finite.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * STEP
    }

    /// Evenly in 0 … n − 1, and 0 if n is 0. The bias is below n ÷ 2^32.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        let scaled = (self.bits() >> 32) * u64::from(n);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// Exponentially with mean 1.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -self.unit().ln()
    }

    /// Normally with mean 0 and deviation 1, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let scale = (-2.0 * square.ln() / square).sqrt();
                self.spare = Some(y * scale);
                return x * scale;
            }
        }
    }
}

/// SplitMix64's step.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of a million draws.
    fn moments(mut draw: impl FnMut(&mut Random) -> f64) -> (f64, f64) {
        let mut random = Random::new(7, 1);
        let draws: Vec<f64> = (0..1_000_000).map(|_| draw(&mut random)).collect();
        let mean = draws.iter().sum::<f64>() / 1e6;
        (mean, draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1e6)
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // The first outputs of the reference implementation in C for the state 1, 2, 3, 4.
        let mut random = Random { state: [1, 2, 3, 4], spare: None };
        assert_eq!([random.bits(), random.bits(), random.bits()], [41_943_041, 58_720_359, 3_588_806_011_781_223]);
    }

    #[test]
    fn draws_have_their_moments() {
        let near = |(mean, variance): (f64, f64), m: f64, v: f64| {
            assert!((mean - m).abs() < 0.004 && (variance - v).abs() < 0.01, "{mean} {variance}");
        };
        near(moments(Random::unit), 0.5, 1.0 / 12.0);
        near(moments(Random::exponential), 1.0, 1.0);
        near(moments(Random::normal), 0.0, 1.0);
        near(moments(|random| f64::from(random.below(3))), 1.0, 2.0 / 3.0);
    }

    #[test]
    fn streams_differ_and_repeat() {
        assert_eq!(Random::new(1, 2).bits(), Random::new(1, 2).bits());
        assert_ne!(Random::new(1, 2).bits(), Random::new(1, 3).bits());
        assert_ne!(Random::new(1, 2).bits(), Random::new(2, 2).bits());
    }
}
