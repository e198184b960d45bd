//! App Engine's `app.yaml` (<https://cloud.google.com/appengine/docs/standard/reference/app-yaml#scaling_elements>).

use super::{Described, always, number};
use crate::client::deploy::process_type::unresolved;
use crate::client::deploy::service::{Kind, Service};
use crate::client::pool::instances::Instances;
use crate::source::Form;
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// Runtimes of App Engine begin with one of these; `custom` is its flexible environment's.
const RUNTIMES: [&str; 8] = ["python", "java", "nodejs", "php", "ruby", "go", "custom", "dotnet"];

/// The service; its scaling says how many instances there are.
pub(super) fn read(file: &SourceFile, _: &Form, root: &Node) -> Vec<Service> {
    let runtime = root.get("runtime").and_then(|runtime| Some((runtime.text()?, runtime.span)));
    let known = |runtime: &str| RUNTIMES.iter().any(|known| runtime.starts_with(known));
    let Some((_, span)) = runtime.filter(|(runtime, _)| known(runtime) && root.get("provider").is_none()) else {
        return Vec::new();
    };
    let named = root.get("service").and_then(|name| Some((name.text()?.to_owned(), name.span)));
    let (name, name_span) = named.unwrap_or_else(|| ("default".to_owned(), span));
    let described = Described {
        kind: Kind::AppEngine,
        name,
        name_span,
        section: root.span,
        instances: instances(file, root),
        environment: root.get("env_variables").map(|node| &**node),
        command: root.get("entrypoint").map(|node| &**node),
        image: None,
    };
    vec![described.service(file)]
}

fn instances(file: &SourceFile, root: &Node) -> Instances {
    if let Some(count) = root.get("manual_scaling").and_then(|scaling| number(file, scaling, "instances")) {
        return always(count);
    }
    let scaling = root.get("automatic_scaling").or_else(|| root.get("basic_scaling"));
    let bound = |keys: [&str; 2]| scaling.and_then(|scaling| keys.iter().find_map(|key| number(file, scaling, key)));
    let min = bound(["min_instances", "min_num_instances"]).map_or(0, |min| min.value);
    if let Some(max) = bound(["max_instances", "max_num_instances"]) {
        return Instances { min: min.min(max.value), max: max.value, origin: max.origin, ..Instances::default() };
    }
    let place = file.place(scaling.map_or(root.span, |scaling| scaling.span));
    let why = "there is no max_instances, and App Engine starts as many as requests need";
    Instances { min: min.max(1), max: min.max(1), origin: unresolved(&place, why), ..Instances::default() }
}
