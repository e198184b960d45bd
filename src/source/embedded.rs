//! Files inside a file: the block scalars of a Kubernetes ConfigMap, whose keys are file names.

use std::sync::Arc;

use crate::source::document::{Document, read};
use crate::source::form::Form;
use crate::source::node::{Data, Entry, Node};
use crate::text::place::{SourceFile, Span};

/// The files that a YAML document holds as block scalars (`application.yml: |`), with their names; their nodes have
/// the bytes of the outer file. One that cannot be read is left out.
pub fn embedded(file: &SourceFile, document: &Document) -> Vec<(String, Vec<Document>)> {
    let mut found = Vec::new();
    let Span { start, end } = document.written.span;
    let written = file.text().get(start..end).unwrap_or_default();
    if document.form.holds_files && written.contains(['|', '>']) {
        walk(file, &document.written, &mut found);
    }
    found
}

fn walk(file: &SourceFile, node: &Node, found: &mut Vec<(String, Vec<Document>)>) {
    match &node.data {
        Data::Scalar(_) => {}
        Data::Sequence(items) => items.iter().for_each(|item| walk(file, item, found)),
        Data::Mapping(entries) => {
            for entry in entries.iter().filter(|entry| !entry.merged) {
                walk(file, &entry.value, found);
                found.extend(embedded_in(file, entry));
            }
        }
    }
}

fn embedded_in(file: &SourceFile, entry: &Entry) -> Option<(String, Vec<Document>)> {
    let Span { start, end } = entry.value.span;
    entry.value.scalar().filter(|scalar| scalar.quoted)?;
    Form::named(&entry.key).first()?;
    file.text().get(entry.key_span.end..start).filter(|head| head.contains(['|', '>']))?;
    // The first line with its indentation.
    let start = file.text().get(..start)?.rfind('\n')? + 1;
    // NOTE: the inner file is the block alone and its places are moved afterwards; as blanks with the block in them, a
    // thousand blocks would cost a thousand times the file.
    let inner = SourceFile::new(entry.key.as_str(), file.text().get(start..end)?);
    let documents = read(&inner).ok().filter(|documents| !documents.is_empty())?;
    let moved = |document: Document| {
        let written = moved(&document.written, start);
        let is_same = Arc::ptr_eq(&document.written, &document.root);
        let root = if is_same { Arc::clone(&written) } else { self::moved(&document.root, start) };
        Document { root, written, ..document }
    };
    Some((entry.key.clone(), documents.into_iter().map(moved).collect()))
}

/// A tree that stands so many bytes further on.
fn moved(node: &Node, by: usize) -> Arc<Node> {
    let further = |span: Span| Span { start: span.start + by, end: span.end + by };
    let data = match &node.data {
        Data::Scalar(scalar) => Data::Scalar(scalar.clone()),
        Data::Sequence(items) => Data::Sequence(items.iter().map(|item| moved(item, by)).collect()),
        Data::Mapping(entries) => {
            let entry = |entry: &Entry| Entry {
                key_span: further(entry.key_span),
                value: moved(&entry.value, by),
                ..entry.clone()
            };
            Data::Mapping(entries.iter().map(entry).collect())
        }
    };
    Arc::new(Node { data, span: further(node.span), shared: node.shared })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(String, Vec<Document>)> {
        let file = SourceFile::new("configmap.yaml", text);
        read(&file).expect("YAML").iter().flat_map(|document| embedded(&file, document)).collect()
    }

    fn value<'t>(text: &'t str, document: &Document, path: &[&str]) -> (String, &'t str) {
        let node = path.iter().fold(&document.root, |node, key| node.get(key).unwrap_or_else(|| panic!("{key}")));
        (node.text().unwrap_or_default().to_owned(), &text[node.span.start..node.span.end])
    }

    #[test]
    fn files_in_a_config_map_are_read_with_the_places_of_the_outer_file() {
        let text = "kind: ConfigMap\ndata:\n  application.yml: |\n    spring.datasource:\n      url: jdbc:mysql://h/d\n\
                    \x20 app.properties: |-\n    pool.max=5\n  grafana.ini: |+\n    [database]\n    max = 9 ; c\n\n\
                    \x20 .env: |\n    DB_POOL=7\n  plain.yml: text\n  note: |\n    a: 1\n  broken.json: |\n    {\"a\"\n";
        let files = all(text);
        assert_eq!(
            files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["application.yml", "app.properties", "grafana.ini", ".env"]
        );
        let found = |number: usize, path: &[&str]| value(text, &files[number].1[0], path);
        let url = found(0, &["spring", "datasource", "url"]);
        assert_eq!(url, ("jdbc:mysql://h/d".to_owned(), "jdbc:mysql://h/d"));
        assert_eq!(found(1, &["pool", "max"]), ("5".to_owned(), "5"));
        assert_eq!(found(2, &["database", "max"]), ("9".to_owned(), "9"));
        assert_eq!(found(3, &["DB_POOL"]), ("7".to_owned(), "7"));
    }

    #[test]
    fn an_embedded_template_is_read_like_any() {
        let text =
            "data:\n  app.yml: |\n    {{- if .x }}\n    pool:\n      max: {{ .Values.max | int }}\n    {{- end }}\n";
        let files = all(text);
        assert_eq!(value(text, &files[0].1[0], &["pool", "max"]).1, "{{ .Values.max | int }}");
    }

    #[test]
    fn many_embedded_files_take_no_time() {
        let start = std::time::Instant::now();
        let text: Vec<_> = (0..10_000).map(|number| format!("a{number}.yml: |\n  pool: {{max: {number}}}\n")).collect();
        assert_eq!(all(&text.concat()).len(), 10_000);
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn places_lie_in_the_outer_text(inner in "[a-c.:=\\[\\]#\"{} 0-9\u{e4}]{0,30}", name in "a\\.(yml|ini|properties|toml|json|env)") {
            let text = format!("data:\n  {name}: |\n    a: 1\n    {inner}\n    b=2\n");
            let file = SourceFile::new("c.yaml", text.as_str());
            let Ok(documents) = read(&file) else { return Ok(()) };
            for (_, inner) in documents.iter().flat_map(|document| embedded(&file, document)) {
                for document in inner {
                    prop_assert!(text.get(document.root.span.start..document.root.span.end).is_some());
                }
            }
        }
    }
}
