//! A server's options on a command line: `--max-connections=500`, `--max_connections 500`, in a text, a list of words, or a
//! shell's script.

use super::super::Said;
use super::super::text::Text;
use super::said;
use crate::source::node::Node;
use crate::text::place::Place;

/// The options of a node: a text that a shell would split, or a list of words.
pub(in crate::server::declared) fn of_node(text: &Text<'_>, node: &Node) -> Vec<Said> {
    if let Some(line) = node.text() {
        return of_words(&words(line, &text.place(node)));
    }
    let items = node.items().unwrap_or_default();
    let each = |item: &std::sync::Arc<Node>| {
        let place = text.place(item);
        let word = item.text().unwrap_or_default();
        // `bash -c "exec mysqld --max-connections=500"`: a script is one word.
        if word.trim().contains(char::is_whitespace) { words(word, &place) } else { vec![(word.to_owned(), place)] }
    };
    of_words(&items.iter().flat_map(each).collect::<Vec<_>>())
}

/// A line's words as a shell splits them; where its quotes do not close, at its blanks.
fn words(line: &str, place: &Place) -> Vec<(String, Place)> {
    let words = shlex::split(line).unwrap_or_else(|| line.split_whitespace().map(str::to_owned).collect());
    words.into_iter().map(|word| (word, place.clone())).collect()
}

/// The options among words, each with its place.
pub(in crate::server::declared) fn of_words(words: &[(String, Place)]) -> Vec<Said> {
    let mut found = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some((word, place)) = rest.next() {
        let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) else { continue };
        if let Some((name, value)) = option.split_once('=') {
            found.extend(said(&name.to_ascii_lowercase(), Some(value), place));
        } else {
            let value = rest.next_if(|(next, _)| !next.starts_with('-')).map(|(next, _)| next.as_str());
            found.extend(said(&option.to_ascii_lowercase(), value, place));
        }
    }
    found
}
