//! What was found in a file into nodes: constants of the same file followed, everything else that is no literal made a
//! placeholder that nothing resolves.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::node::{Data, Entry, Node, Scalar};
use crate::source::programs::DEEPEST;
use crate::source::programs::expr::{Expr, Pair, PairKind, Shape};
use crate::source::programs::found::{Branch, Call, Found, Grown};
use crate::source::programs::language::Language;
use crate::text::place::{SourceFile, Span};

/// Values that one file may hold, constants followed; as many as YAML may.
pub(super) const MOST_NODES: usize = 1_000_000;
/// Characters of the code that a placeholder shows.
const SHOWN: usize = 80;

/// The mapping of all that was found, in the order of the file.
pub(super) fn root(file: &SourceFile, language: &Language, found: &Found) -> Result<Arc<Node>, ConfigError> {
    let whole = Span { start: 0, end: file.text().len() };
    if found.values > MOST_NODES {
        return Err(too_many(file, whole));
    }
    let lower = Lower {
        file,
        named: &found.named,
        calls: &found.calls,
        bound: &found.bound,
        done: HashMap::new(),
        followed: HashSet::new(),
    };
    let entries = lower.entries(language, found)?;
    Ok(Arc::new(Node { data: Data::Mapping(entries), span: whole, shared: false }))
}

fn too_many(file: &SourceFile, span: Span) -> ConfigError {
    ConfigError::at(&file.place(span), "this file holds more than a million values, its constants followed")
        .help("no connection-pool configuration needs that; is this the right file?")
}

/// A finished node with what it costs to walk it.
#[derive(Clone)]
struct Built {
    node: Arc<Node>,
    nodes: usize,
    depth: usize,
}

struct Lower<'a> {
    file: &'a SourceFile,
    named: &'a Branch,
    calls: &'a [Call],
    bound: &'a HashMap<String, usize>,
    /// Constants that were followed; none while one is, so that a circle ends.
    done: HashMap<usize, Option<Built>>,
    /// Those of them that are maps or lists.
    followed: HashSet<usize>,
}

impl Lower<'_> {
    fn entries(mut self, language: &Language, found: &Found) -> Result<Vec<Entry>, ConfigError> {
        let mut entries = Vec::new();
        let mut nodes = 0;
        for value in &found.exported {
            let built = self.value(value, 0)?;
            nodes += built.nodes;
            entries.extend(exported(&built.node));
        }
        for call in found.calls.iter().filter(|call| !call.moved && is_told(language, call)) {
            if let Some(built) = self.call(call, language)? {
                nodes += built.nodes;
                let (key, key_span) = (call.name.clone(), call.name_span);
                entries.push(Entry { key, key_span, value: built.node, merged: false });
            }
        }
        let mut named = Vec::new();
        let own = if language.objects { &[][..] } else { found.named.entries.as_slice() };
        for (at, (key, key_span, value)) in own.iter().enumerate() {
            let built = self.grown(value, 0)?;
            nodes += built.nodes;
            named.push((at, Entry { key: key.clone(), key_span: *key_span, value: built.node, merged: false }));
        }
        if nodes > MOST_NODES {
            return Err(too_many(self.file, Span::default()));
        }
        // A constant that another value holds is told there.
        let told = |at: &usize| language.merges_maps && self.followed.contains(at);
        entries.extend(named.into_iter().filter(|(at, _)| !told(at)).map(|(_, entry)| entry));
        entries.sort_by_key(|entry| entry.key_span.start);
        Ok(entries)
    }

    fn grown(&mut self, grown: &Grown, level: usize) -> Result<Built, ConfigError> {
        let (branch, span) = match grown {
            Grown::Value(value) => return self.value(value, level),
            Grown::Branch(branch, span) => (branch, *span),
        };
        self.check(level, span)?;
        let mut made = Made::default();
        for (key, key_span, value) in &branch.entries {
            let built = self.grown(value, level + 1)?;
            made.add(key.clone(), *key_span, built);
        }
        self.mapping(made, span)
    }

    fn value(&mut self, value: &Expr, level: usize) -> Result<Built, ConfigError> {
        self.check(level, value.span)?;
        let scalar = match &value.shape {
            Shape::Text(text) => Scalar { text: text.clone(), quoted: true, filled: None },
            Shape::Number(text) => Scalar { text: text.clone(), quoted: false, filled: None },
            Shape::Word(word) => Scalar { text: (*word).to_owned(), quoted: false, filled: None },
            Shape::Environment(..) | Shape::Joined(_) | Shape::Code => {
                let quoted = matches!(value.shape, Shape::Joined(_));
                Scalar { text: self.text(value, level)?, quoted, filled: None }
            }
            Shape::Name(name) => match self.follow(value, level)? {
                Some(built) => return Ok(built),
                None => Scalar { text: unknown(&name.path, self.source(value.span)), quoted: false, filled: None },
            },
            Shape::Object(at) => {
                let mut made = Made::default();
                let calls = self.calls;
                let held = calls.get(*at).map_or(&[][..], |call| call.arguments.as_slice());
                self.pairs(held, &mut made, level)?;
                return self.mapping(made, value.span);
            }
            Shape::List(items) => return self.list(items, value.span, level),
            Shape::Map(pairs) => {
                let mut made = Made::default();
                self.pairs(pairs, &mut made, level)?;
                return self.mapping(made, value.span);
            }
        };
        Ok(leaf(scalar, value.span))
    }

    fn check(&self, level: usize, span: Span) -> Result<(), ConfigError> {
        if level > DEEPEST { Err(self.too_deep(span)) } else { Ok(()) }
    }

    fn too_deep(&self, span: Span) -> ConfigError {
        ConfigError::at(&self.file.place(span), format!("this file nests deeper than {DEEPEST} levels"))
    }

    fn source(&self, span: Span) -> &str {
        self.file.text().get(span.start..span.end).unwrap_or_default()
    }

    fn list(&mut self, items: &[Expr], span: Span, level: usize) -> Result<Built, ConfigError> {
        let mut made = Made::default();
        for item in items {
            let built = self.value(item, level + 1)?;
            made.count(&built);
            made.items.push(built.node);
        }
        let data = Data::Sequence(std::mem::take(&mut made.items));
        self.container(data, &made, span)
    }

    fn mapping(&self, mut made: Made, span: Span) -> Result<Built, ConfigError> {
        let data = Data::Mapping(std::mem::take(&mut made.entries));
        self.container(data, &made, span)
    }

    fn container(&self, data: Data, made: &Made, span: Span) -> Result<Built, ConfigError> {
        if made.nodes > MOST_NODES {
            return Err(too_many(self.file, span));
        }
        if made.depth >= DEEPEST {
            return Err(self.too_deep(span));
        }
        let node = Arc::new(Node { data, span, shared: false });
        Ok(Built { node, nodes: made.nodes + 1, depth: made.depth + 1 })
    }

    fn pairs(&mut self, pairs: &[Pair], made: &mut Made, level: usize) -> Result<(), ConfigError> {
        for pair in pairs {
            if pair.kind == PairKind::Spread && matches!(pair.value.shape, Shape::Code | Shape::Environment(..)) {
                continue;
            }
            let built = self.value(&pair.value, level + 1)?;
            if pair.kind != PairKind::Spread {
                made.add(pair.key.clone(), pair.key_span, built);
            } else if let Data::Mapping(entries) = &built.node.data {
                made.count(&built);
                made.entries.extend(entries.iter().map(|entry| Entry {
                    merged: true,
                    value: shared(&entry.value, entry.value.span),
                    ..entry.clone()
                }));
            }
        }
        Ok(())
    }

    /// A call's arguments; nothing where none is known.
    fn call(&mut self, call: &Call, language: &Language) -> Result<Option<Built>, ConfigError> {
        let mut made = Made::default();
        for argument in &call.arguments {
            let built = self.value(&argument.value, 1)?;
            match (&built.node.data, argument.kind) {
                (Data::Mapping(entries), PairKind::Positional) if language.merges_maps => {
                    made.count(&built);
                    let is_shared = built.node.shared;
                    let own = |entry: &Entry| Entry {
                        value: if is_shared {
                            shared(&entry.value, entry.value.span)
                        } else {
                            Arc::clone(&entry.value)
                        },
                        ..entry.clone()
                    };
                    made.entries.extend(entries.iter().map(own));
                }
                (Data::Mapping(_), PairKind::Spread) | (_, PairKind::Keyed) => {
                    self.pairs(std::slice::from_ref(argument), &mut made, 1)?;
                }
                (Data::Scalar(scalar), PairKind::Positional) if is_unknown(&argument.value, scalar) => {}
                (_, PairKind::Positional) => made.add(argument.key.clone(), argument.key_span, built),
                (_, PairKind::Spread) => {}
            }
        }
        if made.entries.is_empty() {
            return Ok(None);
        }
        self.mapping(made, call.span).map(Some)
    }

    /// The value of a constant of the file: one that is given its value once.
    fn follow(&mut self, value: &Expr, level: usize) -> Result<Option<Built>, ConfigError> {
        let Shape::Name(name) = &value.shape else { return Ok(None) };
        let named = self.named;
        let once = self.bound.get(&name.path).is_none_or(|times| *times == 1) && name.keys.is_empty();
        let Some((at, grown)) = named.get(name.path.trim_start_matches('$')).filter(|_| once) else { return Ok(None) };
        if !self.done.contains_key(&at) {
            self.done.insert(at, None);
            let built = self.grown(grown, level + 1)?;
            self.done.insert(at, Some(built));
        }
        let Some(built) = self.done.get(&at).cloned().flatten() else { return Ok(None) };
        let span = if built.node.scalar().is_some() {
            value.span
        } else {
            self.followed.insert(at);
            built.node.span
        };
        Ok(Some(Built { node: shared(&built.node, span), ..built }))
    }

    /// The text of what is no literal, with placeholders.
    fn text(&mut self, value: &Expr, level: usize) -> Result<String, ConfigError> {
        self.check(level, value.span)?;
        Ok(match &value.shape {
            Shape::Environment(name, fallback) => {
                let default = match fallback {
                    Some(fallback) => self.default(fallback, level + 1)?,
                    None => None,
                };
                default.map_or_else(|| format!("${{{name}}}"), |default| format!("${{{name}:-{default}}}"))
            }
            Shape::Joined(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    match self.scalar_text(piece, level + 1)? {
                        Some(known) => text.push_str(&known),
                        None => text.push_str(&unknown("", self.source(piece.span))),
                    }
                }
                text
            }
            Shape::Name(name) => unknown(&name.path, self.source(value.span)),
            _ => unknown("", self.source(value.span)),
        })
    }

    /// The text that stands in for a variable; none where that is a name that leads nowhere, such as a type's.
    fn default(&mut self, value: &Expr, level: usize) -> Result<Option<String>, ConfigError> {
        if matches!(value.shape, Shape::Name(_)) && self.follow(value, level)?.is_none() {
            return Ok(None);
        }
        Ok(self.scalar_text(value, level)?.filter(|text| is_balanced(text)))
    }

    fn scalar_text(&mut self, value: &Expr, level: usize) -> Result<Option<String>, ConfigError> {
        let built = self.value(value, level)?;
        Ok(built.node.scalar().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text.clone()))
    }
}

/// Whether a call is an entry: an object that is told nothing but numbers without names is none.
fn is_told(language: &Language, call: &Call) -> bool {
    !language.objects || (language.records)(&call.name, &call.arguments)
}

/// What a container is being made of.
#[derive(Default)]
struct Made {
    entries: Vec<Entry>,
    items: Vec<Arc<Node>>,
    nodes: usize,
    depth: usize,
}

impl Made {
    fn count(&mut self, built: &Built) {
        self.nodes = self.nodes.saturating_add(built.nodes);
        self.depth = self.depth.max(built.depth);
    }

    fn add(&mut self, key: String, key_span: Span, built: Built) {
        self.count(&built);
        self.entries.push(Entry { key, key_span, value: built.node, merged: false });
    }
}

fn leaf(scalar: Scalar, span: Span) -> Built {
    let node = Arc::new(Node { data: Data::Scalar(scalar), span, shared: false });
    Built { node, nodes: 1, depth: 0 }
}

fn shared(node: &Node, span: Span) -> Arc<Node> {
    Arc::new(Node { shared: true, span, ..node.clone() })
}

/// The entries of what a file gives away; the items of a list under their numbers.
fn exported(node: &Node) -> Vec<Entry> {
    match &node.data {
        Data::Mapping(entries) if node.shared => {
            let all = entries.iter().cloned();
            all.map(|entry| Entry { value: shared(&entry.value, entry.value.span), ..entry }).collect()
        }
        Data::Mapping(entries) => entries.clone(),
        Data::Sequence(items) => {
            let entry = |(number, item): (usize, &Arc<Node>)| Entry {
                key: number.to_string(),
                key_span: item.span,
                value: Arc::clone(item),
                merged: false,
            };
            items.iter().enumerate().map(entry).collect()
        }
        Data::Scalar(_) => Vec::new(),
    }
}

/// Whether an argument without a name says nothing: it is code, or a name that leads nowhere.
fn is_unknown(value: &Expr, scalar: &Scalar) -> bool {
    !value.is_literal() && (scalar.text.starts_with("${") || scalar.text.is_empty())
}

/// Whether a text may stand as the default of a placeholder.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i64;
    text.bytes().all(|byte| {
        depth += i64::from(byte == b'{') - i64::from(byte == b'}');
        depth >= 0
    }) && depth == 0
}

/// A placeholder for code. What could be read as a default, a nesting or a secret text is left out, and a bare name stands in
/// parentheses, because it is no variable of the environment.
fn unknown(name: &str, source: &str) -> String {
    let is_stop = |c: char| matches!(c, '{' | '}' | ':' | '"' | '\'' | '`' | '\n' | '\r');
    let end = source.char_indices().nth(SHOWN).map_or(source.len(), |(at, _)| at);
    let shown = source.get(..end).unwrap_or(source);
    let kept = shown.split(is_stop).next().unwrap_or_default().trim();
    let more = if kept.len() < source.trim().len() { "…" } else { "" };
    let is_bare = |text: &str, marks: &[u8]| {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || marks.contains(&byte);
        !text.is_empty() && text.bytes().all(is_name)
    };
    // `${A-1}` and `${A?1…}` would be the shell's: a variable with a default.
    let is_shell = kept.contains(['-', '?']) && is_bare(kept, b"-?");
    if is_shell || (more.is_empty() && (is_bare(name, b"") || is_bare(kept, b""))) {
        format!("${{({kept}{more})}}")
    } else {
        format!("${{{kept}{more}}}")
    }
}
