//! Prometheus' text: one sample a line (<https://prometheus.io/docs/instrumenting/exposition_formats/>).

use crate::text::place::Span;

/// One number under a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    /// The metric's name.
    pub name: String,
    /// Its labels, in their order.
    pub labels: Vec<(String, String)>,
    /// The number.
    pub value: f64,
    /// Its line in the text; empty where it came by another way.
    pub span: Span,
}

impl Sample {
    /// A label's text.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }
}

/// The samples of a text; a line that is none is passed over.
pub(super) fn of_text(text: &str) -> Vec<Sample> {
    let mut start = 0;
    let mut samples = Vec::new();
    for line in text.split('\n') {
        let span = Span { start, end: start + line.trim_end().len() };
        start += line.len() + 1;
        if !line.starts_with('#') {
            samples.extend(of_line(line.trim()).map(|sample| Sample { span, ..sample }));
        }
    }
    samples
}

fn of_line(line: &str) -> Option<Sample> {
    let end = line.find(['{', ' ', '\t'])?;
    let (name, rest) = line.split_at_checked(end)?;
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(inside) => labels(inside)?,
        None => (Vec::new(), rest),
    };
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Sample { name: name.to_owned(), labels, value, span: Span::default() })
}

/// The labels up to the closing brace, and what follows it.
fn labels(mut rest: &str) -> Option<(Vec<(String, String)>, &str)> {
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start_matches([',', ' ']);
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (name, after) = rest.split_once("=\"")?;
        let (text, after) = quoted(after)?;
        labels.push((name.trim().to_owned(), text));
        rest = after;
    }
}

/// A text up to its closing quote, with its escapes undone, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((found, text.get(at + 1..)?)),
            '\\' => match letters.next()?.1 {
                'n' => found.push('\n'),
                other => found.push(other),
            },
            other => found.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_samples() {
        let text = "# HELP a b\n# TYPE a gauge\na 151\na_b{x=\"1\",y=\"q\\\"{,}\\\\\"} 1.5e+07 1700000000\nbad\n{x=\"1\"} \n c 2\r\n";
        let samples = of_text(text);
        let shown: Vec<_> = samples.iter().map(|sample| (sample.name.as_str(), sample.value)).collect();
        assert_eq!(shown, [("a", 151.0), ("a_b", 1.5e7), ("c", 2.0)]);
        assert_eq!(samples[1].label("y"), Some("q\"{,}\\"));
        assert_eq!(text.get(samples[0].span.start..samples[0].span.end), Some("a 151"));
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "[a-z_{}\"\\\\=, 0-9\\n.#]{0,80}") {
            let _ = of_text(&text);
        }
    }
}
