//! Expressions out of tokens: operands with what follows them, and the operators between. Each token is read once, so a
//! file costs what it is long; what cannot be read ends at the next comma, closing bracket or end of a statement.

use crate::source::programs::decode::{self, Part};
use crate::source::programs::expr::{Expr, Name, Shape};
use crate::source::programs::fold::{Operator, choose, fold};
use crate::source::programs::found::Found;
use crate::source::programs::language::Language;
use crate::source::programs::lexer::{Kind, Token, lex};
use crate::source::programs::statement::Scope;
use crate::source::programs::{DEEPEST, number};
use crate::text::place::Span;

/// Levels that code inside a string counts for: it is cut into tokens again, once for each string around it.
const STRING_DEPTH: usize = 20;

/// A file, or the code in one of its strings, while it is read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) language: &'static Language,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) scope: Scope,
    /// Python's open blocks: the column of their first line, and the scope around them.
    pub(super) blocks: Vec<(usize, Scope)>,
    /// The column of Python's line that is read.
    pub(super) column: usize,
    /// The literal that the innermost function returns.
    pub(super) returned: Option<Expr>,
    pub(super) found: Found,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, language: &'static Language) -> Self {
        Self::of(text, Span { start: 0, end: text.len() }, language, 0)
    }

    fn of(text: &'a str, span: Span, language: &'static Language, depth: usize) -> Self {
        let tokens = lex(text, span, language);
        let (scope, blocks, found) = (Scope::Module, Vec::new(), Found::default());
        Self { text, language, tokens, at: 0, depth, scope, blocks, column: 0, returned: None, found }
    }

    pub(super) fn token(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<Kind> {
        self.token(ahead).map(|token| token.kind)
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The name or mark that comes, or nothing.
    pub(super) fn word(&self, ahead: usize) -> &'a str {
        match self.token(ahead) {
            Some(token) if !matches!(token.kind, Kind::Text | Kind::Opaque | Kind::Line) => self.slice(token.span()),
            _ => "",
        }
    }

    /// Takes the name or mark, if it is this one.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let is = self.word(0) == word;
        self.at += usize::from(is);
        is
    }

    /// The byte where the next token begins.
    pub(super) fn start(&self) -> usize {
        self.token(0).map_or(self.text.len(), |token| token.span().start)
    }

    /// The bytes from `start` to the end of the token before.
    pub(super) fn since(&self, start: usize) -> Span {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        Span { start, end: before.map_or(start, |token| token.span().end.max(start)) }
    }

    /// Whether the next token ends an expression whatever the language.
    pub(super) fn ends(&self) -> bool {
        matches!(self.kind(0), None | Some(Kind::Close | Kind::Line)) || matches!(self.word(0), "," | ";")
    }

    /// Takes a whole group of brackets.
    pub(super) fn jump(&mut self) {
        self.at = self.token(0).map_or(self.at, |token| token.after().max(self.at + 1));
    }

    /// Goes to the end of what cannot be read.
    pub(super) fn skip(&mut self) {
        while !self.ends() {
            if self.kind(0) == Some(Kind::Open) { self.jump() } else { self.at += 1 }
        }
    }

    pub(super) fn skip_lines(&mut self) {
        while self.kind(0) == Some(Kind::Line) {
            self.at += 1;
        }
    }

    /// Reads an expression; empty where none begins.
    pub(super) fn expression(&mut self) -> Expr {
        let start = self.start();
        if self.depth >= DEEPEST {
            self.skip();
            return Expr::code(self.since(start));
        }
        self.depth += 1;
        let value = self.choice(start);
        self.depth -= 1;
        value
    }

    fn choice(&mut self, start: usize) -> Expr {
        let value = self.operation(start);
        if self.word(0) == "?" {
            self.at += 1;
            let first = self.expression();
            self.skip_lines();
            if !self.take(":") {
                return Expr::code(self.since(start));
            }
            let second = self.expression();
            return choose(self.slice(value.span), first, second, self.since(start));
        }
        // Python's `first if condition else second`; elsewhere a statement.
        if self.word(0) == "if" && self.language.keys == [":"] && self.language.argument == Some("=") {
            self.at += 1;
            let condition = self.expression();
            if !self.take("else") {
                return Expr::code(self.since(start));
            }
            let second = self.expression();
            return choose(self.slice(condition.span), value, second, self.since(start));
        }
        value
    }

    fn operation(&mut self, start: usize) -> Expr {
        let first = self.operand();
        let mut operators = Vec::new();
        let mut operands = vec![first];
        while let Some(operator) = self.operator() {
            self.skip_lines();
            operators.push(operator);
            operands.push(self.operand());
        }
        match operands.pop() {
            Some(only) if operands.is_empty() => only,
            last => {
                operands.extend(last);
                fold(operands, &operators, self.since(start))
            }
        }
    }

    /// Takes the operator between two values.
    fn operator(&mut self) -> Option<Operator> {
        let word = self.word(0);
        let operator = match (self.kind(0)?, word) {
            (Kind::Mark, join) if join == self.language.join && join != "+" => Operator::Join,
            (Kind::Mark, "||" | "??" | "?:") | (Kind::Name, "or") => Operator::Or,
            (Kind::Mark, "+") => Operator::Plus,
            (Kind::Mark, "-") => Operator::Minus,
            (Kind::Mark, "*") => Operator::Times,
            (Kind::Mark, "/") => Operator::Divide,
            (Kind::Mark, "//") => Operator::DivideWhole,
            (Kind::Mark, "%") => Operator::Percent,
            (
                Kind::Mark,
                "&&" | "==" | "===" | "!=" | "!==" | "<" | ">" | "<=" | ">=" | "**" | "&" | "|" | "^" | "<<" | ">>"
                | "<=>",
            )
            | (Kind::Name, "and" | "in" | "is" | "instanceof" | "xor") => Operator::Other,
            _ => return None,
        };
        self.at += 1;
        Some(operator)
    }

    /// Reads a value with what stands before and after it.
    fn operand(&mut self) -> Expr {
        let start = self.start();
        let (mut opaque, mut minus) = (false, 0_usize);
        loop {
            let word = self.word(0);
            match (self.kind(0), word) {
                (Some(Kind::Mark), "-") => minus += 1,
                (Some(Kind::Mark), "+" | "@" | "&") => {}
                (Some(Kind::Mark), "!" | "~" | "++" | "--" | "*" | "**" | "...") => opaque = true,
                (Some(Kind::Name), word) if self.language.transparent_words.contains(&word) && !self.is_key() => {}
                (Some(Kind::Name), word) if self.language.opaque_words.contains(&word) && !self.is_key() => {
                    opaque = true;
                }
                _ => break,
            }
            self.at += 1;
        }
        let inner = self.start();
        let value = self.primary();
        let value = self.following(value, inner);
        let span = self.since(start);
        match (value.shape, minus) {
            (shape, 0) if !opaque => Expr { shape, span },
            (Shape::Number(text), 1) if !opaque => Expr { shape: Shape::Number(format!("-{text}")), span },
            _ => Expr::code(span),
        }
    }

    /// Whether the word that comes is a key or a name and not what it is elsewhere.
    fn is_key(&self) -> bool {
        matches!(self.word(1), ":" | "=>" | "=" | "," | ")" | "}" | "]" | "." | ";") || self.kind(1).is_none()
    }

    fn primary(&mut self) -> Expr {
        if let Some(value) = (self.language.operand)(self) {
            return value;
        }
        let Some(token) = self.token(0) else { return Expr::code(self.since(self.text.len())) };
        let span = token.span();
        match token.kind {
            Kind::Number => {
                self.at += 1;
                let number = number::text(self.slice(span));
                Expr { shape: number.map_or(Shape::Code, Shape::Number), span }
            }
            Kind::Text => self.texts(),
            Kind::Open => self.group(),
            Kind::Name => self.name(),
            Kind::Opaque => {
                self.at += 1;
                Expr::code(span)
            }
            // A closing bracket, a mark, a line: no value begins here.
            Kind::Close | Kind::Mark | Kind::Line => Expr::code(Span { start: span.start, end: span.start }),
        }
    }

    /// Strings that stand side by side are one.
    fn texts(&mut self) -> Expr {
        let start = self.start();
        let mut pieces = Vec::new();
        while let Some(token) = self.token(0).filter(|token| token.kind == Kind::Text) {
            self.at += 1;
            self.string(token.span(), &mut pieces);
        }
        let span = self.since(start);
        if pieces.iter().all(|piece| matches!(piece.shape, Shape::Text(_))) {
            let texts = pieces.iter().filter_map(Expr::plain).collect();
            return Expr { shape: Shape::Text(texts), span };
        }
        Expr { shape: Shape::Joined(pieces), span }
    }

    fn string(&self, span: Span, pieces: &mut Vec<Expr>) {
        let raw = self.slice(span);
        for part in decode::parts(raw, (self.language.decode)(raw)) {
            pieces.push(match part {
                Part::Text(text) => Expr { shape: Shape::Text(text), span },
                Part::Code(start, end) => self.inside(Span { start: span.start + start, end: span.start + end }),
            });
        }
    }

    /// The code inside a string. What it calls is not noted.
    fn inside(&self, span: Span) -> Expr {
        if self.depth + STRING_DEPTH >= DEEPEST {
            return Expr::code(span);
        }
        let mut reader = Self::of(self.text, span, self.language, self.depth + STRING_DEPTH);
        let value = reader.expression();
        if reader.token(0).is_some() && reader.word(0) != ":" { Expr::code(span) } else { Expr { span, ..value } }
    }

    pub(super) fn name(&mut self) -> Expr {
        let Some(token) = self.token(0) else { return Expr::code(Span::default()) };
        self.at += 1;
        let (written, span) = (self.slice(token.span()), token.span());
        let word = self.language.words.iter().find(|(name, _)| *name == written).map(|(_, word)| *word);
        let name = Name { path: written.to_owned(), last: span, keys: Vec::new() };
        Expr { shape: word.map_or(Shape::Name(name), Shape::Word), span }
    }

    /// Members, keys and calls after a value.
    fn following(&mut self, mut value: Expr, start: usize) -> Expr {
        loop {
            if self.ends() {
                return value;
            }
            if self.language.members.contains(&self.word(0)) && self.kind(1) == Some(Kind::Name) {
                value = self.member(value, start);
            } else if self.word(0) == "(" && !matches!(value.shape, Shape::Number(_) | Shape::Text(_) | Shape::Map(_)) {
                value = self.call(value, start);
            } else if self.word(0) == "[" && !self.apart() {
                value = self.subscript(value, start);
            } else {
                let before = self.at;
                value = (self.language.tail)(self, value);
                if self.at == before {
                    return value;
                }
                value.span = self.since(start);
            }
        }
    }

    /// Whether the bracket that comes begins something of its own: it stands on another line.
    pub(super) fn apart(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let last = before.map_or(0, |token| token.span().end);
        self.slice(Span { start: last, end: self.start() }).contains('\n')
    }
}
