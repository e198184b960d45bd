//! What a document is as a whole: one that only describes others, one of a profile; and what is known of it, worked out once.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use crate::client::discover::engine;
use crate::client::libraries::engines::Evidence;
use crate::client::options::ReadOptions;
use crate::source::Form;
use crate::source::node::{Data, Node};
use crate::text::language::Language;
use crate::text::place::{Place, SourceFile, Span};

/// What is known of a file as a whole, however many documents it holds.
#[derive(Debug)]
pub(in crate::client) struct FileFacts<'f> {
    /// The file.
    pub(in crate::client) source: &'f SourceFile,
    /// What flags say of how it is to be read.
    pub(in crate::client) reading: &'f ReadOptions,
    /// The language that it is written in, where it is a program.
    pub(super) language: Option<Language>,
    is_program: OnceCell<bool>,
    mentioned: RefCell<HashMap<&'static str, bool>>,
}

impl<'f> FileFacts<'f> {
    /// Those of one file.
    pub(in crate::client) fn of(source: &'f SourceFile, reading: &'f ReadOptions) -> Self {
        let language = Form::language(source.name());
        Self { source, reading, language, is_program: OnceCell::new(), mentioned: RefCell::default() }
    }

    /// The place of some of its bytes.
    pub(super) fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// Whether it is a program.
    pub(super) fn is_program(&self) -> bool {
        *self.is_program.get_or_init(|| Form::of(self.source).is_program())
    }

    /// Whether it is a program whose sections are called after types: objects that it makes.
    pub(super) const fn names_types(&self) -> bool {
        matches!(self.language, Some(Language::Rust | Language::Java | Language::DotNet))
    }

    /// Whether its text holds one of these words; where there are none, it need not.
    pub(super) fn mentions(&self, words: &[&'static str]) -> bool {
        let mut mentioned = self.mentioned.borrow_mut();
        let mut is_there = |word| *mentioned.entry(word).or_insert_with(|| self.source.text().contains(word));
        words.is_empty() || words.iter().any(|word| is_there(*word))
    }
}

/// What is known of a document as a whole, however many of its sections ask.
#[derive(Debug)]
pub(super) struct Facts<'s> {
    /// Its file.
    pub(super) file: &'s FileFacts<'s>,
    /// The top of the document.
    pub(super) root: &'s Node,
    /// Values that some section takes by a merge key.
    pub(super) merged: HashSet<Span>,
    engine_of_urls: OnceCell<Option<Evidence>>,
}

impl<'s> Facts<'s> {
    /// Those of one document.
    pub(super) fn of(file: &'s FileFacts<'s>, root: &'s Node) -> Self {
        let mut merged = HashSet::new();
        note_merged(root, &mut merged);
        Self { file, root, merged, engine_of_urls: OnceCell::new() }
    }

    /// The engine that all URLs of databases name; none where there are none, or two.
    pub(super) fn engine_of_urls(&self) -> Option<Evidence> {
        *self.engine_of_urls.get_or_init(|| engine::of_urls(self.root))
    }
}

fn note_merged(node: &Node, merged: &mut HashSet<Span>) {
    match &node.data {
        Data::Scalar(_) => {}
        Data::Mapping(entries) => {
            for entry in entries {
                if entry.merged {
                    merged.insert(entry.value.span);
                } else {
                    note_merged(&entry.value, merged);
                }
            }
        }
        Data::Sequence(items) => items.iter().for_each(|item| note_merged(item, merged)),
    }
}

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
