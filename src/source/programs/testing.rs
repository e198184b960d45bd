//! What the tests of all languages share: trees as short texts, and what holds for any text.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::node::{Data, Node};
use crate::text::place::{SourceFile, Span};

/// How a file is read.
pub(in crate::source) type Read = fn(&SourceFile) -> Result<Arc<Node>, ConfigError>;

/// A tree in one line: `{a: 1, b: ["x"]}`; what is shared ends with `*`.
pub(in crate::source) fn show(read: Read, text: &str) -> String {
    shown(&read(&SourceFile::new("t", text)).expect("readable"))
}

fn shown(node: &Node) -> String {
    let mark = if node.shared { "*" } else { "" };
    match &node.data {
        Data::Scalar(scalar) if scalar.quoted => format!("{:?}{mark}", scalar.text),
        Data::Scalar(scalar) => format!("{}{mark}", scalar.text),
        Data::Sequence(items) => {
            format!("[{}]{mark}", items.iter().map(|item| shown(item)).collect::<Vec<_>>().join(", "))
        }
        Data::Mapping(entries) => {
            let entry = |entry: &crate::source::node::Entry| format!("{}: {}", entry.key, shown(&entry.value));
            format!("{{{}}}{mark}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The bytes of the value at a path of keys.
pub(in crate::source) fn bytes<'t>(read: Read, text: &'t str, path: &[&str]) -> &'t str {
    let span = span(read, text, path).expect("a value");
    &text[span.start..span.end]
}

pub(in crate::source) fn span(read: Read, text: &str, path: &[&str]) -> Option<Span> {
    let mut node = read(&SourceFile::new("t", text)).expect("readable");
    for key in path {
        node = Arc::clone(node.get(key)?);
    }
    Some(node.span)
}

/// Holds of any text: it is read or refused, every span lies inside it, and a bare scalar that stands there as it is can be
/// replaced and read again.
pub(in crate::source) fn hold(read: Read, text: &str) {
    let Ok(root) = read(&SourceFile::new("t", text)) else { return };
    inside(&root, text);
}

/// What [`hold`] says, of a form whose every value is a bare text.
pub(in crate::source) fn hold_bare(read: Read, text: &str) {
    let Ok(root) = read(&SourceFile::new("t", text)) else { return };
    within(&root, text);
}

fn within(node: &Node, text: &str) {
    assert!(text.get(node.span.start..node.span.end).is_some(), "{:?} of {text:?}", node.span);
    for entry in node.entries().unwrap_or_default() {
        assert!(text.get(entry.key_span.start..entry.key_span.end).is_some(), "{:?} of {text:?}", entry.key_span);
        within(&entry.value, text);
    }
}

fn inside(node: &Node, text: &str) {
    let of = |span: Span| text.get(span.start..span.end).unwrap_or_else(|| panic!("{span:?} of {text:?}"));
    let written = of(node.span);
    match &node.data {
        Data::Scalar(scalar) if !scalar.quoted && !scalar.text.starts_with("${") && written == scalar.text => {
            let words = ["true", "false", "null"];
            assert!(
                words.contains(&written) || written.trim_start_matches('-').parse::<f64>().is_ok(),
                "{written:?} of {text:?}"
            );
        }
        Data::Scalar(_) => {}
        Data::Sequence(items) => items.iter().for_each(|item| inside(item, text)),
        Data::Mapping(entries) => {
            for entry in entries {
                of(entry.key_span);
                inside(&entry.value, text);
            }
        }
    }
}

/// Texts that look like programs.
pub(in crate::source) fn texts() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let pieces = prop::sample::select(vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        ":",
        "=",
        "=>",
        "->",
        ".",
        "?",
        "!",
        "+",
        "-",
        "*",
        "/",
        "||",
        "??",
        "<",
        ">",
        "\n",
        "  ",
        "'",
        "\"",
        "`",
        "${",
        "#{",
        "\\",
        "#",
        "//",
        "/*",
        "*/",
        "<?php",
        "?>",
        "<<<",
        "<<~",
        "a",
        "POOL",
        "$x",
        "@y",
        "return",
        "class",
        "def",
        "function",
        "const",
        "export default",
        "module.exports",
        "process.env.",
        "env('X', ",
        "ENV[",
        "5",
        "1_000",
        "0x1F",
        "60 * 1000",
        "true",
        "None",
        "dict(",
        "array(",
        "f'",
        "r\"",
        "'''",
        "ä",
        "as",
        "lambda",
        "if",
        "else",
        "async",
        "do",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()), "\\PC{0,60}"]
}

/// What a reader could do badly by: deep, unclosed, or begun again and again. The bound of depth is tried here, on a small
/// stack; that the time grows with the length and no faster was measured with more bytes, by hand.
#[test]
fn no_row_of_beginnings_is_too_deep() {
    use crate::source::forms::{libconfig, prisma, xml};
    use crate::source::programs::{javascript, php, python, ruby};
    const BYTES: usize = 8_000;
    let units = [
        "[",
        "(",
        "{",
        "[]",
        "()",
        "(a)=>",
        "(a):x|",
        "a=",
        "a:",
        "a,",
        "f(",
        "f(a=1,",
        "f({a:",
        "`",
        "`${",
        "\"",
        "'",
        "\"#{",
        "\"{$",
        "f'{",
        "/",
        "/[",
        "/*",
        "<<<A\n",
        "<<~A\n",
        "\\",
        "\\u{",
        "%(",
        "'%(' % ",
        "'{' .format(",
        "a||",
        "process.env.A||",
        "a?b:",
        "a?",
        "1+",
        "1*",
        "-",
        "!",
        "(int)-",
        "a[",
        "a['b']['c']=1;\n",
        "x=[x,x]\n",
        "a1={b:a0};",
        "lambda ",
        "lambda:",
        "if ",
        "a if b else ",
        "def a():",
        "class A:\n ",
        "class A{",
        "function(){",
        "fn()=>",
        "function ",
        "x=>",
        "a<b,",
        "a<",
        "a as b|",
        "const a=",
        "const {",
        "export default ",
        "workers 3\n",
        "a.b",
        "::a",
        ")",
        "])}",
        "#",
        "?>",
        "<?php ",
        "a=>",
        "...",
        "**",
        "a {",
        "a(b){",
        "datasource a {",
        "env(",
        "a=(",
        "<a>",
        "<a b='1'>",
        "<property name='a.b' value='1'/>",
        "\n",
        " \n",
        "ä",
        "\"a\" ",
        "'a' 'b'\n",
        "f'{f\"{",
        "ENV['a'] {",
        "x.y(",
        "x.y().",
        "'a'+",
        "f(*",
        "{...a,",
        "@a(",
        "for(",
        "(()",
    ];
    let readers: [Read; 7] =
        [php::read, python::read, javascript::read, ruby::read, libconfig::read, prisma::read, xml::read];
    for unit in units {
        for tail in ["", "}"] {
            let text = format!("x = {}{tail}", unit.repeat(BYTES / unit.len()));
            for read in readers {
                hold_bare(read, &text);
                hold_bare(read, &format!("<r>{text}</r>"));
            }
        }
    }
}
