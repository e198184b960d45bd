//! Serverless functions: `serverless.yml` and SAM's templates. Each request at a time has an instance of its own, up to the
//! concurrency that is reserved (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>).

use super::{Described, number};
use crate::client::deploy::process_type::unresolved;
use crate::client::deploy::service::{Kind, Service};
use crate::client::pool::instances::Instances;
use crate::source::Form;
use crate::source::node::{Entry, Node};
use crate::text::place::SourceFile;

/// The functions of a document.
pub(super) fn read(file: &SourceFile, _: &Form, root: &Node) -> Vec<Service> {
    let environment = root.get("provider").and_then(|provider| provider.get("environment"));
    let listed = root.get("functions").filter(|_| root.get("provider").is_some());
    let functions = listed.and_then(|functions| functions.entries()).unwrap_or_default();
    let mut services: Vec<_> =
        functions.iter().map(|entry| function(file, entry, &entry.value, environment.map(|node| &**node))).collect();
    for entry in root.get("Resources").and_then(|resources| resources.entries()).unwrap_or_default() {
        let kind = entry.value.get("Type").and_then(|kind| kind.text());
        if let (Some("AWS::Serverless::Function" | "AWS::Lambda::Function"), Some(properties)) =
            (kind, entry.value.get("Properties"))
        {
            services.push(function(file, entry, properties, None));
        }
    }
    services
}

fn function(file: &SourceFile, entry: &Entry, node: &Node, common: Option<&Node>) -> Service {
    let own = ["environment", "Environment"].iter().find_map(|key| node.get(key)).map(|node| &**node);
    let own = own.map(|own| own.get("Variables").map_or(own, |variables| variables));
    let reserved =
        ["reservedConcurrency", "ReservedConcurrentExecutions"].iter().find_map(|key| number(file, node, key));
    let instances = if let Some(most) = reserved {
        Instances { min: 0, max: most.value, origin: most.origin, ..Instances::default() }
    } else {
        let why = format!("{} reserves no concurrency, and as many run as requests come", entry.key);
        Instances { origin: unresolved(&file.place(entry.key_span), &why), ..Instances::default() }
    };
    let described = Described {
        kind: Kind::Function,
        name: entry.key.clone(),
        name_span: entry.key_span,
        section: node.span,
        instances,
        environment: own.or(common),
        command: None,
        image: None,
    };
    described.service(file)
}
