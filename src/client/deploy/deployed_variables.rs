//! The environments that deployments give to their processes, as far as they may fill the placeholders of a configuration.

use std::collections::{HashMap, HashSet};

use crate::client::deploy::Deployed;
use crate::client::deploy::service::{Service, Variable};
use crate::source::variables::Variables;
use crate::text::names::normal;
use crate::text::place::SourceFile;

/// The variables of all services.
#[derive(Debug, Default)]
pub struct DeployedVariables<'a> {
    /// By the variable's name, with the service that has it.
    by_name: HashMap<&'a str, Vec<(&'a str, &'a Variable)>>,
    /// The services by their names in one case style.
    services: HashMap<String, &'a str>,
}

impl<'a> DeployedVariables<'a> {
    /// Collects what long-running containers of applications get, as far as its text is known.
    pub fn of(deployed: &'a Deployed) -> Self {
        let mut given = Self::default();
        for service in deployed.services().iter().filter(|service| service.is_application()) {
            given.services.insert(normal(&service.name), &service.name);
            for variable in known(service) {
                given.by_name.entry(&variable.name).or_default().push((&service.name, variable));
            }
        }
        given
    }

    /// An environment with what a file's placeholders are filled from; none where that is nothing new.
    ///
    /// A folder or a file that is called as a service is that service's. What is nobody's by its name is filled with what all
    /// services agree on.
    pub fn for_file(&self, file: &SourceFile, variables: &Variables) -> Option<Variables> {
        if self.by_name.is_empty() || !file.text().contains(['$', '%', '@']) {
            return None;
        }
        let parts = file.name().split(['/', '\\']).map(|part| part.split('.').next().unwrap_or(part));
        let own: HashSet<&str> = parts.filter_map(|part| self.services.get(&normal(part)).copied()).collect();
        let mut filled: Option<Variables> = None;
        for word in file.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            for (service, variable) in self.by_name.get(word).into_iter().flatten() {
                let text = variable.value.as_deref().filter(|_| own.is_empty() || own.contains(service));
                if let Some(text) = text {
                    let variables = filled.get_or_insert_with(|| variables.clone());
                    variables.add_deployed(&variable.name, text, &variable.place);
                }
            }
        }
        filled
    }
}

fn known(service: &Service) -> impl Iterator<Item = &Variable> {
    let variables = service.containers.iter().flat_map(|container| &container.environment);
    variables.filter(|variable| variable.value.is_some())
}
