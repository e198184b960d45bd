//! Terraform: parameter groups of Amazon, flags of Google, configurations of Azure, out of a plan or state
//! (`terraform show -json`), or out of `.tf` files as far as they are literal.

mod hcl;

use std::sync::Arc;

use super::text::{Text, items_at, text_at};
use super::{Declared, Said, engine, rds};
use crate::server::capture::CaptureError;
use crate::server::flavors::{AZURE_MYSQL, CLOUD_SQL, Flavor};
use crate::source::node::Node;
use crate::source::placeholders;

/// A resource as a plan and a file have it.
#[derive(Debug)]
struct Resource {
    kind: String,
    /// `aws_db_parameter_group.main`
    address: String,
    values: Arc<Node>,
}

/// The servers that resources set up.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut resources = Vec::new();
    for root in &text.documents {
        for part in ["planned_values", "values"] {
            if let Some(module) = super::text::at(root, &[part, "root_module"]) {
                of_module(module, &mut resources);
            }
        }
    }
    if text.documents.is_empty() {
        resources = hcl::resources(text.file.text())?;
    }
    Ok(servers(text, &resources))
}

fn of_module(module: &Node, resources: &mut Vec<Resource>) {
    let mut open = vec![module];
    while let Some(module) = open.pop() {
        for resource in items_at(module, &["resources"]) {
            let text = |key| text_at(resource, &[key]).map(str::to_owned);
            if let (Some(kind), Some(values)) = (text("type"), resource.get("values")) {
                let address = text("address").unwrap_or_default();
                resources.push(Resource { kind, address, values: Arc::clone(values) });
            }
        }
        open.extend(items_at(module, &["child_modules"]).iter().map(|module| &**module));
    }
}

fn servers(text: &Text<'_>, resources: &[Resource]) -> Vec<Declared> {
    let mut found: Vec<Declared> = Vec::new();
    let mut classes = resources.iter().filter_map(|resource| text_at(&resource.values, &["instance_class"]));
    let class = classes.next().filter(|class| classes.all(|other| other == *class));
    let mut azure = Declared { flavor: Some(&AZURE_MYSQL), ..Declared::default() };
    for resource in resources {
        match resource.kind.as_str() {
            "aws_db_parameter_group" | "aws_rds_cluster_parameter_group" => {
                found.extend(of_group(text, resource, "parameter", class));
            }
            "module" => found.extend(of_group(text, resource, "parameters", class)),
            "alicloud_rds_parameter_group" => found.extend(of_alibaba(text, resource)),
            "google_sql_database_instance" => found.extend(of_google(text, resource)),
            "azurerm_mysql_flexible_server_configuration" | "azurerm_mysql_configuration" => {
                let set = text_at(&resource.values, &["name"]).zip(resource.values.get("value"));
                azure.said.extend(set.and_then(|(name, value)| text.said(name, value)));
                azure.shown_by = vec![resource.kind.clone()];
                "azure".clone_into(&mut azure.name);
            }
            _ => {}
        }
    }
    found.extend(Some(azure).filter(|azure| !azure.said.is_empty()));
    found
}

/// Pairs of names and values in the blocks under a key.
fn pairs(text: &Text<'_>, values: &Node, blocks: &str, name: &str, value: &str) -> Vec<Said> {
    let pair = |block: &Arc<Node>| text.said(text_at(block, &[name])?, block.get(value)?);
    items_at(values, &[blocks]).iter().filter_map(pair).collect()
}

/// A parameter group of RDS: of a family of MySQL or MariaDB, others are passed over.
fn of_group(text: &Text<'_>, resource: &Resource, blocks: &str, class: Option<&str>) -> Option<Declared> {
    let stated = |key| text_at(&resource.values, &[key]).filter(|text| placeholders::unresolved(text).is_none());
    let family = stated("family").or_else(|| stated("engine")).unwrap_or("mysql");
    let flavor: &'static Flavor = rds::of_engine(family)?;
    let said = pairs(text, &resource.values, blocks, "name", "value");
    if said.is_empty() {
        return None;
    }
    let version = stated("engine_version").or(Some(family)).and_then(engine::of_family);
    let mut declared = Declared {
        name: resource.address.clone(),
        flavor: Some(flavor),
        version,
        shown_by: vec![format!("family {family}")],
        said,
        ..Declared::default()
    };
    rds::compute(&mut declared, class);
    Some(declared)
}

fn of_alibaba(text: &Text<'_>, resource: &Resource) -> Option<Declared> {
    let engine = text_at(&resource.values, &["engine"]).unwrap_or("mysql");
    if !["mysql", "mariadb"].contains(&engine.to_ascii_lowercase().as_str()) {
        return None;
    }
    let said = pairs(text, &resource.values, "param_detail", "param_name", "param_value");
    // Its defaults are the service's, and no flavour of its own is known.
    (!said.is_empty()).then(|| Declared {
        name: resource.address.clone(),
        shown_by: vec![format!("engine {engine}")],
        said,
        ..Declared::default()
    })
}

fn of_google(text: &Text<'_>, resource: &Resource) -> Option<Declared> {
    let version = text_at(&resource.values, &["database_version"])?;
    if !version.starts_with("MYSQL") {
        return None;
    }
    let settings = items_at(&resource.values, &["settings"]);
    let said = settings.iter().flat_map(|settings| pairs(text, settings, "database_flags", "name", "value")).collect();
    Some(Declared {
        name: resource.address.clone(),
        flavor: Some(&CLOUD_SQL),
        version: engine::of_family(version),
        shown_by: vec![format!("database_version {version}")],
        said,
        ..Declared::default()
    })
}
