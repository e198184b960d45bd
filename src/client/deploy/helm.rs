//! Helm: replicas that a chart's template takes out of its values (<https://helm.sh/docs/chart_template_guide/values_files/>).

use std::sync::Arc;

use crate::client::deploy::kubernetes::{Workload, whole_number};
use crate::client::pool::profile;
use crate::source::node::Node;
use crate::text::origin::Stated;
use crate::text::place::SourceFile;

/// The values of a chart.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// The chart's folder.
    folder: String,
    /// Whose they are, where they are not the chart's own: `values-production.yaml`.
    profile: Option<String>,
    /// Whole numbers by their path: `worker.replicaCount`.
    numbers: Vec<(String, Stated<u64>)>,
}

/// The values of a document, by its file's name.
pub(super) fn read(file: &SourceFile, root: &Node) -> Option<Values> {
    let (folder, name) = file.name().rsplit_once(['/', '\\']).unwrap_or(("", file.name()));
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let rest = stem.strip_prefix("values")?;
    if !(rest.is_empty() || rest.starts_with(['-', '.', '_'])) {
        return None;
    }
    let mut numbers = Vec::new();
    collect(file, root, "", &mut numbers, 0);
    let profile = rest.get(1..).map(str::to_owned);
    Some(Values { folder: folder.to_owned(), profile, numbers })
}

/// How deep replicas lie in values.
const DEEPEST: usize = 6;

fn collect(file: &SourceFile, node: &Node, path: &str, numbers: &mut Vec<(String, Stated<u64>)>, depth: usize) {
    for entry in node.entries().filter(|_| depth < DEEPEST).unwrap_or_default() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let is_count =
            ["replica", "scale", "count", "instances"].iter().any(|word| entry.key.to_lowercase().contains(word));
        match whole_number(file, Some(&entry.value)).filter(|_| is_count) {
            Some(Ok(count)) => numbers.push((path, count)),
            _ => collect(file, &entry.value, &path, numbers, depth + 1),
        }
    }
}

/// The path that a template's tag takes a value from: `{{ .Values.worker.replicaCount | default 2 }}`.
fn path_of(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim_matches(['-', ' ']);
    let rest = inside.split(".Values.").nth(1)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(rest.len());
    rest.get(..end)
}

/// Gives workloads of charts the replicas that their values say: a file called after production counts more than the chart's own, and
/// others, which are for elsewhere, not at all.
pub(super) fn apply(values: &[Values], workloads: &mut [Workload]) {
    for workload in workloads {
        let Some(path) = workload.templated.as_deref().and_then(path_of) else { continue };
        let chart = |values: &&Values| {
            let templates = if values.folder.is_empty() {
                "templates/".to_owned()
            } else {
                format!("{}/templates/", values.folder)
            };
            workload.file().starts_with(&templates)
        };
        let of_chart = || values.iter().filter(chart);
        let production =
            || of_chart().filter(|values| values.profile.as_deref().is_some_and(|name| profile::rank(name) == 0));
        let own = || of_chart().filter(|values| values.profile.is_none());
        let number = |values: &Values| Some(values.numbers.iter().find(|(known, _)| known == path)?.1.clone());
        if let Some(count) = production().find_map(number).or_else(|| own().find_map(number)) {
            workload.state(&count);
        }
    }
}

/// The text of a value that is one tag of a template.
pub(super) fn tag(node: Option<&Arc<Node>>) -> Option<String> {
    let text = node?.text()?;
    text.contains("{{").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_value() {
        for (text, wanted) in [
            ("{{ .Values.replicaCount }}", Some("replicaCount")),
            ("{{- .Values.worker.replicas | default 2 -}}", Some("worker.replicas")),
            ("{{ int .Values.count }}", Some("count")),
            ("{{ $x }}", None),
            ("3", None),
        ] {
            assert_eq!(path_of(text), wanted, "{text}");
        }
    }
}
