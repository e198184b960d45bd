//! Statements, as far as they name values: assignments, returns, bodies of classes and functions. Blocks of `if` and `try`
//! are read as if they always ran.

use crate::source::programs::DEEPEST;
use crate::source::programs::expr::{Expr, Name, Shape, last_part};
use crate::source::programs::expression::Reader;
use crate::source::programs::lexer::Kind;
use crate::text::place::Span;

/// Where a statement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// In the file itself.
    Module,
    /// In a class: its values are entries under its name.
    Class(String, Span),
    /// In a function: its names are its own.
    Function,
}

impl Reader<'_> {
    /// Reads a whole file.
    pub(super) fn file(&mut self) {
        let is_object = self.word(0) == "{" && self.token(0).is_some_and(|token| token.after() >= self.tokens.len());
        if is_object {
            // JSON5: the file is the value.
            let value = self.group();
            return self.found.exported.push(value);
        }
        self.statements(self.tokens.len());
    }

    /// Reads the statements before a token.
    pub(super) fn statements(&mut self, after: usize) {
        self.depth += 1;
        while self.at < after && self.depth < DEEPEST {
            let before = self.at;
            let between = matches!(self.word(0), ";" | "," | ":" | "{");
            if between || matches!(self.kind(0), Some(Kind::Close | Kind::Line)) {
                self.at += 1;
                continue;
            }
            if !(self.language.statement)(self) {
                self.simple();
            }
            if self.at == before {
                self.at += 1;
            }
        }
        self.depth -= 1;
        self.at = self.at.max(after);
    }

    /// Reads the group that comes as the body of a class or function, and gives what a function returns.
    pub(super) fn body(&mut self, scope: Scope) -> Option<Expr> {
        let after = self.token(0).map_or(self.at, |token| token.after());
        let outer = std::mem::replace(&mut self.scope, scope);
        let returned = self.returned.take();
        self.at += 1;
        self.statements(after);
        self.scope = outer;
        std::mem::replace(&mut self.returned, returned)
    }

    /// Reads a class from the word before its name on, where its body stands in braces.
    pub(super) fn class(&mut self) {
        let name = self.token(1).map(|token| token.span()).unwrap_or_default();
        while !self.ends() && self.word(0) != "{" {
            self.at += 1;
        }
        if self.word(0) == "{" {
            self.body(Scope::Class(self.slice(name).to_owned(), name));
        }
    }

    /// Reads `return …`: of a file its configuration, of a function the first map or list.
    pub(super) fn returns(&mut self) {
        self.at += 1;
        let value = self.expression();
        if self.scope == Scope::Module {
            self.found.exported.push(value);
        } else if self.returned.is_none() && value.is_container() {
            self.returned = Some(value);
        }
    }

    /// Whether the next token is the first of its line, where lines end statements.
    pub(super) fn begins_line(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_none_or(|token| token.kind == Kind::Line)
    }

    /// Reads an expression or an assignment.
    pub(super) fn simple(&mut self) {
        let target = self.expression();
        if self.word(0) == "=" {
            return self.assignment(target);
        }
        let augmented = self.kind(0) == Some(Kind::Mark)
            && self.word(0).len() > 1
            && self.word(0).ends_with('=')
            && !matches!(self.word(0), "==" | "===" | "!=" | "!==" | "<=" | ">=");
        if let (Shape::Name(name), true) = (&target.shape, augmented || self.word(0) == ",") {
            // It no longer is what it was first, or is one of several that are assigned together.
            self.found.bind(&name.path);
            self.found.bind(&name.path);
        }
        if augmented {
            self.at += 1;
            self.expression();
        }
        if !self.ends() && !self.apart() && self.kind(0) == Some(Kind::Mark) {
            self.at += 1;
        }
    }

    /// Reads `= value`, or `= other = value`, for a target that was read.
    pub(super) fn assignment(&mut self, target: Expr) {
        let mut targets = vec![target];
        let mut value = None;
        while self.take("=") {
            self.skip_lines();
            targets.extend(value.replace(self.expression()));
        }
        let Some(mut value) = value else { return };
        if !self.ends() && !self.apart() && !self.language.modifiers.contains(&self.word(0)) {
            self.skip();
            value = Expr::code(self.since(value.span.start));
        }
        if self.word(0) == "," && self.language.argument == Some("=") {
            self.at += 1;
            self.skip();
            value = Expr::code(self.since(value.span.start));
        }
        let names = targets.into_iter().filter_map(|target| match target.shape {
            Shape::Name(name) => Some(name),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        // The values of a class hide no others.
        let is_own = matches!(self.scope, Scope::Class(..));
        for name in names.iter().filter(|name| name.keys.is_empty() && !is_own) {
            self.found.bind(&name.path);
        }
        let exported = names.iter().position(|name| self.exported(&name.path).is_some());
        if let Some(name) = names.into_iter().nth(exported.unwrap_or(0)) {
            self.assign(&name, value);
        }
    }

    /// What follows the name of the file's own value, where a path begins with it.
    fn exported<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = self.language.exports.iter().find_map(|export| path.strip_prefix(export));
        rest.filter(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Notes that a name has a value.
    pub(super) fn assign(&mut self, name: &Name, value: Expr) {
        let part = |part: &str| (part.trim_start_matches(['$', '@']).to_owned(), name.last);
        if let Some(rest) = self.exported(&name.path) {
            if rest.is_empty() && name.keys.is_empty() {
                return self.found.exported.push(value);
            }
            let mut path: Vec<_> = rest.split('.').filter(|part| !part.is_empty()).map(part).collect();
            path.extend(name.keys.iter().cloned());
            return self.found.named.put(&path, value);
        }
        if !value.is_literal() && !self.language.keeps_code {
            return;
        }
        let mut path = match &self.scope {
            Scope::Class(class, span) => vec![(class.clone(), *span)],
            Scope::Function if name.keys.is_empty() => return,
            _ => Vec::new(),
        };
        if name.keys.is_empty() {
            path.extend(name.path.split('.').map(part));
        } else {
            path.push(part(last_part(&name.path)));
        }
        path.extend(name.keys.iter().cloned());
        // Nobody nests a setting deeper, and a tree of any depth is no tree for those who walk it.
        if path.len() <= DEEPEST {
            self.found.named.put(&path, value);
        }
    }

    /// Takes the names of parameters for names of their own.
    pub(super) fn bind_group(&mut self) {
        let after = self.token(0).map_or(self.at, |token| token.after());
        for at in self.at..after {
            let name = self.tokens.get(at).filter(|token| token.kind == Kind::Name).map(super::lexer::Token::span);
            if let Some(name) = name {
                self.found.bind(self.slice(name));
            }
        }
        self.at = after.max(self.at);
    }
}
