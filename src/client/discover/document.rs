//! What a document is as a whole: one that only describes others, or one of a profile.

use crate::source::node::{Data, Node};

/// Whether a document describes other documents, as schemas do, so that what looks like a value in it is an example; or runs
/// the tests of a pipeline, on a server that is gone with them.
pub(super) fn describes(root: &Node) -> bool {
    let text = |key: &str| root.get(key).and_then(|node| node.text());
    let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
    let is_schema = text("$schema").is_some_and(|schema| schema.contains("json-schema.org"))
        && has(&["properties", "definitions", "$defs", "items", "oneOf", "anyOf", "allOf"]);
    let is_api = (has(&["openapi", "swagger"])) && has(&["paths", "components"]);
    let is_pipeline = has(&["jobs"]) && has(&["on", "workflows"]);
    is_schema || is_api || is_pipeline || text("kind") == Some("CustomResourceDefinition")
}

/// The profile that a Spring document is for
/// (<https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.activation-properties>).
pub(super) fn profile(root: &Node) -> Option<String> {
    let spring = root.get("spring")?;
    let on = |node: &Node| -> Option<String> {
        match &node.data {
            Data::Sequence(items) => Some(items.iter().filter_map(|item| item.text()).collect::<Vec<_>>().join(",")),
            _ => node.text().map(str::to_owned),
        }
    };
    let activate = || on(spring.get("config")?.get("activate")?.get("on-profile")?);
    activate().or_else(|| on(spring.get("profiles")?)).filter(|profile| !profile.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    fn is_description(text: &str) -> bool {
        describes(&yaml::read(&SourceFile::new("a.yaml", text)).expect("valid").remove(0))
    }

    #[test]
    fn schemas_and_pipelines_describe() {
        for text in [
            "$schema: http://json-schema.org/draft-07/schema#\nproperties: {a: 1}",
            "openapi: 3.0.0\npaths: {}",
            "on: [push]\njobs: {test: {}}",
            "kind: CustomResourceDefinition\nspec: {}",
        ] {
            assert!(is_description(text), "{text}");
        }
        for text in [
            "$schema: https://example.com/settings.json\nmysql: {a: 1}",
            "$schema: http://json-schema.org/draft-07/schema#\nmysql: {a: 1}",
            "jobs: {nightly: {}}\nmysql: {a: 1}",
            "swagger: true\nmysql: {a: 1}",
        ] {
            assert!(!is_description(text), "{text}");
        }
    }

    #[test]
    fn a_profile_is_the_one_that_activates_the_document() {
        let profile = |text: &str| profile(&yaml::read(&SourceFile::new("a.yaml", text)).expect("valid").remove(0));
        assert_eq!(profile("spring: {config: {activate: {on-profile: [a, b]}}}"), Some("a,b".to_owned()));
        assert_eq!(profile("spring: {profiles: prod}"), Some("prod".to_owned()));
        assert_eq!(profile("spring: {profiles: {active: prod}}"), None);
    }
}
