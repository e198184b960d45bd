//! Amazon RDS: the answers of `aws rds describe-db-parameters` and `describe-db-cluster-parameters`, alone or in one list with
//! that of `describe-db-instances` (`jq -s . parameters.json instances.json`).

use super::text::{Text, items_at, text_at};
use super::{Declared, Said, engine, formula};
use crate::server::flavors::{AURORA_MYSQL, Flavor, RDS_MARIADB, RDS_MYSQL};
use crate::source::node::Node;

/// The server whose parameters are listed. An instance without parameters declares nothing.
pub(super) fn read(text: &Text<'_>) -> Vec<Declared> {
    let parts: Vec<_> = text.parts().collect();
    let parameters: Vec<_> = parts.iter().flat_map(|part| items_at(part, &["Parameters"])).collect();
    let said: Vec<_> = parameters.iter().filter_map(|parameter| of_parameter(text, parameter)).collect();
    if said.is_empty() {
        return Vec::new();
    }
    let instances: Vec<_> = parts.iter().flat_map(|part| items_at(part, &["DBInstances"])).collect();
    let mut declared = Declared { flavor: Some(&RDS_MYSQL), said, ..Declared::default() };
    declared.shown_by.push("the form of RDS's parameters".to_owned());
    if let [instance] = instances.as_slice() {
        with_instance(&mut declared, instance);
    }
    let class = instances.first().and_then(|instance| text_at(instance, &["DBInstanceClass"]));
    compute(&mut declared, class);
    vec![declared]
}

fn of_parameter(text: &Text<'_>, parameter: &Node) -> Option<Said> {
    text.said(text_at(parameter, &["ParameterName"])?, parameter.get("ParameterValue")?)
}

/// The flavour of an engine by its name in RDS.
pub(super) fn of_engine(engine: &str) -> Option<&'static Flavor> {
    match engine.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "mysql" => Some(&RDS_MYSQL),
        "mariadb" => Some(&RDS_MARIADB),
        "aurora-mysql" | "aurora" => Some(&AURORA_MYSQL),
        _ => None,
    }
}

fn with_instance(declared: &mut Declared, instance: &Node) {
    let engine = text_at(instance, &["Engine"]).unwrap_or_default();
    let version = text_at(instance, &["EngineVersion"]).unwrap_or_default();
    text_at(instance, &["DBInstanceIdentifier"]).unwrap_or_default().clone_into(&mut declared.name);
    declared.flavor = of_engine(engine).or(declared.flavor);
    declared.version = engine::of_tag(version);
    declared.shown_by = vec![format!("Engine {engine} {version}")];
    let pending = items_at(instance, &["DBParameterGroups"])
        .iter()
        .find(|group| text_at(group, &["ParameterApplyStatus"]).is_some_and(|status| status != "in-sync"));
    if let Some(group) = pending {
        let text = |key| text_at(group, &[key]).unwrap_or_default();
        let (group, status) = (text("DBParameterGroupName"), text("ParameterApplyStatus"));
        declared
            .doubts
            .push(format!("the parameter group {group} is {status}: until then the server has other values"));
    }
}

/// Puts numbers in place of formulas, where the class is known; what stays open without it is said.
pub(super) fn compute(declared: &mut Declared, class: Option<&str>) {
    let memory = class.and_then(formula::memory);
    for said in &mut declared.said {
        let Ok(written) = said.value.clone() else { continue };
        if !written.contains(['{', '(']) {
            continue;
        }
        match memory.and_then(|memory| formula::evaluate(&written, memory)) {
            Some(number) => {
                let class = class.unwrap_or_default();
                said.note = Some(format!("{written} of {class}, at most: RDS keeps some of its memory for itself"));
                said.value = Ok(number.to_string());
            }
            None if said.name == "max_connections" => {
                said.value = Err(format!("{written}, and no instance's class is known beside it"));
            }
            None => said.value = Err(written),
        }
    }
}
