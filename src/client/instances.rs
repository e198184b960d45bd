//! How many processes hold a pool: replicas times processes, steady, at the autoscaler's maximum, and in a rollout.

use crate::text::origin::{Origin, Stated};

/// Extra replicas during a rollout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Surge {
    /// A share of the replicas, rounded up (Kubernetes rounds `maxSurge` up).
    Share(f64),
    /// A number of replicas.
    Replicas(u64),
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

    /// Processes while a rollout overlaps; the maximum where no rollout is declared.
    pub fn rollout(&self) -> u64 {
        self.max.saturating_add(self.surge_replicas()).saturating_mul(self.processes.value)
    }

    /// The same processes and surge with another number of replicas at all times.
    #[must_use]
    pub fn with_replicas(&self, replicas: u64) -> Self {
        Self { min: replicas, max: replicas, ..self.clone() }
    }

    /// Extra replicas during a rollout.
    pub fn surge_replicas(&self) -> u64 {
        match self.surge.as_ref().map(|surge| surge.value) {
            None => 0,
            Some(Surge::Replicas(n)) => n,
            // Both factors are bounded when read, so the product fits.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(Surge::Share(share)) => (self.max as f64 * share).ceil().max(0.0) as u64,
        }
    }
}

#[cfg(test)]
mod tests {
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
}
