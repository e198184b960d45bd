//! The examples of the rules' pages.

use std::sync::Arc;

use poolcheck::client::flags::Flags;
use poolcheck::client::{Client, read};
use poolcheck::server::{ServerState, capture};
use poolcheck::text::place::SourceFile;

/// One example of a page: a title, a configuration, a server.
#[derive(Debug, Default, Clone)]
pub(crate) struct Example {
    pub(crate) title: String,
    pub(crate) config: Option<String>,
    pub(crate) server: Option<String>,
}

/// The examples under one heading of a page.
pub(crate) fn examples(docs: &str, heading: &str) -> Vec<Example> {
    let mut section = "";
    let mut fence: Option<String> = None;
    let mut examples: Vec<Example> = Vec::new();
    for line in docs.lines() {
        match (&fence, line.strip_prefix("```")) {
            (Some(_), Some(_)) => fence = None,
            (None, Some(info)) => fence = Some(info.trim().to_owned()),
            (None, None) if line.starts_with("## ") => section = line.trim_start_matches("## "),
            (None, None) if line.starts_with("### ") && section == heading => {
                examples.push(Example { title: line.trim_start_matches("### ").to_owned(), ..Example::default() });
            }
            (Some(info), None) if section == heading => {
                let example =
                    examples.last_mut().unwrap_or_else(|| panic!("a fence before the first ### of {heading}"));
                let text = match info.as_str() {
                    "yaml" => example.config.get_or_insert_default(),
                    "ini" | "capture" => example.server.get_or_insert_default(),
                    other => panic!("{heading}: fence `{other}` is neither yaml, ini nor capture"),
                };
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    examples
}

/// What an example's configuration says.
pub(crate) fn client(example: &Example) -> Client {
    let files: Vec<_> =
        example.config.iter().map(|text| Arc::new(SourceFile::new("app.yaml", text.as_str()))).collect();
    read::read(&files, &Flags::default()).unwrap_or_else(|error| panic!("{}: {error}", example.title))
}

/// What an example's server says.
pub(crate) fn server(example: &Example) -> ServerState {
    match &example.server {
        None => ServerState::NotGiven,
        Some(text) => {
            let server = capture::read_text("server.ini", text);
            ServerState::Known(Box::new(server.unwrap_or_else(|error| panic!("{}: {error}", example.title))))
        }
    }
}
