//! Whether two files describe one pool for two ways of running a program: by their paths, and by the databases that they name.

use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::client::programs::ground::folder_of;
use crate::text::names::words;

/// Words of folders and files that say how a program is run, and not which.
const DEPLOYING: [&str; 37] = [
    "chart",
    "charts",
    "cloud",
    "cm",
    "compose",
    "conf",
    "config",
    "configmap",
    "configs",
    "configuration",
    "container",
    "default",
    "deploy",
    "deployment",
    "deployments",
    "dist",
    "docker",
    "env",
    "environment",
    "environments",
    "etc",
    "example",
    "helm",
    "host",
    "image",
    "infra",
    "install",
    "k8s",
    "kubernetes",
    "kustomize",
    "manifests",
    "ops",
    "overlays",
    "package",
    "packaging",
    "sample",
    "template",
];

/// Words of the engine, which stand in a file's name beside another engine's.
const ENGINES: [&str; 3] = ["mysql", "mariadb", "db"];

/// Whether a path says that what it describes deploys a program that lies elsewhere.
pub(super) fn deploys(path: &str) -> bool {
    folder_of(path).split('/').any(|folder| {
        let words = words(folder);
        words.iter().any(|word| {
            DEPLOYING.contains(&word.as_str())
                && !matches!(word.as_str(), "conf" | "config" | "configs" | "etc" | "default" | "env")
        })
    })
}

/// Whether all in which two paths differ says how a program is run.
pub(super) fn differ_in_deployment(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Vec<Vec<String>> {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        stem.split('/').map(said).filter(|words| !words.is_empty()).collect()
    };
    parts(one) == parts(other)
}

/// Whether two files of one folder are called after environments, of which one is chosen: `development_mysql.yaml` beside
/// `development_multiple_mysql.yaml`.
pub(super) fn are_environments(one: &str, other: &str) -> bool {
    let begins = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        words(name).first().is_some_and(|word| profile::is_profile(word))
    };
    folder_of(one) == folder_of(other) && begins(one) && begins(other)
}

/// The words of a folder's or a file's name that tell which program it is for.
fn said(name: &str) -> Vec<String> {
    let parts = words(name);
    // What begins with how it is run is all about that: `compose-host-network-metric-log`.
    if parts.first().is_some_and(|word| matches!(word.as_str(), "compose" | "docker" | "k8s" | "kubernetes" | "helm")) {
        return Vec::new();
    }
    let tells = |word: &String| {
        !DEPLOYING.contains(&word.as_str()) && !ENGINES.contains(&word.as_str()) && !profile::is_profile(word)
    };
    parts.into_iter().filter(tells).collect()
}

/// Whether the databases that two pools name may be one, and whether they are.
pub(super) fn same_database(one: &Draft, other: &Draft) -> Option<bool> {
    let name = |draft: &Draft| draft.pool.destination.as_ref().and_then(|destination| destination.database.clone());
    match (name(one), name(other)) {
        (Some(one), Some(other)) => Some(one.eq_ignore_ascii_case(&other)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_differ_in_how_a_program_is_run_are_alike() {
        for (one, other) in [
            ("server/config.yaml", "server/config.docker.yaml"),
            (
                "docker/compose-bridge/etc-shop/config.toml",
                "docker/compose-host-network-metric-log/etc-shop/config.toml",
            ),
            ("docker/shop/application.yml", "deploy/shop/application.yml"),
            ("config/development_mysql.yaml", "config/production.yaml"),
        ] {
            assert!(differ_in_deployment(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("services/orders/app.yaml", "services/users/app.yaml"),
            ("charts/orders/values.yaml", "charts/users/values.yaml"),
            ("config/orders.yaml", "config/users.yaml"),
        ] {
            assert!(!differ_in_deployment(one, other), "{one} {other}");
        }
    }
}
