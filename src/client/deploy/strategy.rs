//! How a Kubernetes workload rolls out, with Kubernetes' own rounding.
//!
//! During a rolling update a Deployment has at most `replicas + maxSurge` pods, `maxSurge` rounded up, and may at once tell
//! `maxUnavailable` of the old ones to stop, rounded down; both are 25 % unless said otherwise
//! (<https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment>). Pods that are ending do
//! not count: as soon as they are told to stop, as many new ones start, and the old keep their connections until they end, up
//! to `terminationGracePeriodSeconds` (30 unless said otherwise). So the first step of a rollout runs
//!
//! ```text
//! replicas + ⌈maxSurge⌉ + ⌊maxUnavailable⌋
//! ```
//!
//! processes side by side: 15 replicas are 15 + 4 + 3 = 22, as seen in <https://github.com/kubernetes/kubernetes/issues/95498>.
//! That is the number taken for a rollout, because every rollout goes through it. Later steps can add more where pods take
//! longer to end than new ones to get ready, up to twice the replicas and never more; how long either takes is in no file.
//!
//! Nothing is added where the old pods end first: `Recreate`, a StatefulSet (the new pod has the old one's name), a DaemonSet
//! without `maxSurge`, a grace period of 0, and `podReplacementPolicy: TerminationComplete`.

use std::sync::Arc;

use crate::client::deploy::kubernetes::{at, whole_number};
use crate::client::deploy::service::Kind;
use crate::client::pool::instances::{Instances, Surge};
use crate::source::node::Node;
use crate::text::origin::{Origin, Stated};
use crate::text::place::SourceFile;
use crate::text::quantity;

/// How a workload rolls out.
#[derive(Debug, Clone, Default)]
pub(super) struct Strategy {
    /// New pods above the replicas.
    surge: Option<Stated<Surge>>,
    /// Old pods that may stop before new ones are ready, where those that are ending overlap with new ones.
    unavailable: Option<Stated<Surge>>,
}

const DEFAULT: &str = "Kubernetes' default for a rolling update";

/// Reads the strategy beside the replicas.
pub(super) fn read(file: &SourceFile, spec: &Node, kind: Kind) -> Strategy {
    let (strategy, defaults) = match kind {
        Kind::Deployment => (spec.get("strategy"), Some(())),
        Kind::DaemonSet => (spec.get("updateStrategy"), None),
        Kind::Rollout => return of_argo(file, spec),
        _ => return Strategy::default(),
    };
    let says = |key: &str| strategy.and_then(|strategy| at(strategy, &[key])).and_then(|node| node.text());
    if says("type").is_some_and(|kind| kind != "RollingUpdate") {
        return Strategy::default();
    }
    let rolling = strategy.and_then(|strategy| strategy.get("rollingUpdate"));
    let part = |key: &str| {
        let stated = rolling.and_then(|rolling| share(file, rolling.get(key)));
        stated.or_else(|| {
            defaults.map(|()| Stated::new(Surge::Share(0.25), Origin::default(format!("{DEFAULT}, {key} 25%"))))
        })
    };
    let overlaps = kind == Kind::Deployment && waits_for_no_end(file, spec);
    let unavailable = part("maxUnavailable").filter(|_| overlaps);
    Strategy { surge: part("maxSurge"), unavailable }
}

/// Argo's Rollout: `blueGreen` runs the new set in full beside the old one, `canary` rolls as a Deployment does, with 25 % more and none
/// missing unless said otherwise (<https://argo-rollouts.readthedocs.io/en/stable/features/specification/>).
fn of_argo(file: &SourceFile, spec: &Node) -> Strategy {
    let strategy = spec.get("strategy");
    let part = |name: &str| strategy.and_then(|strategy| strategy.get(name));
    if let Some(blue_green) = part("blueGreen") {
        let origin = Origin::file(file.place(blue_green.span))
            .with_note("blueGreen: the new set runs in full beside the old one");
        return Strategy { surge: Some(Stated::new(Surge::Share(1.0), origin)), unavailable: None };
    }
    let canary = part("canary");
    let surge = canary.and_then(|canary| share(file, canary.get("maxSurge")));
    let default = || Stated::new(Surge::Share(0.25), Origin::default("Argo's default for a canary, maxSurge 25%"));
    let unavailable = canary.and_then(|canary| share(file, canary.get("maxUnavailable")));
    Strategy { surge: Some(surge.unwrap_or_else(default)), unavailable }
}

/// Whether new pods start while old ones are still ending.
fn waits_for_no_end(file: &SourceFile, spec: &Node) -> bool {
    let policy = spec.get("podReplacementPolicy").and_then(|node| node.text());
    let grace =
        whole_number(file, at(spec, &["template", "spec", "terminationGracePeriodSeconds"])).and_then(Result::ok);
    policy != Some("TerminationComplete") && grace.is_none_or(|grace| grace.value > 0)
}

/// `25%`, or a number of pods; more than all of them is all of them.
fn share(file: &SourceFile, node: Option<&Arc<Node>>) -> Option<Stated<Surge>> {
    let node = node?;
    let text = node.text()?.trim();
    let surge = match text.strip_suffix('%') {
        Some(percent) => Surge::Share(f64::from(percent.trim().parse::<u32>().ok()?.min(100)) / 100.0),
        None => Surge::Replicas(quantity::count(text).ok()?),
    };
    Some(Stated::new(surge, Origin::file(file.place(node.span))))
}

impl Strategy {
    /// Puts the rollout beside the replicas.
    pub(super) fn apply(&self, instances: &mut Instances) {
        let max = instances.max;
        let Some(surge) = &self.surge else { return };
        // A rollout starts no more new pods than there are replicas.
        let within = |surge: Surge| if surge.up(max) > max { Surge::Replicas(max) } else { surge };
        instances.surge = Some(Stated::new(within(surge.value), surge.origin.clone()));
        let Some(unavailable) = &self.unavailable else { return };
        // Where both are nothing, Kubernetes lets one be unavailable: the rollout would stand still.
        let stuck = surge.value.up(max) == 0 && unavailable.value.down(max) == 0;
        let ending = if stuck { Surge::Replicas(1) } else { unavailable.value };
        let note = format!(
            "maxUnavailable: pods that are ending keep their connections beside the surge; up to {} in all where they end \
             slowly",
            max.saturating_mul(2)
        );
        instances.terminating = Some(Stated::new(ending, unavailable.origin.clone().with_note(note)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use proptest::prelude::*;

    fn rollout(kind: Kind, replicas: u64, spec: &str) -> (u64, u64) {
        let file = SourceFile::new("a.yaml", spec);
        let root = yaml::read(&file).expect("valid").remove(0);
        let mut instances = Instances { min: replicas, max: replicas, ..Instances::default() };
        read(&file, &root, kind).apply(&mut instances);
        (instances.surge_replicas(), instances.terminating_replicas())
    }

    #[test]
    fn without_a_strategy_a_quarter_more_start_and_a_quarter_end() {
        let of = |replicas| rollout(Kind::Deployment, replicas, "template: {}");
        assert_eq!([of(1), of(3), of(4), of(15)], [(1, 0), (1, 0), (1, 1), (4, 3)]);
    }

    #[test]
    fn numbers_and_shares_are_taken_as_written() {
        let of = |spec: &str| rollout(Kind::Deployment, 10, &format!("strategy: {{rollingUpdate: {spec}}}"));
        assert_eq!(of("{maxSurge: 2, maxUnavailable: 0}"), (2, 0));
        assert_eq!(of("{maxSurge: 100%, maxUnavailable: 30%}"), (10, 0));
        assert_eq!(of("{maxSurge: 15%, maxUnavailable: 15%}"), (2, 1));
        assert_eq!(of("{maxSurge: 50, maxUnavailable: 0}"), (10, 0));
        assert_eq!(of("{maxSurge: 0, maxUnavailable: 5%}"), (0, 1));
    }

    #[test]
    fn where_the_old_end_first_nothing_overlaps() {
        assert_eq!(rollout(Kind::Deployment, 10, "strategy: {type: Recreate}"), (0, 0));
        assert_eq!(rollout(Kind::StatefulSet, 10, "updateStrategy: {type: RollingUpdate}"), (0, 0));
        assert_eq!(rollout(Kind::DaemonSet, 10, "updateStrategy: {type: RollingUpdate}"), (0, 0));
        assert_eq!(rollout(Kind::DaemonSet, 10, "updateStrategy: {rollingUpdate: {maxSurge: 20%}}"), (2, 0));
        assert_eq!(rollout(Kind::Deployment, 10, "podReplacementPolicy: TerminationComplete"), (3, 0));
        assert_eq!(rollout(Kind::Deployment, 10, "template: {spec: {terminationGracePeriodSeconds: 0}}"), (3, 0));
    }

    proptest! {
        #[test]
        fn a_rollout_is_what_kubernetes_computes(replicas in 1_u64..300, surge in 0_u64..=100, unavailable in 0_u64..=100) {
            let spec = format!("strategy: {{rollingUpdate: {{maxSurge: {surge}%, maxUnavailable: {unavailable}%}}}}");
            let (more, ending) = rollout(Kind::Deployment, replicas, &spec);
            let up = (surge * replicas).div_ceil(100);
            let down = (unavailable * replicas / 100).max(u64::from(up == 0));
            prop_assert_eq!(more, up);
            prop_assert_eq!(ending, down.min(replicas - up));
        }
    }
}
