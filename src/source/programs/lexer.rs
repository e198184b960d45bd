//! Any text into tokens, in one pass: names, numbers, strings, brackets with their partners, marks and line breaks.
//! What is no language's token is a mark of one character; nothing is an error.

use crate::source::programs::language::{Language, Lines};
use crate::text::place::Span;

/// A token. Bytes are 32 bits wide because a file of eight megabytes may hold as many tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    start: u32,
    end: u32,
    /// Of an opening bracket the token after its group.
    after: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    Text,
    Open,
    Close,
    Mark,
    Line,
    /// A heredoc, a regular expression: a value of which nothing is known.
    Opaque,
}

impl Token {
    pub(super) fn span(&self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }

    pub(super) fn after(&self) -> usize {
        self.after as usize
    }
}

/// Marks of more than one character, the longer first.
const MARKS: [&str; 38] = [
    "...", "===", "!==", "**=", "<=>", "??=", "||=", "&&=", "?->", "//=", "=>", "->", "?.", "&.", "::", "??", "?:",
    "||", "&&", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", ".=", ":=", "|=", "**", "//", "++", "--", "<<", ">>",
    "..", "%=",
];

/// Cuts the bytes from `start` to `end` into tokens.
pub(super) fn lex(text: &str, span: Span, language: &Language) -> Vec<Token> {
    let text = text.get(..span.end).unwrap_or(text);
    let mut lexer =
        Lexer { text, language, at: span.start, tokens: Vec::new(), open: Vec::new(), counts: [0; 3], sliced: 0 };
    if language.tags && span.start == 0 && text.contains("<?") {
        lexer.next_tag();
    }
    while lexer.at < text.len() {
        lexer.step();
    }
    lexer.finish()
}

struct Lexer<'a> {
    text: &'a str,
    language: &'a Language,
    at: usize,
    tokens: Vec<Token>,
    /// Opening brackets without a partner yet: their kind and token.
    open: Vec<(u8, usize)>,
    /// How many of them there are of each kind, so that a stray closing one is told at once.
    counts: [usize; 3],
    /// A slash before this byte begins no regular expression: the rest of its line was searched for the end of one.
    sliced: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: Kind, end: usize) {
        let (start, end) = (self.at, end.clamp(self.at + 1, self.text.len()));
        let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.push(Token { kind, start: index(start), end: index(end), after: 0 });
        self.at = end;
    }

    fn step(&mut self) {
        let byte = self.byte(self.at);
        if byte == b'\n' {
            return self.line();
        }
        if byte <= b' ' || byte == 0x7F {
            self.at += 1;
            return;
        }
        if self.aside(byte) {
            return;
        }
        if let Some((end, known)) = (self.language.string)(self.text, self.at) {
            return self.push(if known { Kind::Text } else { Kind::Opaque }, end);
        }
        if begins_name(byte) || self.language.sigils.as_bytes().contains(&byte) {
            return self.name();
        }
        if byte.is_ascii_digit() || (byte == b'.' && self.byte(self.at + 1).is_ascii_digit()) {
            return self.push(Kind::Number, number_end(self.text.as_bytes(), self.at));
        }
        match byte {
            b'(' | b'[' | b'{' => self.open(byte),
            b')' | b']' | b'}' => self.close(byte),
            b'/' if self.language.regular_expressions && !self.follows_value() && self.at >= self.sliced => {
                self.regular_expression();
            }
            _ => {
                let mark = MARKS.iter().find(|mark| self.rest().starts_with(*mark)).map_or(1, |mark| mark.len());
                self.push(Kind::Mark, self.at + mark);
            }
        }
    }

    fn line(&mut self) {
        let ends = match self.language.lines {
            Lines::Nowhere => false,
            Lines::OutsideBrackets => self.open.is_empty(),
            Lines::OutsideParentheses => self.open.last().is_none_or(|(bracket, _)| *bracket == b'{'),
        };
        if ends && self.tokens.last().is_some_and(|token| token.kind != Kind::Line) {
            // A chain of methods goes on in the next line.
            let next = self.rest().trim_start();
            if self.language.objects && [".", "?.", "?:"].iter().any(|mark| next.starts_with(mark)) {
                self.at = self.text.len() - next.len();
                return;
            }
            return self.push(Kind::Line, self.at + 1);
        }
        self.at += 1;
    }

    /// Skips a comment, a joined line or what stands outside the tags.
    fn aside(&mut self, byte: u8) -> bool {
        if byte == b'\\' && self.language.lines != Lines::Nowhere {
            self.at += 1;
            while matches!(self.byte(self.at), b'\r' | b'\n') {
                self.at += 1;
            }
            return true;
        }
        if self.language.tags && self.rest().starts_with("?>") {
            self.next_tag();
            return true;
        }
        if self.language.block_comments && self.rest().starts_with("/*") {
            self.at =
                self.rest().get(2..).and_then(|rest| rest.find("*/")).map_or(self.text.len(), |at| self.at + at + 4);
            return true;
        }
        let comment = self.language.line_comments.iter().any(|mark| self.rest().starts_with(mark));
        let attribute = self.language.tags && self.rest().starts_with("#[");
        if comment && !attribute {
            self.at = self.rest().find('\n').map_or(self.text.len(), |at| self.at + at);
        }
        comment && !attribute
    }

    fn next_tag(&mut self) {
        let tag = self.rest().find("<?").map(|at| self.at + at + 2);
        self.at = tag.unwrap_or(self.text.len());
        let name = ["php", "PHP", "="].into_iter().find(|name| self.rest().starts_with(name));
        self.at += name.map_or(0, str::len);
    }

    fn name(&mut self) {
        let tail =
            |byte: &u8| begins_name(*byte) || byte.is_ascii_digit() || self.language.sigils.as_bytes().contains(byte);
        let length = self.text.as_bytes().iter().skip(self.at + 1).take_while(|byte| tail(byte)).count();
        self.push(Kind::Name, self.at + 1 + length);
    }

    /// Whether the token before is a value, so that a slash divides.
    fn follows_value(&self) -> bool {
        let Some(last) = self.tokens.last() else { return false };
        match last.kind {
            Kind::Number | Kind::Text | Kind::Close | Kind::Opaque => true,
            Kind::Name => {
                let span = last.span();
                let name = self.text.get(span.start..span.end).unwrap_or_default();
                !["return", "typeof", "case", "in", "of", "do", "else", "and", "or", "if", "when"].contains(&name)
            }
            _ => false,
        }
    }

    fn regular_expression(&mut self) {
        let mut at = self.at + 1;
        let mut class = false;
        loop {
            match self.byte(at) {
                0 | b'\n' => {
                    self.sliced = at;
                    return self.push(Kind::Mark, self.at + 1);
                }
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => break,
                _ => {}
            }
            at += 1;
        }
        let flags = self.text.as_bytes().iter().skip(at + 1).take_while(|byte| byte.is_ascii_alphabetic()).count();
        self.push(Kind::Opaque, at + 1 + flags);
    }

    fn open(&mut self, byte: u8) {
        self.open.push((byte, self.tokens.len()));
        if let Some(count) = self.counts.get_mut(family(byte)) {
            *count += 1;
        }
        self.push(Kind::Open, self.at + 1);
    }

    /// Closes its partner, and with it what was opened inside and never closed.
    fn close(&mut self, byte: u8) {
        let here = self.tokens.len();
        let stray = self.counts.get(family(byte)).is_none_or(|count| *count == 0);
        while let Some((bracket, token)) = if stray { None } else { self.open.pop() } {
            if let Some(count) = self.counts.get_mut(family(bracket)) {
                *count -= 1;
            }
            let own = family(bracket) == family(byte);
            self.set_after(token, if own { here + 1 } else { here });
            if own {
                break;
            }
        }
        self.push(Kind::Close, self.at + 1);
    }

    fn set_after(&mut self, token: usize, after: usize) {
        if let Some(token) = self.tokens.get_mut(token) {
            token.after = u32::try_from(after).unwrap_or(u32::MAX);
        }
    }

    fn finish(mut self) -> Vec<Token> {
        let end = self.tokens.len();
        for (_, token) in std::mem::take(&mut self.open) {
            self.set_after(token, end);
        }
        self.tokens
    }
}

const fn family(byte: u8) -> usize {
    match byte {
        b'(' | b')' => 0,
        b'[' | b']' => 1,
        _ => 2,
    }
}

const fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// The end of the number that begins at a byte: digits, letters of a base or suffix, a fraction, an exponent.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let based = byte(start) == b'0' && matches!(byte(start + 1), b'x' | b'X');
    let mut at = start;
    let mut fraction = false;
    loop {
        match byte(at) {
            b'.' if !fraction && byte(at + 1).is_ascii_digit() => fraction = true,
            b'+' | b'-' if !based && at > start && matches!(byte(at - 1), b'e' | b'E') => {}
            b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => return at,
        }
        at += 1;
    }
}
