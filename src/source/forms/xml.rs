//! XML as servers and frameworks of the JVM are configured in it. The only file that names the XML parser.
//!
//! An element is a mapping under its tag: attributes, then children; several of one tag are a list under it. What only carries a key, as `<property name="a.b"
//! value="5"/>` and `<entry key="a">5</entry>`, is that key, nested at its dots. The document type is not looked at, so
//! nothing is fetched and no entity of the file's own is known.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use roxmltree::{Attribute, Document, Node as Element, ParsingOptions};

use crate::source::error::ConfigError;
use crate::source::form::Form;
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::text::place::{SourceFile, Span};

/// How deep elements may nest.
const DEEPEST: usize = 200;
/// Parts of a name that are nested; a longer one is a text with dots.
const MOST_PARTS: usize = 12;
/// Elements, texts and comments that one file may hold.
const MOST_NODES: u32 = 1_000_000;
/// Attributes that name a setting.
const NAMES: [&str; 2] = ["name", "key"];
/// Elements whose tag says only that they are a setting.
const SETTINGS: [&str; 7] =
    ["property", "prop", "entry", "setting", "config-property", "connection-property", "xa-datasource-property"];

/// XML.
pub(in crate::source) static FORM: Form = Form {
    name: "XML",
    endings: &["xml"],
    // Java's servers and frameworks, and .NET.
    opened: "context.xml server.xml *hibernate.cfg.xml persistence.xml applicationcontext*.xml *-ds.xml \
             *datasource*.xml spring*.xml web.config app.config",
    begins: |text| BEGINNINGS.iter().any(|tag| text.trim_start().starts_with(tag)),
    read: |file| Ok(vec![read(file)?]),
    ..Form::SETTINGS
};

/// What a text begins with that is XML whatever its name.
const BEGINNINGS: [&str; 4] = ["<?xml", "<!DOCTYPE", "<configuration", "<connectionStrings"];

/// Reads an XML file into one mapping with its root element's tag; a file without an element is an empty one.
///
/// # Errors
/// The text is not XML, takes entities of its own, or nests too deep.
pub(in crate::source) fn read(file: &SourceFile) -> Result<Arc<Node>, ConfigError> {
    let whole = Span { start: 0, end: file.text().len() };
    if file.text().trim().is_empty() {
        return Ok(node(Data::Mapping(Vec::new()), whole));
    }
    let text = without_doctype(file.text());
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|error| refused(file, &error))?;
    let mut root = Mapping::default();
    Reader { file, text: &text }.element(document.root_element(), &mut root, 0)?;
    Ok(node(root.finish(), whole))
}

fn refused(file: &SourceFile, error: &roxmltree::Error) -> ConfigError {
    let position = error.pos();
    let (line, column) = (position.row as usize, position.col as usize);
    // The parser counts characters from 1, as places do.
    let before: usize = file.text().split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = file.line(line).and_then(|line| line.char_indices().nth(column.saturating_sub(1)));
    let start = before + within.map_or(0, |(at, _)| at);
    let message = match error {
        roxmltree::Error::UnknownEntityReference(..) => "this entity is the file's own, and such are not followed",
        _ => "not valid XML",
    };
    let error = ConfigError::at(&file.place(Span { start, end: start }), message);
    match message {
        "not valid XML" => {
            error.help("every element that opens must close, and a file of another form needs another name")
        }
        _ => error,
    }
}

fn node(data: Data, span: Span) -> Arc<Node> {
    Arc::new(Node { data, span, shared: false })
}

/// The text with blanks in place of its document type: an entity that is declared there could be as large as it likes.
fn without_doctype(text: &str) -> String {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        at += blanks;
        let close = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ => break,
        };
        let Some(end) = rest.find(close) else { break };
        at += end + close.len();
    }
    let length = text.get(at..).filter(|rest| rest.starts_with("<!DOCTYPE")).map_or(0, doctype);
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    let (doctype, after) = rest.split_at_checked(length).unwrap_or(("", rest));
    let blanks: String = doctype.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    [before, &blanks, after].concat()
}

/// The length of a document type: to the `>` outside its quotes and brackets.
fn doctype(text: &str) -> usize {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if quote == Some(byte) => quote = None,
            _ if quote.is_some() => {}
            b'"' | b'\'' => quote = Some(byte),
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

struct Reader<'a> {
    file: &'a SourceFile,
    text: &'a str,
}

impl Reader<'_> {
    /// Adds an element to the mapping around it.
    fn element(&self, element: Element<'_, '_>, around: &mut Mapping, level: usize) -> Result<(), ConfigError> {
        let range = span(element.range());
        if level >= DEEPEST {
            let place = self.file.place(Span { start: range.start, end: range.start });
            return Err(ConfigError::at(&place, format!("this file nests deeper than {DEEPEST} levels")));
        }
        let name = NAMES.iter().find_map(|name| element.attribute_node(*name));
        let value =
            element.attribute_node("value").map(|value| self.attribute(&value)).or_else(|| self.content(element));
        let tag = element.tag_name().name();
        match (name, value) {
            (Some(name), Some(value)) => around.nest(name.value(), self.trimmed(name.range_value()), value),
            (Some(name), None) if SETTINGS.contains(&tag) => {
                let value = self.mapping(element, level, name.value())?;
                around.nest(name.value(), self.trimmed(name.range_value()), value);
            }
            (None, Some(value)) if element.attributes().len() == 0 => {
                around.push(tag, self.tag(range), Slot::Node(value));
            }
            _ => around.push(tag, self.tag(range), Slot::Node(self.mapping(element, level, "")?)),
        }
        Ok(())
    }

    /// An element's attributes and children; of one that is named so, without its name.
    fn mapping(&self, element: Element<'_, '_>, level: usize, name: &str) -> Result<Arc<Node>, ConfigError> {
        let mut mapping = Mapping::default();
        for found in element.attributes() {
            let is_name = NAMES.contains(&found.name()) && !name.is_empty() && found.value() == name;
            if !is_name {
                mapping.push(found.name(), span(found.range_qname()), Slot::Node(self.attribute(&found)));
            }
        }
        for child in element.children().filter(Element::is_element) {
            self.element(child, &mut mapping, level + 1)?;
        }
        if let Some(content) = self.content(element) {
            mapping.push("value", content.span, Slot::Node(content));
        }
        Ok(node(mapping.finish(), span(element.range())))
    }

    /// The text of an element that holds nothing else, or only a `<value>` with a text.
    fn content(&self, element: Element<'_, '_>) -> Option<Arc<Node>> {
        let is_blank =
            |child: &Element<'_, '_>| child.is_text() && child.text().is_none_or(|text| text.trim().is_empty());
        let mut children = element.children().filter(|child| !child.is_comment() && !is_blank(child));
        let only = children.next()?;
        if children.next().is_some() {
            return None;
        }
        if only.is_element() && only.tag_name().name() == "value" {
            let mut inner = only.children().filter(|child| !child.is_comment());
            let text = inner.next().filter(|text| text.is_text() && inner.next().is_none())?;
            return Some(scalar(text.text()?.trim(), self.trimmed(text.range())));
        }
        let only = Some(only).filter(roxmltree::Node::is_text)?;
        let text = only.text()?.trim();
        (!text.is_empty()).then(|| scalar(text, self.trimmed(only.range())))
    }

    /// An attribute's value, without its quotes. The parser counts no more than 255 blanks before them: then the bytes are the
    /// whole attribute's.
    fn attribute(&self, attribute: &Attribute<'_, '_>) -> Arc<Node> {
        let value = span(attribute.range_value());
        let opening = value.start.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        let is_whole = opening.is_some_and(|quote| matches!(quote, b'"' | b'\'')) && value.start <= value.end;
        scalar(attribute.value(), if is_whole { value } else { span(attribute.range()) })
    }

    /// Some bytes without the blanks around them.
    fn trimmed(&self, range: Range<usize>) -> Span {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + written.len() - written.trim_start().len();
        Span { start, end: (range.start + written.trim_end().len()).max(start) }
    }

    /// Where an element's tag stands.
    fn tag(&self, element: Span) -> Span {
        let start = element.start + 1;
        let rest = self.text.get(start..element.end).unwrap_or_default();
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
        Span { start, end: start + length }
    }
}

fn span(range: Range<usize>) -> Span {
    Span { start: range.start, end: range.end }
}

/// XML knows no types: every value may be a number.
fn scalar(text: &str, span: Span) -> Arc<Node> {
    node(Data::Scalar(Scalar { text: text.to_owned(), quoted: false, filled: None }), span)
}

/// A mapping that grows with dotted names.
#[derive(Default)]
struct Mapping {
    entries: Vec<(String, Span, Slot)>,
    /// Where the names stand that have names below them.
    at: HashMap<String, usize>,
}

enum Slot {
    Node(Arc<Node>),
    Nested(Mapping),
}

impl Mapping {
    fn push(&mut self, key: &str, key_span: Span, value: Slot) {
        self.entries.push((key.to_owned(), key_span, value));
    }

    /// Adds a value under a dotted name.
    fn nest(&mut self, name: &str, key_span: Span, value: Arc<Node>) {
        let name = name.trim();
        let is_nested = name.split('.').count() <= MOST_PARTS && name.split('.').all(|part| !part.is_empty());
        let Some((first, rest)) = name.split_once('.').filter(|_| is_nested) else {
            return self.push(name, key_span, Slot::Node(value));
        };
        let at = self.at.get(first).copied().unwrap_or(self.entries.len());
        if at == self.entries.len() {
            self.push(first, key_span, Slot::Nested(Self::default()));
            self.at.insert(first.to_owned(), at);
        }
        if let Some((_, _, Slot::Nested(nested))) = self.entries.get_mut(at) {
            nested.nest(rest, key_span, value);
        }
    }

    fn finish(self) -> Data {
        let entry = |(key, key_span, slot): (String, Span, Slot)| {
            let value = match slot {
                Slot::Node(value) => value,
                Slot::Nested(mapping) => node(mapping.finish(), key_span),
            };
            Entry { key, key_span, value, merged: false }
        };
        Data::Mapping(listed(self.entries.into_iter().map(entry).collect()))
    }
}

/// Elements of one tag as a list under it: a mapping has no place for two of them.
fn listed(entries: Vec<Entry>) -> Vec<Entry> {
    let mut listed: Vec<Entry> = Vec::new();
    let mut items: HashMap<String, (usize, Vec<Arc<Node>>)> = HashMap::new();
    for entry in entries {
        let is_section = entry.value.entries().is_some();
        if let Some((_, items)) = items.get_mut(&entry.key).filter(|_| is_section) {
            items.push(entry.value);
            continue;
        }
        if is_section {
            items.insert(entry.key.clone(), (listed.len(), vec![Arc::clone(&entry.value)]));
        }
        listed.push(entry);
    }
    for (at, items) in items.into_values().filter(|(_, items)| items.len() > 1) {
        let ends = items.first().zip(items.last()).map(|(first, last)| (first.span.start, last.span.end));
        if let (Some(entry), Some((start, end))) = (listed.get_mut(at), ends) {
            entry.value = node(Data::Sequence(items), Span { start, end });
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::programs::testing::{bytes, hold_bare, show};
    use proptest::prelude::*;

    #[test]
    fn an_element_is_a_mapping_of_its_attributes_and_children() {
        let text = "<?xml version='1.0'?>\n<Context>\n  <!-- c -->\n  <Resource name=\"jdbc/x\" type=\"javax.sql.DataSource\" maxTotal=\"20\"\n    \
                    url=\"jdbc:mysql://h/d?a=1&amp;b=2\"/>\n  <Resource name=\"jdbc/y\" maxTotal=\"5\"/>\n</Context>\n";
        let wanted = "{Context: {Resource: [{name: jdbc/x, type: javax.sql.DataSource, maxTotal: 20, url: jdbc:mysql://h/d?a=1&b=2}, {name: jdbc/y, maxTotal: 5}]}}";
        assert_eq!(show(read, text), wanted);
    }

    #[test]
    fn a_property_is_its_name_nested_at_its_dots() {
        let text = "<!DOCTYPE a PUBLIC \"-//H//EN\" 'http://h/a.dtd' [<!ENTITY x \"y>\">]>\n<beans xmlns:p=\"urn:p\">\n  <bean id=\"ds\" class=\"com.zaxxer.hikari.HikariConfig\" p:minimumIdle=\"2\">\n    \
                    <property name=\"maximumPoolSize\" value=\"10\"/>\n    <property name=\"jdbcUrl\"><value>${url}</value></property>\n  </bean>\n  \
                    <property name=\"hibernate.c3p0.max_size\"> 20 </property>\n  <prop key=\"hibernate.c3p0.min_size\">5</prop>\n  \
                    <entry key=\"k\" value=\"\"/>\n  <pool><max-pool-size>7</max-pool-size></pool>\n</beans>\n";
        let wanted = "{beans: {bean: {id: ds, class: com.zaxxer.hikari.HikariConfig, minimumIdle: 2, maximumPoolSize: 10, jdbcUrl: ${url}}, \
                      hibernate: {c3p0: {max_size: 20, min_size: 5}}, k: , pool: {max-pool-size: 7}}}";
        assert_eq!(show(read, text), wanted);
        assert_eq!(bytes(read, text, &["beans", "hibernate", "c3p0", "max_size"]), "20");
        assert_eq!(bytes(read, text, &["beans", "bean", "maximumPoolSize"]), "10");
        assert_eq!(bytes(read, text, &["beans", "pool", "max-pool-size"]), "7");
    }

    fn error(text: &str) -> String {
        read(&SourceFile::new("a.xml", text)).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_refused_says_where() {
        assert!(error("<a>\n  <b></c>\n</a>").starts_with("a.xml:2:6: not valid XML; every element that opens"));
        let own = error("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>");
        assert_eq!(own, "a.xml:2:4: this entity is the file's own, and such are not followed");
        assert!(error(&format!("{}{}", "<a>".repeat(300), "</a>".repeat(300))).contains("deeper than 200"));
        assert_eq!(show(read, " \n"), "{}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_every_span_lies_inside(
            pieces in prop::collection::vec(
                prop::sample::select(vec!["<a", ">", "/>", "</a>", " name=\"a.b\"", " value='5'", "<property", "</property>", "20", " ", "\n", "ä", "&amp;", "<!-- x -->", "<![CDATA[", "]]>"]),
                0..30,
            )
        ) {
            hold_bare(read, &format!("<r>{}</r>", pieces.concat()));
        }
    }
}
