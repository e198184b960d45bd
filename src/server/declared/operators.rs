//! The resources of operators that run servers: mariadb-operator's `MariaDB`, Percona's, Oracle's `InnoDBCluster`. One row each.

use std::collections::HashMap;
use std::sync::Arc;

use super::text::{Text, at, text_at};
use super::{Declared, Said, engine, options};
use crate::server::capture::CaptureError;
use crate::server::evidence::accounts::AccountLimits;
use crate::server::flavors::{Flavor, MARIADB, MYSQL, PERCONA};
use crate::source::node::Node;

/// An operator's resource.
struct Resource {
    kind: &'static str,
    /// What its `apiVersion` holds.
    group: &'static str,
    flavor: &'static Flavor,
    /// Where the option file stands.
    options: &'static [&'static str],
    /// Where the image, or the version itself, stands.
    version: &'static [&'static str],
    /// What names an option file that lies elsewhere.
    elsewhere: &'static [&'static str],
    /// Where the container's resources stand, if the operator works out `max_connections` from the memory.
    memory: Option<&'static [&'static str]>,
}

static RESOURCES: [Resource; 4] = [
    Resource {
        kind: "MariaDB",
        group: "mariadb",
        flavor: &MARIADB,
        options: &["spec", "myCnf"],
        version: &["spec", "image"],
        elsewhere: &["spec", "myCnfConfigMapKeyRef"],
        memory: None,
    },
    Resource {
        kind: "PerconaXtraDBCluster",
        group: "percona",
        flavor: &PERCONA,
        options: &["spec", "pxc", "configuration"],
        version: &["spec", "pxc", "image"],
        elsewhere: &["spec", "pxc", "envVarsSecret"],
        memory: Some(&["spec", "pxc", "resources"]),
    },
    Resource {
        kind: "PerconaServerMySQL",
        group: "percona",
        flavor: &PERCONA,
        options: &["spec", "mysql", "configuration"],
        version: &["spec", "mysql", "image"],
        elsewhere: &[],
        memory: None,
    },
    Resource {
        kind: "InnoDBCluster",
        group: "mysql",
        flavor: &MYSQL,
        options: &["spec", "mycnf"],
        version: &["spec", "version"],
        elsewhere: &[],
        memory: None,
    },
];

/// The bytes of memory for each connection by which Percona's operator works out `max_connections`
/// (<https://github.com/percona/percona-xtradb-cluster-operator/blob/main/pkg/pxc/app/config/autotune.go>).
const BYTES_EACH: u64 = 12_582_880;

/// The servers that operators run.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut found = Vec::new();
    let users = users(&text.documents);
    for root in &text.documents {
        let (kind, group) = (text_at(root, &["kind"]), text_at(root, &["apiVersion"]).unwrap_or_default());
        if let Some(resource) =
            RESOURCES.iter().find(|resource| kind == Some(resource.kind) && group.contains(resource.group))
        {
            let mut declared = of_resource(text, root, resource)?;
            if kind == Some("MariaDB") {
                declared.accounts = accounts(&users, root);
            }
            found.push(declared);
        }
    }
    Ok(found)
}

/// The limit that mariadb-operator gives an account where its resource states none
/// (<https://github.com/mariadb-operator/mariadb-operator/blob/main/api/v1alpha1/user_types.go>).
const USERS: u64 = 10;
/// The limit of the account that it makes with the server
/// (<https://github.com/mariadb-operator/mariadb-operator/blob/main/internal/controller/mariadb_controller.go>).
const FIRST_USERS: u64 = 20;

/// The `User` resources of mariadb-operator, by the server that they are for.
fn users(documents: &[Arc<Node>]) -> HashMap<&str, Vec<&Node>> {
    let mut users: HashMap<&str, Vec<&Node>> = HashMap::new();
    for object in documents.iter().filter(|object| text_at(object, &["kind"]) == Some("User")) {
        if let Some(server) = text_at(object, &["spec", "mariaDbRef", "name"]) {
            users.entry(server).or_default().push(object);
        }
    }
    users
}

/// The accounts that mariadb-operator makes on a server: the first by the server's own resource, others by `User` resources.
fn accounts(users: &HashMap<&str, Vec<&Node>>, server: &Node) -> Vec<AccountLimits> {
    let account = |user: &str, host: Option<&str>, max_user_connections| AccountLimits {
        user: user.to_owned(),
        host: host.unwrap_or("%").to_owned(),
        max_user_connections,
        max_connections_per_hour: 0,
    };
    let first = text_at(server, &["spec", "username"]).map(|user| account(user, None, FIRST_USERS));
    let others = text_at(server, &["metadata", "name"]).and_then(|name| users.get(name)).into_iter().flatten();
    let others = others.filter_map(|object| {
        let user = text_at(object, &["spec", "name"]).or_else(|| text_at(object, &["metadata", "name"]))?;
        let stated = text_at(object, &["spec", "maxUserConnections"]).and_then(|text| text.parse().ok());
        Some(account(user, text_at(object, &["spec", "host"]), stated.unwrap_or(USERS)))
    });
    first.into_iter().chain(others).collect()
}

fn of_resource(text: &Text<'_>, root: &Node, resource: &Resource) -> Result<Declared, CaptureError> {
    let named = text_at(root, resource.version);
    let version = named.and_then(|named| engine::of_tag(named.rsplit(':').next().unwrap_or(named)));
    let known = Some((resource.flavor, version.as_deref()));
    let options = at(root, resource.options);
    let inner = options.map(|node| options::file_of_node(text, node, known)).transpose()?.flatten().unwrap_or_default();
    let mut declared = Declared {
        name: text_at(root, &["metadata", "name"]).unwrap_or_default().to_owned(),
        flavor: Some(resource.flavor),
        shown_by: vec![format!("kind {}", resource.kind)],
        whole: at(root, resource.elsewhere).is_none(),
        version,
        said: inner.said,
        doubts: inner.doubts,
        ..Declared::default()
    };
    if !declared.whole {
        declared.doubts.push(format!("{} names settings that were not read", resource.elsewhere.join(".")));
    }
    if let Some(path) = resource.memory.filter(|_| !declared.said.iter().any(|said| said.name == "max_connections")) {
        declared.said.extend(by_memory(text, root, path));
    }
    Ok(declared)
}

/// `max_connections` as Percona's operator works it out where the option file has none: of the memory's limit, else of what is
/// requested.
fn by_memory(text: &Text<'_>, root: &Node, path: &[&str]) -> Option<Said> {
    let resources = at(root, path)?;
    let memory = at(resources, &["limits", "memory"]).or_else(|| at(resources, &["requests", "memory"]))?;
    let written = memory.text()?;
    let number = bytes(written)?.checked_div(BYTES_EACH).filter(|number| *number > 0)?;
    let mut said = text.said("max_connections", memory)?;
    said.value = Ok(number.to_string());
    said.note = Some(format!("the operator divides the memory, {written}, by {BYTES_EACH}"));
    Some(said)
}

/// A quantity of Kubernetes in bytes: `4Gi`, `1.5G`, `500M`.
fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..)? {
        "" => 1.0,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "Ki" => 1024.0,
        "Mi" => 1_048_576.0,
        "Gi" => 1_073_741_824.0,
        "Ti" => 1_099_511_627_776.0,
        _ => return None,
    };
    let bytes = digits.parse::<f64>().ok()? * unit;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1e15")]
    (0.0..1e15).contains(&bytes).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_bytes() {
        for (text, expected) in
            [("4Gi", Some(4_294_967_296)), ("1.5G", Some(1_500_000_000)), ("12", Some(12)), ("x", None), ("4Q", None)]
        {
            assert_eq!(bytes(text), expected, "{text}");
        }
        assert_eq!(bytes("4Gi").map(|bytes| bytes / BYTES_EACH), Some(341));
    }
}
