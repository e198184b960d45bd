//! The load a pool serves, as the user states it.

use std::time::Duration;

use crate::client::pool::instances::Instances;
use crate::text::origin::Stated;

/// How hold times vary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Distribution {
    /// Every request holds a connection equally long.
    Fixed,
    /// Exponential, the usual assumption.
    #[default]
    Exponential,
}

/// How long a request holds a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// The mean.
    pub mean: Duration,
    /// The 95th percentile, where it is stated.
    pub p95: Option<Duration>,
    /// How it varies.
    pub distribution: Distribution,
}

/// The load a pool serves at peak. What is not stated is not there.
#[derive(Debug, Clone, Default)]
pub struct Workload {
    /// Requests per second (`peak_qps`, `arrival_rate`): an open loop.
    pub rate: Option<Stated<f64>>,
    /// Workers that query, think and repeat: a closed loop.
    pub workers: Option<Stated<u64>>,
    /// What a worker waits between two queries.
    pub think_time: Option<Stated<Duration>>,
    /// How long a request holds a connection.
    pub hold_time: Option<Stated<Hold>>,
    /// Connections in use at once, where that is all one knows.
    pub peak_concurrency: Option<Stated<u64>>,
    /// What opening a connection costs.
    pub dial_time: Option<Stated<Duration>>,
    /// The figures are of one instance, not of all together.
    pub per_instance: bool,
}

/// The connections in use at once, with the arithmetic that led to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Peak {
    /// Connections of one instance in use at once.
    pub per_instance: f64,
    /// The arithmetic, such as `1200/s × 8 ms ÷ 35`.
    pub arithmetic: String,
}

impl Workload {
    /// The figures' divisor: the instances that share them. At peak an autoscaler is at its maximum.
    pub fn shared_by(&self, instances: &Instances) -> u64 {
        if self.per_instance { 1 } else { instances.maximum().max(1) }
    }

    /// The rate of requests of one instance, per second, of an open or a closed loop.
    pub fn rate_per_instance(&self, instances: &Instances) -> Option<f64> {
        let shared = self.shared_by(instances) as f64;
        if let Some(rate) = &self.rate {
            return Some(rate.value / shared);
        }
        let cycle = self.hold_time.as_ref()?.value.mean + self.think_time.as_ref().map_or(Duration::ZERO, |t| t.value);
        let workers = self.workers.as_ref()?.value as f64;
        (!cycle.is_zero()).then(|| workers / cycle.as_secs_f64() / shared)
    }

    /// The connections of one instance in use at once: stated, or by Little's law (rate × hold time).
    ///
    /// Little's law gives the mean at peak load, so the true peak is at least this.
    pub fn peak(&self, instances: &Instances) -> Option<Peak> {
        let shared = self.shared_by(instances);
        let divided = |text: String| if shared > 1 { format!("{text} ÷ {shared} instances") } else { text };
        if let Some(peak) = &self.peak_concurrency {
            let per_instance = peak.value as f64 / shared as f64;
            return Some(Peak { per_instance, arithmetic: divided(format!("{} in use at peak", peak.value)) });
        }
        let hold = self.hold_time.as_ref()?.value.mean;
        let shown = crate::text::quantity::show_duration(hold);
        if let Some(rate) = &self.rate {
            let per_instance = rate.value * hold.as_secs_f64() / shared as f64;
            return Some(Peak { per_instance, arithmetic: divided(format!("{}/s × {shown}", rate.value)) });
        }
        let workers = self.workers.as_ref()?.value;
        let think = self.think_time.as_ref().map_or(Duration::ZERO, |think| think.value);
        let busy = if (hold + think).is_zero() { 1.0 } else { hold.as_secs_f64() / (hold + think).as_secs_f64() };
        let arithmetic = if think.is_zero() {
            format!("{workers} workers")
        } else {
            format!("{workers} workers × {shown} ÷ ({shown} + {})", crate::text::quantity::show_duration(think))
        };
        Some(Peak { per_instance: workers as f64 * busy / shared as f64, arithmetic: divided(arithmetic) })
    }
}
