//! Objects that are made and told what they hold, one call after the other: `Options::new().max_connections(10)`,
//! `config.setMaximumPoolSize(10)`, `new Options { MaxSize = 10 }`. Each is a section that is called after its type, with what it
//! was told as its entries. For languages where settings are no literals of maps.

use crate::source::programs::expr::{Expr, Name, Pair, PairKind, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::fold;
use crate::source::programs::found::Call;
use crate::source::programs::lexer::Kind;
use crate::source::programs::statement::Scope;
use crate::source::programs::types::{generics, skip_type};
use crate::text::place::Span;

/// Methods that say what stands in for a variable that is not there.
const FALLBACKS: [&str; 8] =
    ["unwrap_or", "unwrap_or_else", "orElse", "orElseGet", "getOrElse", "ifEmpty", "ifBlank", "or"];

/// What makes a span of time of a number, and the unit that the number is in.
const TIMES: [(&str, &str); 20] = [
    ("Duration.from_secs", "s"),
    ("Duration.from_millis", "ms"),
    ("Duration.from_mins", "m"),
    ("Duration.from_hours", "h"),
    ("Duration.ofMillis", "ms"),
    ("Duration.ofSeconds", "s"),
    ("Duration.ofMinutes", "m"),
    ("Duration.ofHours", "h"),
    ("TimeSpan.FromMilliseconds", "ms"),
    ("TimeSpan.FromSeconds", "s"),
    ("TimeSpan.FromMinutes", "m"),
    ("TimeSpan.FromHours", "h"),
    ("TimeUnit.MILLISECONDS", "ms"),
    ("TimeUnit.SECONDS", "s"),
    ("TimeUnit.MINUTES", "m"),
    ("TimeUnit.HOURS", "h"),
    ("ChronoUnit.MILLIS", "ms"),
    ("ChronoUnit.SECONDS", "s"),
    ("ChronoUnit.MINUTES", "m"),
    ("ChronoUnit.HOURS", "h"),
];

/// Entries of an object that are looked at for the map that another one belongs to; a bound of work.
const MOST_KINDS: usize = 64;

/// Tokens before the `=` of a declaration that are looked at.
const LONGEST_DECLARATION: usize = 48;

/// Words that begin a statement and leave what follows them one.
const BEFORE: [&str; 31] = [
    "if",
    "else",
    "while",
    "for",
    "foreach",
    "in",
    "match",
    "when",
    "switch",
    "case",
    "loop",
    "do",
    "try",
    "catch",
    "finally",
    "return",
    "throw",
    "unsafe",
    "async",
    "await",
    "move",
    "break",
    "continue",
    "public",
    "private",
    "protected",
    "internal",
    "override",
    "suspend",
    "lateinit",
    "pub",
];

/// Words before the name of a variable.
const DECLARED: [&str; 12] =
    ["let", "mut", "const", "static", "val", "var", "final", "readonly", "private", "public", "protected", "internal"];

impl Reader<'_> {
    /// The object that an expression is.
    fn object(&self, value: &Expr) -> Option<usize> {
        match &value.shape {
            Shape::Object(at) => Some(*at),
            Shape::Name(name) if name.keys.is_empty() => self.found.objects.get(own_name(&name.path)).copied(),
            _ => None,
        }
    }

    /// Reads what follows the member of an object, or of a variable of the environment.
    pub(super) fn object_member(&mut self, value: &Expr, member: &str, last: Span, start: usize) -> Option<Expr> {
        let called = self.word(0) == "(";
        let opens = self.word(0) == "{" && matches!(member, "apply" | "also" | "run" | "with");
        if let Shape::Environment(name, fallback) = &value.shape {
            let mut fallback = fallback.as_ref().map(|it| Expr { shape: copy(&it.shape), span: it.span });
            if called {
                let arguments = self.pairs();
                if FALLBACKS.contains(&member) {
                    fallback =
                        arguments.into_iter().next().map(|first| first.value).filter(Expr::is_literal).or(fallback);
                }
            } else if self.word(0) == "{" && FALLBACKS.contains(&member) {
                self.jump();
            }
            let shape = Shape::Environment(name.clone(), fallback.map(Box::new));
            return Some(Expr { shape, span: self.since(start) });
        }
        let object = self.object(value)?;
        if called {
            let arguments = self.pairs();
            self.tell(object, member, last, arguments);
        } else if opens {
            self.tell_block(object);
        } else if matches!(value.shape, Shape::Name(_)) {
            // A property of it, which may be assigned to.
            return None;
        }
        Some(Expr { shape: Shape::Object(object), span: self.since(start) })
    }

    /// What the call of a name makes: an object, the object that it is given, or nothing that is known.
    pub(super) fn made(&mut self, name: &Name, arguments: Vec<Pair>, span: Span) -> Expr {
        if name.last_part() == "format" {
            let text = arguments.first().and_then(|first| first.value.plain()).map(fold::without_fields);
            return Expr { shape: text.map_or(Shape::Code, Shape::Text), span };
        }
        let given = arguments.iter().filter(|pair| pair.kind == PairKind::Positional);
        let given = given.clone().find_map(|pair| self.object(&pair.value));
        // What is made of an object by itself is one with it: `new HikariDataSource(config)`.
        if let Some(object) = given.filter(|_| name.last_part() != "builder") {
            return Expr { shape: Shape::Object(object), span };
        }
        let Some((class, class_span)) = class(name) else {
            if (self.language.records)(name.last_part(), &arguments) {
                let (name, name_span) = (name.last_part().to_owned(), name.last);
                self.found.calls.push(Call { name, name_span, arguments, span, moved: false });
            }
            return Expr::code(span);
        };
        let mut kept: Vec<_> = arguments.into_iter().filter(is_worth).collect();
        if let Some((text, key_span)) = self.found.generic.take() {
            let value = Expr { shape: Shape::Text(text), span: key_span };
            kept.push(Pair { kind: PairKind::Keyed, key: "type".to_owned(), key_span, value });
        }
        let object = self.make(class, class_span, kept, span);
        if let Some(given) = given {
            self.hold(object, "builder".to_owned(), name.last, Expr { shape: Shape::Object(given), span });
        }
        Expr { shape: Shape::Object(object), span }
    }

    fn make(&mut self, class: &str, name_span: Span, arguments: Vec<Pair>, span: Span) -> usize {
        self.found.calls.push(Call { name: class.to_owned(), name_span, arguments, span, moved: false });
        self.found.calls.len() - 1
    }

    /// Notes what an object is told by a method.
    fn tell(&mut self, object: usize, method: &str, key_span: Span, arguments: Vec<Pair>) {
        let mut arguments = arguments.into_iter();
        let Some(first) = arguments.next() else { return };
        let (key, mut value) = (property(method), first.value);
        match (&value.shape, arguments.next().map(|second| second.value)) {
            (Shape::Text(text), Some(second)) => {
                // One of several of a kind: `addDataSourceProperty("socketTimeout", 5000)`.
                let pair = Pair { kind: PairKind::Keyed, key: text.clone(), key_span: value.span, value: second };
                return self.hold_one_of(object, plural(method), key_span, pair);
            }
            (_, Some(Expr { shape: Shape::Name(second), span })) => {
                if let Some(unit) = unit(&second.path) {
                    value = time(value, unit, span);
                }
            }
            _ => {}
        }
        self.hold(object, key, key_span, value);
    }

    /// Notes an entry of an object.
    fn hold(&mut self, object: usize, key: String, key_span: Span, mut value: Expr) {
        let is_moved = |calls: &[Call], at: usize| calls.get(at).is_none_or(|call| call.moved);
        if let Some(inner) = self.object(&value) {
            // What one object holds no other does, so that nothing goes in a circle.
            if inner == object || is_moved(&self.found.calls, inner) || is_moved(&self.found.calls, object) {
                return;
            }
            // What connects says what it connects to.
            let manager = self.found.calls.get_mut(inner).map(|call| {
                call.moved = true;
                let of_type = call.arguments.iter().find(|pair| pair.key == "type");
                let text = of_type.and_then(|pair| pair.value.plain()).unwrap_or(&call.name).to_owned();
                (text, call.name_span)
            });
            if let (Some((text, span)), true) = (manager, matches!(key.as_str(), "build" | "builder")) {
                self.describe(object, text, span);
            }
            value = Expr { shape: Shape::Object(inner), span: value.span };
        }
        if let Some(call) = self.found.calls.get_mut(object) {
            call.arguments.push(Pair { kind: PairKind::Keyed, key, key_span, value });
        }
    }

    /// Notes an entry of a map that an object holds.
    fn hold_one_of(&mut self, object: usize, key: String, key_span: Span, pair: Pair) {
        let Some(call) = self.found.calls.get_mut(object) else { return };
        let there = call.arguments.iter_mut().rev().take(MOST_KINDS).find(|held| held.key == key);
        if let Some(Expr { shape: Shape::Map(pairs), .. }) = there.map(|held| &mut held.value) {
            pairs.push(pair);
            return;
        }
        let value = Expr { shape: Shape::Map(vec![pair]), span: key_span };
        call.arguments.push(Pair { kind: PairKind::Keyed, key, key_span, value });
    }

    /// Notes the type of what an object connects with.
    fn describe(&mut self, object: usize, text: String, span: Span) {
        let Some(call) = self.found.calls.get_mut(object) else { return };
        if call.arguments.iter().all(|pair| pair.key != "type") {
            let value = Expr { shape: Shape::Text(text), span };
            call.arguments.push(Pair { kind: PairKind::Keyed, key: "type".to_owned(), key_span: span, value });
        }
    }

    /// Reads the entries between braces that an object is given: `{ MaxSize = 10 }`, `{ max_size: 10 }`.
    fn tell_block(&mut self, object: usize) {
        let after = self.token(0).map_or(self.at, |token| token.after());
        self.at += 1;
        while self.at < after {
            let before = self.at;
            let end = self.path_end();
            let (key_span, mark) = (self.token(end).map(|token| token.span()).unwrap_or_default(), self.word(end + 1));
            let is_path = self.kind(0) == Some(Kind::Name);
            if is_path && matches!(mark, "=" | ":") {
                self.at += end + 2;
                let value = self.expression();
                self.hold(object, property(self.slice(key_span)), key_span, value);
            } else if is_path && mark == "(" {
                self.at += end + 1;
                let arguments = self.pairs();
                self.tell(object, self.slice(key_span), key_span, arguments);
            } else if is_path && matches!(mark, "," | "}") && end == 0 {
                let value = self.name();
                self.hold(object, property(self.slice(key_span)), key_span, value);
            } else {
                self.expression();
            }
            if self.at == before {
                self.at += 1;
            }
        }
        self.at = after;
    }

    /// How far ahead the last part of a path is.
    fn path_end(&self) -> usize {
        let mut end = 0;
        while end < LONGEST_DECLARATION
            && self.language.members.contains(&self.word(end + 1))
            && self.kind(end + 2) == Some(Kind::Name)
        {
            end += 2;
        }
        end
    }

    /// Notes what a variable holds, so that it is known where its name stands.
    fn hold_variable(&mut self, name: &str, span: Span, value: Expr) {
        if let Some(object) = self.object(&value) {
            self.found.objects.insert(name.to_owned(), object);
            return;
        }
        self.found.objects.remove(name);
        self.found.bind(name);
        if matches!(
            value.shape,
            Shape::Text(_) | Shape::Number(_) | Shape::Word(_) | Shape::Environment(..) | Shape::Joined(_)
        ) {
            self.found.named.put(&[(name.to_owned(), span)], value);
        }
    }

    /// Where the name and the `=` of the declaration or assignment that comes are, counted from here.
    fn declared(&self) -> Option<(usize, usize)> {
        let mut name = None;
        let mut ahead = 0;
        while ahead < LONGEST_DECLARATION {
            match (self.kind(ahead)?, self.word(ahead)) {
                (Kind::Mark, "=") => {
                    let name = name.or_else(|| ahead.checked_sub(1))?;
                    return (self.kind(name) == Some(Kind::Name)).then_some((name, ahead));
                }
                (Kind::Mark, ":") if name.is_none() => name = ahead.checked_sub(1),
                (Kind::Mark, "." | "::" | "<" | ">" | ">>" | "," | "?" | "&" | "'" | "?." | "|") | (Kind::Name, _) => {}
                (Kind::Open, "[") => {
                    ahead = self.token(ahead)?.after().checked_sub(self.at)?;
                    continue;
                }
                _ => return None,
            }
            ahead += 1;
        }
        None
    }

    /// Reads a declaration or an assignment.
    fn declare(&mut self) -> bool {
        let Some((name, equals)) = self.declared() else { return false };
        let span = self.token(name).map(|token| token.span()).unwrap_or_default();
        let owner = name.checked_sub(2).filter(|_| self.language.members.contains(&self.word(name - 1)));
        let owner = owner.map(|at| self.word(at)).filter(|owner| !matches!(*owner, "this" | "self"));
        self.at += equals + 1;
        let value = self.expression();
        let name = self.slice(span);
        match owner {
            None => self.hold_variable(name, span, value),
            Some(owner) => {
                if let Some(object) = self.found.objects.get(owner).copied() {
                    self.hold(object, property(name), span, value);
                }
            }
        }
        true
    }
}

/// Reads what begins a statement of a language with objects.
pub(super) fn statement(reader: &mut Reader<'_>) -> bool {
    let next = reader.word(1);
    match reader.word(0) {
        "#" if matches!(next, "[" | "!") => {
            reader.at += 1 + usize::from(next == "!");
            let start = reader.start();
            reader.jump();
            if reader.slice(reader.since(start)).contains("cfg(test)") {
                while !reader.ends() && reader.word(0) != "{" {
                    reader.at += 1;
                }
                if reader.word(0) == "{" {
                    reader.jump();
                }
            }
        }
        "@" => {
            reader.at += 1;
            reader.at += reader.path_end() + 1;
            if reader.word(0) == "(" {
                reader.jump();
            }
        }
        "[" => reader.jump(),
        "import" | "package" | "namespace" => reader.skip(),
        "use" | "using" if reader.kind(1) == Some(Kind::Name) && next != "var" => {
            while !reader.ends() {
                reader.at += 1;
            }
        }
        "fn" | "fun" => {
            while !reader.ends() && !matches!(reader.word(0), "(" | "{") {
                reader.at += 1;
            }
            if reader.word(0) == "(" {
                parameters(reader);
            }
        }
        word if BEFORE.contains(&word) && reader.kind(0) == Some(Kind::Name) && next != "." => reader.at += 1,
        _ if reader.declare() => {}
        word if DECLARED.contains(&word) => reader.at += 1,
        _ => return false,
    }
    true
}

/// Passes over parameters, whose names hold nothing that is known.
fn parameters(reader: &mut Reader<'_>) {
    let after = reader.token(0).map_or(reader.at, |token| token.after());
    for at in reader.at..after {
        let token = reader.tokens.get(at).filter(|token| token.kind == Kind::Name);
        if let Some(span) = token.map(super::lexer::Token::span) {
            let name = reader.slice(span);
            reader.found.objects.remove(name);
        }
    }
    reader.at = after.max(reader.at + 1);
}

/// Reads a closure, or a block that is a value.
pub(super) fn operand(reader: &mut Reader<'_>) -> Option<Expr> {
    let start = reader.start();
    let arrow = |word: &str| matches!(word, "=>" | "->");
    match (reader.kind(0)?, reader.word(0)) {
        (Kind::Open, "{") => {
            reader.body(Scope::Function);
            return Some(Expr::code(reader.since(start)));
        }
        (Kind::Name, _) if arrow(reader.word(1)) => reader.at += 2,
        (Kind::Open, "(") => {
            let ahead = reader.token(0)?.after().saturating_sub(reader.at);
            if !arrow(reader.word(ahead)) {
                return None;
            }
            reader.at += ahead + 1;
        }
        (Kind::Mark, "||") => reader.at += 1,
        (Kind::Mark, "|") => {
            let end = (1..LONGEST_DECLARATION).find(|ahead| reader.word(*ahead) == "|")?;
            reader.at += end + 1;
        }
        _ => return None,
    }
    Some(reader.expression())
}

/// Reads what follows a value: types, `?`, a cast, what an object holds between braces.
pub(super) fn tail(reader: &mut Reader<'_>, value: Expr) -> Expr {
    let start = value.span.start;
    match (reader.word(0), &value.shape) {
        ("?", _)
            if reader.language.line_comments == ["//"] && reader.language.members.contains(&"::") && is_end(reader) =>
        {
            reader.at += 1;
        }
        ("!!", _) => reader.at += 1,
        ("!", Shape::Name(_)) if reader.kind(1) == Some(Kind::Open) => reader.at += 1,
        ("as", _) => {
            reader.at += 1;
            skip_type(reader);
        }
        ("::", Shape::Name(_)) if reader.word(1) == "<" => {
            if let Some(length) = generics(reader, 1) {
                let from = reader.token(2).map_or(start, |token| token.span().start);
                reader.at += length;
                let span = reader.since(from);
                reader.at += 1;
                reader.found.generic = Some((reader.slice(span).to_owned(), span));
            }
        }
        ("<", Shape::Name(_)) => {
            let length = generics(reader, 0).filter(|length| matches!(reader.word(*length), "(" | "{"));
            reader.at += length.unwrap_or(0);
        }
        ("{", Shape::Object(object)) if reader.word(1) != "}" && matches!(reader.word(2), "=") => {
            let object = *object;
            reader.tell_block(object);
        }
        ("{", Shape::Name(name))
            if class(name).is_some_and(|(class, _)| class == name.last_part())
                && reader.kind(1) == Some(Kind::Name)
                && matches!(reader.word(2), "=" | ":" | ",") =>
        {
            let object = reader.make(name.last_part(), name.last, Vec::new(), value.span);
            reader.tell_block(object);
            return Expr { shape: Shape::Object(object), span: reader.since(start) };
        }
        _ => {}
    }
    value
}

/// Whether Rust's `?` ends here what it asks, and is no choice between two values.
fn is_end(reader: &Reader<'_>) -> bool {
    matches!(reader.kind(1), None | Some(Kind::Close)) || matches!(reader.word(1), "," | ";" | "." | "?" | "{" | "as")
}

/// Whether a call is worth an entry: it is given a connection string.
pub(super) fn records(_: &str, arguments: &[Pair]) -> bool {
    arguments
        .iter()
        .any(|pair| pair.kind == PairKind::Keyed || (is_worth(pair) && !matches!(pair.value.shape, Shape::Number(_))))
}

/// Whether an argument that a new object is given says something.
fn is_worth(pair: &Pair) -> bool {
    match &pair.value.shape {
        Shape::Text(text) => pair.kind == PairKind::Keyed || is_link(text),
        Shape::Environment(..) | Shape::Joined(_) | Shape::Number(_) => true,
        _ => pair.kind == PairKind::Keyed,
    }
}

/// Whether a text may be a connection string.
pub(super) fn is_link(text: &str) -> bool {
    text.contains("://") || (text.contains(';') && text.contains('='))
}

/// The type in a path: its last part, or the one before it that a function of it is called on.
fn class(name: &Name) -> Option<(&str, Span)> {
    let mut parts = name.path.rsplit('.');
    let is_class = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_uppercase()) && part.bytes().any(|c| c.is_ascii_lowercase())
    };
    let last = parts.next().filter(is_class);
    Some((last.or_else(|| parts.next().filter(is_class))?, name.last))
}

/// A variable's name, without what says that it is the object's own.
fn own_name(path: &str) -> &str {
    path.strip_prefix("this.").or_else(|| path.strip_prefix("self.")).unwrap_or(path)
}

/// What a method sets: `setMaximumPoolSize`, `with_max_size`, `MaximumPoolSize`.
fn property(method: &str) -> String {
    let rest = ["set_", "with_"].iter().find_map(|prefix| method.strip_prefix(prefix));
    let is_word = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_uppercase());
    let camel = || ["set", "with"].iter().find_map(|prefix| method.strip_prefix(prefix).filter(is_word));
    let name = rest.or_else(camel).unwrap_or(method);
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// What a method adds one to: `addDataSourceProperty`.
fn plural(method: &str) -> String {
    let one = property(method.strip_prefix("add").unwrap_or(method));
    one.strip_suffix('y').map_or_else(|| format!("{one}s"), |stem| format!("{stem}ies"))
}

/// The unit of the time that a function makes of a number.
pub(super) fn unit(path: &str) -> Option<&'static str> {
    TIMES
        .iter()
        .find(|(name, _)| {
            let rest = path
                .strip_prefix(name)
                .or_else(|| path.rsplit_once(name).filter(|(before, _)| before.ends_with('.')).map(|(_, rest)| rest));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
        .map(|(_, unit)| *unit)
}

/// A number of a unit as a span of time, whatever stands for the number.
pub(super) fn time(number: Expr, unit: &str, span: Span) -> Expr {
    let shape = match number.shape {
        Shape::Number(text) => Shape::Text(format!("{text}{unit}")),
        Shape::Environment(..) | Shape::Name(_) => {
            Shape::Joined(vec![number, Expr { shape: Shape::Text(unit.to_owned()), span }])
        }
        _ => Shape::Code,
    };
    Expr { shape, span }
}

/// A copy of a value that stands in for another; what has parts is none.
fn copy(shape: &Shape) -> Shape {
    match shape {
        Shape::Text(text) => Shape::Text(text.clone()),
        Shape::Number(text) => Shape::Number(text.clone()),
        Shape::Word(word) => Shape::Word(word),
        _ => Shape::Code,
    }
}
