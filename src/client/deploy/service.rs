//! One service of a deployment: how many replicas run, of what, with which environment.

use crate::client::deploy::process_type::ProcessType;
use crate::client::pool::instances::Instances;
use crate::text::origin::{Origin, Stated};
use crate::text::place::Place;
use crate::text::quantity;

/// The platform's own word for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Kubernetes: replicas behind a rollout strategy.
    Deployment,
    /// Kubernetes: named replicas, replaced one by one.
    StatefulSet,
    /// Kubernetes: replicas without a rollout.
    ReplicaSet,
    /// Kubernetes: a replica on every node.
    DaemonSet,
    /// Argo: a Deployment with a rollout of its own.
    Rollout,
    /// Knative and Cloud Run: as many as requests need.
    Knative,
    /// Kubernetes: runs once.
    Job,
    /// Kubernetes: runs at times.
    CronJob,
    /// A service of a Compose file.
    Compose,
    /// A service of App Engine.
    AppEngine,
    /// An application of Cloud Foundry.
    CloudFoundry,
    /// A service of Amazon's ECS.
    Ecs,
    /// A function of a serverless platform.
    Function,
    /// A group of a Nomad job.
    Nomad,
    /// A unit of systemd.
    Systemd,
}

/// One service of a deployment.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What the platform calls it.
    pub kind: Kind,
    /// Where its name stands.
    pub place: Place,
    /// The whole section.
    pub section: Place,
    /// Its replicas.
    pub instances: Instances,
    /// What runs in a replica.
    pub containers: Vec<Container>,
    /// It ends when its work is done: a migration is no part of the steady fleet.
    pub once: bool,
}

/// One container of a service.
#[derive(Debug, Clone)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Its image, where one is named.
    pub image: Option<String>,
    /// The folder that the image is built of, where the file says so.
    pub built: Option<String>,
    /// The whole section.
    pub section: Place,
    /// The program that its command line starts, where it is one that is known.
    pub process_type: Option<ProcessType>,
    /// Its environment, as far as the files of the run say it.
    pub environment: Vec<Variable>,
    /// What of the environment stands elsewhere.
    pub(super) references: Vec<Reference>,
}

/// One variable of a container's environment. The value may be a password, so nothing shows it.
#[derive(Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its text; none where it is a secret, or stands where nobody can see it.
    pub value: Option<String>,
    /// Where the text stands, or the name where there is none.
    pub place: Place,
}

/// A part of an environment that stands in a ConfigMap.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// The ConfigMap's name.
    pub(super) map: String,
    /// The variable and the key of its value; none where the whole map is taken.
    pub(super) one: Option<(String, String)>,
    /// What stands before the names of a whole map.
    pub(super) prefix: String,
}

impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.name, self.place)
    }
}

/// The whole number that a variable holds.
pub fn value_of(environment: &[Variable], name: &str) -> Option<Stated<u64>> {
    let variable = environment.iter().rev().find(|variable| variable.name == name)?;
    let count = quantity::count(variable.value.as_deref()?).ok()?;
    Some(Stated::new(count.max(1), Origin::file(variable.place.clone()).with_note(name.to_owned())))
}

/// Images of what is no application: stores, brokers, proxies, and tools beside them, by the first word of their name.
const NO_APPLICATION: [&str; 36] = [
    "mysql",
    "mariadb",
    "percona",
    "tidb",
    "vitess",
    "postgres",
    "postgresql",
    "redis",
    "valkey",
    "memcached",
    "mongo",
    "mongodb",
    "rabbitmq",
    "kafka",
    "zookeeper",
    "nats",
    "elasticsearch",
    "opensearch",
    "clickhouse",
    "minio",
    "nginx",
    "httpd",
    "haproxy",
    "traefik",
    "envoy",
    "caddy",
    "proxysql",
    "maxscale",
    "adminer",
    "phpmyadmin",
    "mailhog",
    "mailpit",
    "prometheus",
    "grafana",
    "jaeger",
    "busybox",
];

impl Kind {
    /// The name for people, and before the `/` in `--map POOL=deployment/checkout`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::ReplicaSet => "ReplicaSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::Compose => "Compose service",
            Self::Rollout => "Rollout",
            Self::Knative => "Knative service",
            Self::AppEngine => "App Engine service",
            Self::CloudFoundry => "Cloud Foundry application",
            Self::Ecs => "ECS service",
            Self::Function => "Function",
            Self::Nomad => "Nomad group",
            Self::Systemd => "systemd unit",
        }
    }
}

impl Service {
    /// Whether it may be what runs an application's pools all day.
    pub fn is_application(&self) -> bool {
        let store = |container: &Container| container.image.as_deref().is_some_and(is_no_application);
        !self.once && (self.containers.is_empty() || !self.containers.iter().all(store))
    }
}

fn is_no_application(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or(name).to_lowercase();
    let first = name.split(['-', '_', '.']).next().unwrap_or(&name);
    NO_APPLICATION.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::place::{SourceFile, Span};

    #[test]
    fn an_image_s_first_word_tells_a_store() {
        for image in ["mysql:8.4", "docker.io/bitnami/redis-cluster:7", "nginx", "ghcr.io/a/mariadb@sha256:0"] {
            assert!(is_no_application(image), "{image}");
        }
        for image in ["registry:5000/checkout:1", "app", "php-nginx", "acme/orders-mysql"] {
            assert!(!is_no_application(image), "{image}");
        }
    }

    #[test]
    fn a_variable_s_value_is_not_shown() {
        let place = SourceFile::new("a.yaml", "").place(Span::default());
        let variable = Variable { name: "PASSWORD".into(), value: Some("hunter2".into()), place };
        assert_eq!(format!("{variable:?}"), "PASSWORD at a.yaml:1");
    }
}
