//! The part of `poolcheck libraries NAME` that says what the real library did when it was run.

use serde_json::{Map, Value as Json, json};
use textwrap::WordSplitter;

use crate::measured::words::{paragraph, told};
use crate::measured::{SERVERS, Stack};

/// The stacks of a library, each with what it did at each event.
pub(super) fn section(stacks: &[&Stack], width: usize) -> String {
    if stacks.is_empty() {
        return String::new();
    }
    let how = format!(
        "measured: ten connections are opened and given back, something happens, ten requests come at once; how many fail \
         ({} and {})",
        SERVERS[0].1, SERVERS[1].1
    );
    let mut text = format!("\n{}\n", wrapped(&how, "", width));
    for stack in stacks {
        text +=
            &format!("\n{}\n", wrapped(&format!("{}: {} ({})", stack.title, stack.versions, stack.date), "", width));
        text += &wrapped(&paragraph(stack), "  ", width);
        text.push('\n');
    }
    text
}

/// Text within the page, with what follows its first line set in.
pub(super) fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .initial_indent(indent)
        .subsequent_indent("  ")
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// The same for programs.
pub(super) fn json(stacks: &[&Stack]) -> Vec<Json> {
    stacks.iter().map(|stack| of_stack(stack)).collect()
}

fn of_stack(stack: &Stack) -> Json {
    let events = stack.events().map(|(event, cases)| {
        let mut one = Map::new();
        one.insert("event".to_owned(), json!(event.id));
        one.insert("title".to_owned(), json!(event.title));
        one.insert("told".to_owned(), json!(told(event, cases)));
        for ((server, _), case) in SERVERS.iter().zip(cases.each()) {
            let case = case.map(|case| {
                json!({
                    "failed": case.failed,
                    "hanging": case.hanging,
                    "seconds": case.seconds,
                    "later": case.later,
                    "error": case.error,
                    "facts": case.facts,
                })
            });
            one.insert((*server).to_owned(), case.unwrap_or(Json::Null));
        }
        Json::Object(one)
    });
    json!({
        "stack": stack.stack,
        "title": stack.title,
        "versions": stack.versions,
        "date": stack.date,
        "events": events.collect::<Vec<_>>(),
    })
}
