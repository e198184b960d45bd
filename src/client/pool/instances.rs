//! How many processes hold a pool: replicas times processes, steady, at the autoscaler's maximum, and in a rollout.

use crate::text::origin::{Origin, OriginKind, Stated};

/// Some of the replicas during a rollout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Surge {
    /// A share of the replicas: extra ones are rounded up, ending ones down, as Kubernetes does.
    Share(f64),
    /// A number of replicas.
    Replicas(u64),
}

/// How far a product may be from the whole number that it stands for: 7 % of 100 is 7.000000000000001 to a machine.
const NEAR: f64 = 1e-5;

impl Surge {
    /// The part of `replicas`, rounded up.
    pub fn up(self, replicas: u64) -> u64 {
        self.part(replicas, |part| (part - NEAR).ceil())
    }

    /// The part of `replicas`, rounded down.
    pub fn down(self, replicas: u64) -> u64 {
        self.part(replicas, |part| (part + NEAR).floor())
    }

    // Both factors are bounded when read, so the product fits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn part(self, replicas: u64, round: fn(f64) -> f64) -> u64 {
        match self {
            Self::Replicas(count) => count,
            Self::Share(share) => round(replicas as f64 * share).max(0.0) as u64,
        }
    }
}

/// How many processes hold a pool.
#[derive(Debug, Clone)]
pub struct Instances {
    /// Replicas in the steady state (the autoscaler's minimum).
    pub min: u64,
    /// Replicas at the autoscaler's maximum.
    pub max: u64,
    /// Where the replicas were stated, or the assumption of one.
    pub origin: Origin,
    /// Processes per replica.
    pub processes: Stated<u64>,
    /// Extra replicas during a rollout; none if no rollout is declared.
    pub surge: Option<Stated<Surge>>,
    /// Old replicas that a rollout has told to stop while as many new ones start: they hold their connections until they end,
    /// and no surge counts them. None where the platform waits for the end, or nobody said.
    pub terminating: Option<Stated<Surge>>,
}

impl Default for Instances {
    /// One process, and says that it was assumed.
    fn default() -> Self {
        Self {
            min: 1,
            max: 1,
            origin: Origin::default("one replica assumed; state `replicas`"),
            processes: Stated::new(1, Origin::default("one process per replica")),
            surge: None,
            terminating: None,
        }
    }
}

impl Instances {
    /// Processes in the steady state.
    pub fn steady(&self) -> u64 {
        self.min.saturating_mul(self.processes.value)
    }

    /// Processes at the autoscaler's maximum.
    pub fn maximum(&self) -> u64 {
        self.max.saturating_mul(self.processes.value)
    }

    /// Processes while a rollout overlaps: the maximum, the surge, and what is ending beside them; the maximum where no
    /// rollout is declared.
    pub fn rollout(&self) -> u64 {
        let replicas = self.max.saturating_add(self.surge_replicas()).saturating_add(self.terminating_replicas());
        replicas.saturating_mul(self.processes.value)
    }

    /// Whether somebody deploys the pool, and how often it runs could not be read: one is assumed, and every sum of it is a lower
    /// bound.
    pub fn is_assumed(&self) -> bool {
        [&self.origin, &self.processes.origin].into_iter().any(|origin| origin.kind == OriginKind::Unresolved)
    }

    /// The same processes and surge with another number of replicas at all times.
    #[must_use]
    pub fn with_replicas(&self, replicas: u64) -> Self {
        Self { min: replicas, max: replicas, ..self.clone() }
    }

    /// Whether a rollout runs more processes than the maximum has.
    pub const fn overlaps(&self) -> bool {
        self.surge.is_some() || self.terminating.is_some()
    }

    /// Extra replicas during a rollout.
    pub fn surge_replicas(&self) -> u64 {
        self.surge.as_ref().map_or(0, |surge| surge.value.up(self.max))
    }

    /// Replicas that are ending beside those and the surge. A rollout starts no more new replicas than there are old ones, so
    /// the three together are never above twice the maximum.
    pub fn terminating_replicas(&self) -> u64 {
        let room = self.max.saturating_sub(self.surge_replicas());
        self.terminating.as_ref().map_or(0, |ending| ending.value.down(self.max).min(room))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rollout_surges_the_maximum_rounded_up() {
        let instances = Instances {
            min: 20,
            max: 35,
            surge: Some(Stated::new(Surge::Share(0.25), Origin::flag("test"))),
            ..Instances::default()
        };
        assert_eq!((instances.steady(), instances.maximum(), instances.rollout()), (20, 35, 44));
    }

    #[test]
    fn one_replica_with_a_quarter_of_surge_is_two() {
        let surge = Some(Stated::new(Surge::Share(0.25), Origin::flag("test")));
        assert_eq!(Instances { surge, ..Instances::default() }.rollout(), 2);
    }

    #[test]
    fn what_is_ending_comes_on_top_and_is_rounded_down() {
        let quarter = || Some(Stated::new(Surge::Share(0.25), Origin::flag("test")));
        let of = |max| Instances { max, surge: quarter(), terminating: quarter(), ..Instances::default() };
        assert_eq!((of(15).rollout(), of(3).rollout(), of(1).rollout()), (15 + 4 + 3, 3 + 1, 1 + 1));
    }

    proptest! {
        /// `maxSurge` is `ceil(percent × replicas ÷ 100)` and `maxUnavailable` the floor, in Kubernetes' GetScaledValueFromIntOrPercent.
        #[test]
        fn shares_round_as_kubernetes_does(percent in 0_u64..=200, replicas in 0_u64..=5000) {
            let share = Surge::Share(percent as f64 / 100.0);
            prop_assert_eq!(share.up(replicas), (percent * replicas).div_ceil(100));
            prop_assert_eq!(share.down(replicas), percent * replicas / 100);
        }

        #[test]
        fn a_rollout_is_at_most_twice_the_maximum(max in 0_u64..300, surge in 0_u64..=100, ending in 0_u64..=100) {
            let share = |percent: u64| Some(Stated::new(Surge::Share(percent as f64 / 100.0), Origin::flag("test")));
            let instances = Instances { max, surge: share(surge), terminating: share(ending), ..Instances::default() };
            prop_assert!((max..=2 * max).contains(&instances.rollout()));
        }
    }
}
