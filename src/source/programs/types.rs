//! TypeScript's types: how long one is, so that a value after it is found. Nothing is learnt from them.

use crate::source::programs::expression::Reader;
use crate::source::programs::lexer::Kind;

/// Tokens that are looked at to tell a type from a value; types of configurations are names.
const LONGEST_TYPE: usize = 40;

/// The tokens of a type that may begin so far ahead; names side by side are two things.
pub(super) fn type_length(reader: &Reader<'_>, ahead: usize) -> usize {
    let (mut length, mut angles, mut after_name) = (0, 0_usize, false);
    while length < LONGEST_TYPE {
        let here = ahead + length;
        let word = reader.word(here);
        match reader.kind(here) {
            Some(Kind::Name | Kind::Text | Kind::Number) if after_name && angles == 0 => break,
            Some(Kind::Name) => after_name = !matches!(word, "typeof" | "keyof" | "readonly" | "infer" | "is"),
            Some(Kind::Text | Kind::Number) => after_name = true,
            Some(Kind::Open) if word == "{" && after_name && angles == 0 => break,
            Some(Kind::Open) => {
                let after = reader.tokens.get(reader.at + here).map_or(0, crate::source::programs::lexer::Token::after);
                length = after.saturating_sub(reader.at + ahead).max(length + 1);
                after_name = true;
                continue;
            }
            Some(Kind::Mark) if matches!(word, "." | "|" | "&" | "?" | ":") && (word != ":" || angles > 0) => {
                after_name = false;
            }
            Some(Kind::Mark) if word == "<" => {
                angles += 1;
                after_name = false;
            }
            Some(Kind::Mark) if word == ">" && angles > 0 => {
                angles -= 1;
                after_name = true;
            }
            Some(Kind::Mark) if word == ">>" && angles > 1 => {
                angles -= 2;
                after_name = true;
            }
            Some(Kind::Mark) if word == "," && angles > 0 => after_name = false,
            _ => break,
        }
        length += 1;
    }
    length
}

pub(super) fn skip_type(reader: &mut Reader<'_>) {
    reader.at += type_length(reader, 0);
}

/// The tokens of `<…>`, where it is a row of types.
pub(super) fn generics(reader: &Reader<'_>, ahead: usize) -> Option<usize> {
    if reader.word(ahead) != "<" {
        return None;
    }
    let length = type_length(reader, ahead);
    let mut angles = 0_usize;
    for number in 0..length {
        match reader.word(ahead + number) {
            "<" => angles += 1,
            ">" => angles = angles.saturating_sub(1),
            ">>" => angles = angles.saturating_sub(2),
            _ => {}
        }
        if angles == 0 {
            return Some(number + 1);
        }
    }
    None
}
