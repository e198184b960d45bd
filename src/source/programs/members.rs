//! What follows a value: members, keys and calls; and what a call means that the language knows.

use crate::source::programs::expr::{Expr, Name, Pair, PairKind, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::fold;
use crate::source::programs::found::Call;
use crate::source::programs::objects;
use crate::text::place::Span;

impl Reader<'_> {
    pub(super) fn member(&mut self, value: Expr, start: usize) -> Expr {
        self.at += 1;
        let member = self.word(0);
        let last = self.token(0).map_or_else(Span::default, |token| token.span());
        self.at += 1;
        let span = self.since(start);
        let called = self.word(0) == "(";
        if self.language.objects
            && let Some(value) = self.object_member(&value, member, last, start)
        {
            return value;
        }
        let shape = match value.shape {
            Shape::Name(name) if name.keys.is_empty() => {
                let path = format_path(name.path, member);
                Shape::Name(Name { path, last, keys: Vec::new() })
            }
            shape if self.language.transparent_calls.contains(&member) && !matches!(shape, Shape::Code) => {
                if called {
                    self.jump();
                }
                return Expr { shape, span: self.since(start) };
            }
            Shape::Text(text) if member == "format" && called => {
                self.jump();
                return Expr { shape: Shape::Text(fold::without_fields(&text)), span: self.since(start) };
            }
            // What the member belongs to is unknown; a call of it has a name all the same.
            _ if called => Shape::Name(Name { path: format!("?.{member}"), last, keys: Vec::new() }),
            _ => Shape::Code,
        };
        self.environment(Expr { shape, span })
    }

    pub(super) fn subscript(&mut self, value: Expr, start: usize) -> Expr {
        let after = self.token(0).map_or(self.at, |token| token.after());
        self.at += 1;
        let key = self.expression();
        let whole = self.at + 1 >= after;
        self.at = after.max(self.at);
        let span = self.since(start);
        let text = key.plain().filter(|_| whole).map(str::to_owned);
        let shape = match (value.shape, text) {
            (Shape::Name(mut name), Some(text)) => {
                name.keys.push((text, key.span));
                Shape::Name(name)
            }
            _ => Shape::Code,
        };
        self.environment(Expr { shape, span })
    }

    /// A member or key of a table that holds the environment is a variable of it.
    fn environment(&self, value: Expr) -> Expr {
        let Shape::Name(name) = &value.shape else { return value };
        let variable = match name.keys.as_slice() {
            [(key, _)] if self.language.environments.contains(&name.path.as_str()) => Some(key.as_str()),
            [] => name
                .path
                .rsplit_once('.')
                .filter(|(table, _)| self.language.environments.contains(table))
                .map(|it| it.1),
            _ => None,
        };
        // A method of the table, as `os.environ.get`, is called.
        let variable = variable.filter(|variable| is_variable(variable) && self.word(0) != "(");
        match variable {
            Some(variable) => Expr { shape: Shape::Environment(variable.to_owned(), None), span: value.span },
            None => value,
        }
    }

    pub(super) fn call(&mut self, callee: Expr, start: usize) -> Expr {
        let arguments = self.pairs();
        let span = self.since(start);
        let Shape::Name(name) = callee.shape else { return Expr::code(span) };
        let (path, last) = (name.path.as_str(), name.last_part());
        let language = self.language;
        // What `require` gives is called as the module is.
        if path == "require"
            && let Some(Pair { value: Expr { shape: Shape::Text(module), span: module_span }, .. }) = arguments.first()
        {
            let module = Name { path: module.replace('.', "_"), last: *module_span, keys: Vec::new() };
            return Expr { shape: Shape::Name(module), span };
        }
        let is_url = language.url_calls.contains(&path) && !arguments.is_empty();
        if (is_url || language.environment_calls.contains(&path))
            && let Some(variable) =
                arguments.first().and_then(|first| first.value.plain()).filter(|name| is_variable(name))
        {
            let shape = Shape::Environment(variable.to_owned(), default(arguments).map(Box::new));
            if is_url {
                let value = Expr { shape, span };
                let url = Pair { kind: PairKind::Keyed, key: "url".to_owned(), key_span: span, value };
                return Expr { shape: Shape::Map(vec![url]), span };
            }
            return Expr { shape, span };
        }
        if language.objects && arguments.is_empty() && language.environment_calls.contains(&path) {
            // `System.getenv().get("X")`
            return Expr { shape: Shape::Name(name), span };
        }
        if language.objects
            && let Some(unit) = objects::unit(path)
        {
            return arguments
                .into_iter()
                .next()
                .map_or(Expr::code(span), |first| objects::time(first.value, unit, span));
        }
        if language.map_calls.contains(&last) {
            return Expr { shape: Shape::Map(arguments.into_iter().flat_map(own_pairs).collect()), span };
        }
        if language.transparent_calls.contains(&path) || language.transparent_calls.contains(&last) {
            return Expr { span, ..given_back(arguments).unwrap_or(Expr::code(span)) };
        }
        if language.objects {
            return self.made(&name, arguments, span);
        }
        if (language.records)(last, &arguments) {
            let name_span = name.last;
            self.found.calls.push(Call { name: last.to_owned(), name_span, arguments, span, moved: false });
        }
        Expr::code(span)
    }
}

/// A path with another part; what an object holds that has no name keeps none.
fn format_path(mut path: String, member: &str) -> String {
    path.push('.');
    path.push_str(member);
    path
}

/// Whether a text may name a variable of the environment.
fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// What stands in for a variable that is not there: the argument of that name or the next one that is a value, else a name,
/// which may be a constant's or a type's.
fn default(arguments: Vec<Pair>) -> Option<Expr> {
    let mut rest: Vec<_> = arguments.into_iter().skip(1).collect();
    let is_name = |argument: &Pair| matches!(argument.value.shape, Shape::Name(_));
    let is_value = |argument: &Pair| match argument.kind {
        PairKind::Keyed => argument.key == "default",
        PairKind::Positional => !is_name(argument),
        PairKind::Spread => false,
    };
    let is_constant = |argument: &Pair| argument.kind == PairKind::Positional && is_name(argument);
    let at = rest.iter().position(is_value).or_else(|| rest.iter().position(is_constant))?;
    Some(rest.swap_remove(at).value).filter(|value| !matches!(value.shape, Shape::Word("null")))
}

/// The entries that an argument adds to a map that is made of arguments.
fn own_pairs(argument: Pair) -> Vec<Pair> {
    match (argument.kind, argument.value) {
        (PairKind::Positional, Expr { shape: Shape::Map(pairs), .. }) => pairs,
        (PairKind::Positional, value) => vec![Pair { kind: PairKind::Spread, value, ..argument }],
        (_, value) => vec![Pair { value, ..argument }],
    }
}

/// Of the arguments the first map or list, else the first.
fn given_back(arguments: Vec<Pair>) -> Option<Expr> {
    let container = arguments.iter().position(|argument| argument.value.is_container());
    arguments.into_iter().nth(container.unwrap_or(0)).map(|argument| argument.value)
}
