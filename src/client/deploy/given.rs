//! The environments that deployments give to their processes, as far as they may fill the placeholders of a configuration.

use std::collections::HashMap;

use super::Deployed;
use super::service::{Service, Variable};
use crate::client::environment::Environment;
use crate::text::names::normal;
use crate::text::place::SourceFile;

/// The variables of all services, by the service's name.
#[derive(Debug, Default)]
pub struct Given<'a> {
    by_service: HashMap<String, Vec<&'a Variable>>,
    all: Vec<&'a Variable>,
}

impl<'a> Given<'a> {
    /// Collects what long-running containers of applications get, as far as its text is known.
    pub fn of(deployed: &'a Deployed) -> Self {
        let mut given = Self::default();
        for service in deployed.services().iter().filter(|service| service.is_application()) {
            let variables: Vec<_> = known(service).collect();
            given.all.extend(&variables);
            given.by_service.entry(normal(&service.name)).or_default().extend(variables);
        }
        given
    }

    /// An environment with what a file's placeholders are filled from; none where that is nothing new.
    ///
    /// A folder or a file that is called as a service is that service's. What is nobody's by its name is filled with what all
    /// services agree on.
    pub fn for_file(&self, file: &SourceFile, environment: &Environment) -> Option<Environment> {
        if self.all.is_empty() || !file.text().contains(['$', '%', '@']) {
            return None;
        }
        let parts = file.name().split(['/', '\\']).map(|part| part.split('.').next().unwrap_or(part));
        let own: Vec<_> = parts.filter_map(|part| self.by_service.get(&normal(part))).flatten().collect();
        let mentioned: std::collections::HashSet<&str> =
            file.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        let mut environment = environment.clone();
        let mut filled = false;
        for variable in if own.is_empty() { self.all.iter().collect() } else { own } {
            let Some(text) = variable.value.as_deref().filter(|_| mentioned.contains(variable.name.as_str())) else {
                continue;
            };
            environment.add_deployed(&variable.name, text, &variable.place);
            filled = true;
        }
        filled.then_some(environment)
    }
}

fn known(service: &Service) -> impl Iterator<Item = &Variable> {
    let variables = service.containers.iter().flat_map(|container| &container.environment);
    variables.filter(|variable| variable.value.is_some())
}
