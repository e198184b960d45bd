//! Helm charts' values: the option file and the flags of Bitnami's mysql, mariadb and mariadb-galera, at the top or under the
//! name of a chart that depends on them.

use super::text::{Text, at, text_at};
use super::{Declared, engine, options};
use crate::server::capture::CaptureError;
use crate::server::flavors::{Flavor, MARIADB, MYSQL};
use crate::source::node::Node;

/// Where a chart's primary server has its option file, and where its flags.
static CHARTS: [(&[&str], &[&str]); 3] = [
    (&["primary", "configuration"], &["primary", "extraFlags"]),
    (&["mariadbConfiguration"], &["extraFlags"]),
    (&["master", "config"], &["master", "extraFlags"]),
];

/// The servers of a chart's values. An object of Kubernetes is none.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut found = Vec::new();
    for root in text.documents.iter().filter(|root| root.get("apiVersion").is_none() && root.get("services").is_none())
    {
        found.extend(of_values(text, root, "")?);
        for entry in root.entries().unwrap_or_default() {
            found.extend(of_values(text, &entry.value, &entry.key)?);
        }
    }
    Ok(found)
}

fn of_values(text: &Text<'_>, values: &Node, name: &str) -> Result<Option<Declared>, CaptureError> {
    let repository = text_at(values, &["image", "repository"]).unwrap_or(name);
    let named = engine::of_image(repository).map(|(flavor, _)| flavor);
    for (configuration, flags) in CHARTS {
        let file = at(values, configuration);
        let flags = at(values, flags).filter(|flags| flags.text().is_some_and(|text| text.contains("--")));
        let version = text_at(values, &["image", "tag"]).and_then(engine::of_tag);
        let is_galera = configuration == ["mariadbConfiguration"];
        let flavor = if is_galera { Some(&MARIADB) } else { named };
        let known = flavor.map(|flavor| (flavor, version.as_deref()));
        let inner = file.map(|node| options::file_of_node(text, node, known)).transpose()?.flatten();
        if inner.is_none() && flags.is_none() {
            continue;
        }
        let inner = inner.unwrap_or_default();
        let mut said = inner.said;
        said.extend(flags.into_iter().flat_map(|flags| options::arguments_of_node(text, flags)));
        let flavor: &'static Flavor = flavor.or(inner.flavor).unwrap_or(&MYSQL);
        return Ok(Some(Declared {
            name: name.to_owned(),
            flavor: Some(flavor),
            version: version.or(inner.version),
            shown_by: vec![format!("a chart's {}", configuration.join("."))],
            said,
            doubts: inner.doubts,
            ..Declared::default()
        }));
    }
    Ok(None)
}
