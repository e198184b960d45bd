//! What stands between client and server and closes idle connections.

use std::time::Duration;

use crate::client::pool::settings::Limit;
use crate::text::ending::Ending;
use crate::text::origin::{Origin, Stated};

/// How a hop sees a connection, which decides whether TCP keepalive probes reset its idle clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Forwards packets (load balancer, NAT, conntrack): probes pass through and reset its clock.
    Transport,
    /// Ends the connection and opens its own (proxy, mesh): probes stop at it.
    Application,
}

/// What a hop takes for activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Bytes on the way: a connection whose query runs and sends nothing is idle for it. HAProxy ends a running query of 5 s after a
    /// `timeout client` of 3 s (measured with 2.6 and 3.2).
    Packets,
    /// Sessions of MySQL's protocol, which it speaks itself: one whose query runs is not idle.
    Sessions,
    /// Nobody said what it is.
    Unknown,
}

/// A kind of hop with its documented idle limit.
#[derive(Debug)]
pub struct Preset {
    /// The name in `path:`.
    pub name: &'static str,
    /// The documented default idle limit; none where there is no default worth a verdict.
    pub idle: Option<Duration>,
    /// How it sees a connection.
    pub layer: Layer,
    /// How it ends an idle connection.
    pub ending: Ending,
    /// What it takes for activity.
    pub counts: Counts,
    /// Where the number is documented.
    pub source: &'static str,
}

const fn preset(
    name: &'static str,
    idle: Option<u64>,
    (layer, ending, counts): (Layer, Ending, Counts),
    source: &'static str,
) -> Preset {
    let idle = match idle {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => None,
    };
    Preset { name, idle, layer, ending, counts, source }
}

/// Forwards packets, and forgets an idle connection without a word.
const FORGETS: (Layer, Ending, Counts) = (Layer::Transport, Ending::Silence, Counts::Packets);
/// Forwards packets, forgets an idle connection, and answers its next packet with an RST: AWS' load balancer
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html>) and NAT gateway
/// (<https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html>).
const RESETS_ON_USE: (Layer, Ending, Counts) = (Layer::Transport, Ending::ResetOnUse, Counts::Packets);
/// Ends the connection itself, and closes an idle one.
const CLOSES: (Layer, Ending, Counts) = (Layer::Application, Ending::Fin, Counts::Packets);
/// Speaks MySQL's protocol itself, and closes an idle session.
const SPEAKS: (Layer, Ending, Counts) = (Layer::Application, Ending::Fin, Counts::Sessions);

/// The hops that `path:` knows by name.
pub static PRESETS: &[Preset] = &[
    preset(
        "aws-nlb",
        Some(350),
        RESETS_ON_USE,
        "AWS Network Load Balancer, TCP idle timeout 350 s: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html",
    ),
    preset(
        "azure-lb",
        Some(240),
        FORGETS,
        "Azure Load Balancer, idle timeout 4 minutes: https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset",
    ),
    preset(
        "aws-nat",
        Some(350),
        RESETS_ON_USE,
        "AWS NAT gateway, idle timeout 350 s: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
    ),
    preset(
        "gcp",
        Some(600),
        FORGETS,
        "Google Cloud VPC firewall, connection tracking 10 minutes: https://cloud.google.com/firewall/docs/firewalls",
    ),
    preset(
        "k8s-ipvs",
        Some(900),
        FORGETS,
        "Linux IPVS, TCP session timeout 900 s: https://kubernetes.io/docs/reference/networking/virtual-ips/",
    ),
    preset(
        "conntrack",
        Some(86_400),
        FORGETS,
        "kube-proxy, --conntrack-tcp-timeout-established 24 h: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/",
    ),
    preset(
        "istio",
        Some(3600),
        CLOSES,
        "Envoy TCP proxy, idle timeout 1 h: https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
    ),
    preset(
        "envoy",
        Some(3600),
        CLOSES,
        "Envoy TCP proxy, idle timeout 1 h: https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts",
    ),
    preset(
        "rds-proxy",
        Some(1800),
        SPEAKS,
        "RDS Proxy, IdleClientTimeout 1800 s: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html",
    ),
    preset(
        "proxysql",
        Some(28_800),
        SPEAKS,
        "ProxySQL, mysql-wait_timeout 28800000 ms: https://proxysql.com/documentation/global-variables/mysql-variables/",
    ),
    preset("haproxy", None, CLOSES, "HAProxy, `timeout client` and `timeout server` have no default: state `idle`"),
    preset("nat", None, FORGETS, "NAT gateways differ: state `idle`"),
    preset("maxscale", None, SPEAKS, "MaxScale, service `wait_timeout` is off by default: state `idle`"),
];

/// The preset with this name.
pub fn preset_named(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// One hop of a pool's path.
#[derive(Debug, Clone)]
pub struct Hop {
    /// The name, a preset's or the user's own.
    pub name: Stated<String>,
    /// When it closes an idle connection, if ever; none where that is not known.
    pub idle: Option<Stated<Limit<Duration>>>,
    /// How it sees a connection.
    pub layer: Layer,
    /// How it ends an idle connection.
    pub ending: Ending,
    /// What it takes for activity.
    pub counts: Counts,
    /// Its own pool is judged in the same run: what the server does to its connections is that pool's matter.
    pub judged_itself: bool,
}

impl Hop {
    /// Whether TCP keepalive probes of this period keep it from ending a connection: they pass through a forwarder and reset its
    /// clock, and a proxy answers them itself.
    pub fn is_reset_by(&self, probes: Option<Duration>, idle: Duration) -> bool {
        self.layer == Layer::Transport && probes.is_some_and(|probes| probes < idle)
    }

    /// Whether it puts all clients behind one address: `nat`, `aws-nat`, `nat-gateway`.
    pub fn is_nat(&self) -> bool {
        self.name.value.split(['-', '_']).any(|word| word.eq_ignore_ascii_case("nat"))
    }

    /// Whether it lets many clients share few connections to the server, so that the clients' pools say nothing about
    /// those: [ProxySQL](https://proxysql.com/documentation/multiplexing/) and
    /// [RDS Proxy](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html). MaxScale opens one for
    /// each of its clients' unless it is told otherwise. One whose own pool is counted in the same run counts for all of them.
    pub fn shares_connections(&self) -> bool {
        self.judged_itself || matches!(self.name.value.as_str(), "proxysql" | "rds-proxy")
    }

    /// A hop of a known kind, with its documented limit.
    pub fn of(preset: &'static Preset, origin: Origin) -> Self {
        Self {
            idle: preset.idle.map(|idle| Stated::new(Limit::At(idle), Origin::default(preset.source))),
            layer: preset.layer,
            ending: preset.ending,
            counts: preset.counts,
            name: Stated::new(preset.name.to_owned(), origin),
            judged_itself: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nat_is_known_by_its_name() {
        let hop = |name: &str| Hop {
            name: Stated::new(name.to_owned(), Origin::flag("test")),
            idle: None,
            layer: Layer::Transport,
            ending: Ending::Silence,
            counts: Counts::Packets,
            judged_itself: false,
        };
        assert!(hop("nat").is_nat() && hop("aws-nat").is_nat() && hop("NAT_gateway").is_nat());
        assert!(!hop("aws-nlb").is_nat() && !hop("natural").is_nat());
    }

    #[test]
    fn probes_reset_a_forwarder_and_no_proxy() {
        let hop = |preset| Hop::of(preset_named(preset).expect("a preset"), Origin::flag("test"));
        let (idle, probes) = (Duration::from_secs(240), Some(Duration::from_secs(15)));
        assert!(hop("azure-lb").is_reset_by(probes, idle));
        assert!(!hop("azure-lb").is_reset_by(Some(idle), idle));
        assert!(!hop("azure-lb").is_reset_by(None, idle));
        assert!(!hop("haproxy").is_reset_by(probes, idle));
    }
}
