//! Strings into their texts, with the code in them told apart.

/// How a string is written.
#[derive(Debug, Clone, Copy)]
pub(in crate::source) struct Style {
    /// Bytes before the text: prefix and opening quote.
    pub(in crate::source) opening: usize,
    /// Bytes after it, where it is closed.
    pub(in crate::source) closing: usize,
    pub(in crate::source) escapes: Escapes,
    pub(in crate::source) code: Code,
}

/// What a backslash means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Escapes {
    /// Itself.
    None,
    /// An escape only before a quote or another backslash.
    Quotes,
    /// All escapes; an unknown one stays as it is written.
    Kept,
    /// All escapes; of an unknown one the backslash goes.
    Dropped,
}

/// How code is marked in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Code {
    None,
    /// `${…}`
    Dollar,
    /// `#{…}`
    Hash,
    /// `{…}`, with `{{` for a brace.
    Brace,
    /// `$name`, `{$…}` and `${name}`
    Php,
}

/// A part of a string.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) enum Part {
    Text(String),
    /// The bytes of code, counted from the string's first.
    Code(usize, usize),
}

/// The parts of a string that is written so; texts and code take turns, and no text is empty.
pub(in crate::source) fn parts(raw: &str, style: Style) -> Vec<Part> {
    let close = raw.get(..style.opening).unwrap_or_default();
    let close = close.get(close.len().saturating_sub(style.closing)..).unwrap_or_default();
    let closed = raw.len() >= style.opening + style.closing && raw.ends_with(close);
    let end = if closed { raw.len() - style.closing } else { raw.len() };
    let mut decoder =
        Decoder { raw: raw.get(..end).unwrap_or(raw), at: style.opening, text: String::new(), parts: Vec::new() };
    while let Some(next) = decoder.peek() {
        match next {
            '\\' if style.escapes != Escapes::None => decoder.escape(style.escapes),
            _ => decoder.character(next, style.code),
        }
    }
    decoder.flush();
    decoder.parts
}

struct Decoder<'a> {
    raw: &'a str,
    at: usize,
    text: String,
    parts: Vec<Part>,
}

impl Decoder<'_> {
    fn rest(&self) -> &str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, character: char) {
        self.text.push(character);
        self.at += character.len_utf8();
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(std::mem::take(&mut self.text)));
        }
    }

    /// Code of `length` bytes begins `skip` bytes on and is followed by as many as `tail`.
    fn code(&mut self, skip: usize, length: usize, tail: usize) {
        self.flush();
        let start = self.at + skip;
        self.parts.push(Part::Code(start, (start + length).min(self.raw.len())));
        self.at = (start + length + tail).min(self.raw.len());
    }

    fn character(&mut self, next: char, code: Code) {
        let second = self.rest().chars().nth(1);
        match (code, next, second) {
            (Code::Dollar | Code::Php, '$', Some('{')) | (Code::Hash, '#', Some('{')) => self.braced(2),
            (Code::Brace, '{', Some('{')) | (Code::Brace, '}', Some('}')) => {
                self.at += 1;
                self.take(next);
            }
            (Code::Brace, '{', _) | (Code::Php, '{', Some('$')) => self.braced(1),
            (Code::Php, '$', Some(letter)) if letter.is_ascii_alphabetic() || letter == '_' => {
                let name = self.rest().bytes().skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
                let length = 1 + name.count();
                self.code(0, length, 0);
            }
            _ => self.take(next),
        }
    }

    fn braced(&mut self, skip: usize) {
        let inside = self.rest().get(skip..).unwrap_or_default();
        let mut depth = 0_usize;
        let close = inside.bytes().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return true,
                b'}' => depth -= 1,
                _ => {}
            }
            false
        });
        let length = close.unwrap_or(inside.len());
        self.code(skip, length, 1);
    }

    fn escape(&mut self, escapes: Escapes) {
        let Some(next) = self.rest().chars().nth(1) else { return self.take('\\') };
        self.at += 1;
        if escapes == Escapes::Quotes {
            if !matches!(next, '\\' | '\'' | '"') {
                self.text.push('\\');
            }
            return self.take(next);
        }
        let simple = match next {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            '0' => Some('\0'),
            '\\' | '\'' | '"' | '`' | '$' | '#' => Some(next),
            _ => None,
        };
        match (simple, next) {
            (Some(character), _) => {
                self.text.push(character);
                self.at += 1;
            }
            (None, '\n') => self.at += 1,
            (None, 'x' | 'u') => self.numbered(next, escapes),
            _ => {
                if escapes == Escapes::Kept {
                    self.text.push('\\');
                }
                self.take(next);
            }
        }
    }

    /// `\x41`, `\u0041`, `\u{41}`; what names no character stays as it is written.
    fn numbered(&mut self, letter: char, escapes: Escapes) {
        let digits = self.rest().get(1..).unwrap_or_default();
        let close = digits.bytes().take(8).position(|byte| byte == b'}').filter(|_| digits.starts_with('{'));
        let (digits, around) = match close.and_then(|close| digits.get(1..close)) {
            Some(braced) => (braced, 2),
            None => (digits.get(..if letter == 'x' { 2 } else { 4 }).unwrap_or_default(), 0),
        };
        let (number, length) = (u32::from_str_radix(digits, 16).ok(), 1 + digits.len() + around);
        if let Some(character) = number.and_then(char::from_u32) {
            self.at += length;
            self.text.push(character);
            return;
        }
        if escapes == Escapes::Kept {
            self.text.push('\\');
        }
        self.take(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: Style = Style { opening: 1, closing: 1, escapes: Escapes::Kept, code: Code::None };

    fn text(raw: &str, style: Style) -> String {
        match parts(raw, style).as_slice() {
            [] => String::new(),
            [Part::Text(text)] => text.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn escapes_are_those_of_the_style() {
        assert_eq!(text(r#""a\n\x41\u0042\u{43}\"\d""#, FULL), "a\nABC\"\\d");
        assert_eq!(text(r"'a\'b\\c\n'", Style { escapes: Escapes::Quotes, ..FULL }), r"a'b\c\n");
        assert_eq!(text(r"'a\d\u00'", Style { escapes: Escapes::Dropped, ..FULL }), "adu00");
        assert_eq!(text(r#"r"a\n""#, Style { opening: 2, escapes: Escapes::None, ..FULL }), r"a\n");
        assert_eq!(text("\"open", FULL), "open");
        assert_eq!(text("\"", FULL), "");
    }

    #[test]
    fn code_is_told_apart() {
        let php = Style { code: Code::Php, ..FULL };
        assert_eq!(parts("\"a$b\"", php), [Part::Text("a".into()), Part::Code(2, 4)]);
        assert_eq!(parts("\"{$b['x']}c\"", php), [Part::Code(2, 9), Part::Text("c".into())]);
        let brace = Style { code: Code::Brace, ..FULL };
        assert_eq!(parts("\"{{a}}{b}\"", brace), [Part::Text("{a}".into()), Part::Code(7, 8)]);
        let dollar = Style { code: Code::Dollar, ..FULL };
        assert_eq!(parts("`${a", dollar), [Part::Code(3, 4)]);
    }
}
