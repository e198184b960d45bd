//! Strings that the code puts together: literals, constants, `+`, `fmt.Sprintf`; with the place of every part.

use crate::client::go::code::constants::Scope;
use crate::client::go::code::tree::{Expr, Kind, Source};
use crate::text::place::Span;

/// What stands for a part that only the running program knows.
const UNKNOWN: &str = "%v";
/// Expressions that are looked at for one string.
const FUEL: u32 = 400;
/// Bytes that one string may have; no connection string needs a tenth of it.
const LONGEST: usize = 1 << 16;

/// A string, and where its parts are written.
#[derive(Debug, Default)]
pub(super) struct Text<'p> {
    /// The text, with `%v` for what is not known.
    pub(super) text: String,
    pieces: Vec<Piece<'p>>,
}

/// A part of a string.
#[derive(Debug, Clone, Copy)]
struct Piece<'p> {
    /// Its first byte in the whole.
    at: usize,
    source: &'p Source,
    /// Where it is written.
    span: Span,
    /// Its bytes stand there one for one.
    verbatim: bool,
    known: bool,
    /// Other code uses it too.
    shared: bool,
}

/// Where some bytes of a string are written.
pub(super) struct Written<'p> {
    pub(super) source: &'p Source,
    pub(super) span: Span,
    /// The bytes stand there one for one.
    pub(super) verbatim: bool,
    /// Other code uses them too.
    pub(super) shared: bool,
}

impl<'p> Text<'p> {
    /// The string that an expression is.
    pub(super) fn of(scope: Scope<'p>, expr: &'p Expr) -> Self {
        let mut text = Self::default();
        text.add(scope, expr, false, &mut FUEL.clone());
        text
    }

    /// Whether nothing of it is known.
    pub(super) fn is_unknown(&self) -> bool {
        self.pieces.iter().all(|piece| !piece.known)
    }

    /// Whether everything from byte `at` on is known.
    pub(super) fn is_known_from(&self, at: usize) -> bool {
        self.pieces.iter().filter(|piece| piece.at >= at).all(|piece| piece.known)
    }

    /// Where some of its bytes are written: their own place, or that of the literal they begin in.
    pub(super) fn written(&self, part: Span) -> Option<Written<'p>> {
        let number = self.pieces.partition_point(|piece| piece.at <= part.start).checked_sub(1)?;
        let piece = self.pieces.get(number)?;
        let start = piece.span.start + (part.start - piece.at);
        let span = Span { start, end: start + (part.end - part.start) };
        let verbatim = piece.verbatim && span.end <= piece.span.end;
        let span = if verbatim { span } else { piece.span };
        Some(Written { source: piece.source, span, verbatim, shared: piece.shared })
    }

    fn add(&mut self, scope: Scope<'p>, expr: &'p Expr, shared: bool, fuel: &mut u32) {
        *fuel = fuel.saturating_sub(1);
        if *fuel == 0 {
            return self.unknown(scope, expr);
        }
        match &expr.kind {
            Kind::Text(text, place) => {
                let span = place.unwrap_or(expr.span);
                self.push(
                    text,
                    Piece { at: 0, source: scope.source, span, verbatim: place.is_some(), known: true, shared },
                );
            }
            Kind::Binary(operator, left, right) if operator == "+" => {
                self.add(scope, left, shared, fuel);
                self.add(scope, right, shared, fuel);
            }
            Kind::Call(..) => match scope.source.imported_call(expr) {
                Some(("fmt", "Sprintf", [format, arguments @ ..])) => {
                    self.format(scope, expr, format, arguments, fuel);
                }
                _ => self.unknown(scope, expr),
            },
            Kind::Name(name) | Kind::Local(_, name) => match scope.behind(expr) {
                Some((scope, value)) => {
                    self.add(scope, value, shared || scope.package.mentions(name) > 2, fuel);
                }
                None => self.unknown(scope, expr),
            },
            _ => match scope.number(expr) {
                Some(number) => {
                    let source = number.source;
                    let piece = Piece { at: 0, source, span: number.span, verbatim: false, known: true, shared };
                    self.push(&number.value.to_string(), piece);
                }
                None => self.unknown(scope, expr),
            },
        }
    }

    fn push(&mut self, text: &str, piece: Piece<'p>) {
        if self.text.len() + text.len() <= LONGEST {
            self.pieces.push(Piece { at: self.text.len(), ..piece });
            self.text.push_str(text);
        }
    }

    fn unknown(&mut self, scope: Scope<'p>, expr: &Expr) {
        let source = scope.source;
        self.push(UNKNOWN, Piece { at: 0, source, span: expr.span, verbatim: false, known: false, shared: false });
    }

    /// `fmt.Sprintf`: the format between its verbs, and what the verbs stand for.
    fn format(&mut self, scope: Scope<'p>, call: &'p Expr, format: &'p Expr, arguments: &'p [Expr], fuel: &mut u32) {
        let mut whole = Self::default();
        whole.add(scope, format, false, fuel);
        let mut arguments = arguments.iter();
        let mut rest = whole.text.as_str();
        while let Some((before, after)) = rest.split_once('%') {
            whole.copy(rest, before, self);
            // Flags, width and precision stand between the `%` and the verb.
            let flags = after.bytes().take_while(|byte| b"+-# 0123456789.".contains(byte)).count();
            let verb = after.get(flags..).and_then(|verb| verb.chars().next()).map_or(0, char::len_utf8);
            rest = after.get(flags + verb..).unwrap_or_default();
            if after.starts_with('%') {
                whole.copy(after, "%", self);
                continue;
            }
            match arguments.next() {
                Some(argument) => self.add(scope, argument, false, fuel),
                None => self.unknown(scope, call),
            }
        }
        whole.copy(rest, rest, self);
    }

    /// Puts `part`, with which `rest`, the end of this text, begins, at the end of another.
    fn copy(&self, rest: &str, part: &str, into: &mut Self) {
        let at = self.text.len() - rest.len();
        let written = self.written(Span { start: at, end: at + part.len() }).filter(|_| !part.is_empty());
        if let Some(Written { source, span, verbatim, shared }) = written {
            into.push(part, Piece { at: 0, source, span, verbatim, known: true, shared });
        }
    }
}
