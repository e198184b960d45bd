//! Go's literals: strings after their escapes, numbers after their bases.
//! <https://go.dev/ref/spec#String_literals>, <https://go.dev/ref/spec#Integer_literals>

use crate::client::go::code::tree::Kind;
use crate::text::place::Span;

/// A string literal, quotes and all, that stands at `span`.
pub(super) fn string(written: &str, span: Span) -> Kind {
    let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    let place = Span { start: span.start + 1, end: span.start + 1 + inner.len() };
    if written.starts_with('`') {
        // A raw string drops carriage returns.
        let text = inner.replace('\r', "");
        let place = (text == inner).then_some(place);
        return Kind::Text(text, place);
    }
    if !inner.contains('\\') {
        return Kind::Text(inner.to_owned(), Some(place));
    }
    unescape(inner).map_or(Kind::Other(Vec::new()), |text| Kind::Text(text, None))
}

fn unescape(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.extend_from_slice(before.as_bytes());
        let mark = after.chars().next()?;
        let (digits, base, skip) = match mark {
            'x' => (2, 16, 1),
            'u' => (4, 16, 1),
            'U' => (8, 16, 1),
            '0'..='7' => (3, 8, 0),
            _ => (0, 0, 1),
        };
        let number = || u32::from_str_radix(after.get(skip..skip + digits)?, base).ok();
        match mark {
            'u' | 'U' => out.extend_from_slice(char::from_u32(number()?)?.encode_utf8(&mut [0; 4]).as_bytes()),
            'x' | '0'..='7' => out.push(u8::try_from(number()?).ok()?),
            'n' => out.push(b'\n'),
            't' => out.push(b'\t'),
            'r' => out.push(b'\r'),
            'a' => out.push(7),
            'b' => out.push(8),
            'f' => out.push(12),
            'v' => out.push(11),
            '\\' | '"' | '\'' => out.push(u8::try_from(mark).ok()?),
            _ => return None,
        }
        rest = after.get(skip + digits..)?;
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8(out).ok()
}

/// A whole number: `1_000`, `0x1F`, `0o17`, `017`, `0b1`, `1e3`.
pub(super) fn whole(written: &str) -> Option<i128> {
    let text = written.replace('_', "").to_ascii_lowercase();
    let (digits, base) = match text.get(..2) {
        Some("0x") => (text.get(2..)?, 16),
        Some("0o") => (text.get(2..)?, 8),
        Some("0b") => (text.get(2..)?, 2),
        _ if text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) => (&*text, 8),
        _ => (&*text, 10),
    };
    i128::from_str_radix(digits, base).ok().or_else(|| decimal(&text))
}

/// `1e3`, `2.5e3`, `60.0`: a whole number to Go as well, where nothing is left behind the point.
fn decimal(text: &str) -> Option<i128> {
    let (mantissa, exponent) = text.split_once('e').map_or((text, Ok(0)), |(left, right)| (left, right.parse::<i32>()));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let after = after.trim_end_matches('0');
    let shift = exponent.ok()? - i32::try_from(after.len()).ok()?;
    let digits: i128 = format!("{before}{after}").parse().ok()?;
    let power = u32::try_from(shift).ok().filter(|power| *power < 30)?;
    digits.checked_mul(10_i128.checked_pow(power)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_base() {
        for (text, expected) in [
            ("25", Some(25)),
            ("1_000", Some(1000)),
            ("0x1F", Some(31)),
            ("0o17", Some(15)),
            ("017", Some(15)),
            ("0b101", Some(5)),
            ("0", Some(0)),
            ("1e3", Some(1000)),
            ("2.5e3", Some(2500)),
            ("60.0", Some(60)),
            ("1.5", None),
            ("1e99", None),
            ("0x", None),
            ("", None),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn strings_of_every_kind() {
        let text = |written: &str| match string(written, Span { start: 10, end: 10 + written.len() }) {
            Kind::Text(text, place) => Some((text, place.map(|place| place.start))),
            _ => None,
        };
        assert_eq!(text("\"mysql\""), Some(("mysql".to_owned(), Some(11))));
        assert_eq!(text("`a\\n`"), Some(("a\\n".to_owned(), Some(11))));
        assert_eq!(text("`a\r\nb`"), Some(("a\nb".to_owned(), None)));
        assert_eq!(text(r#""a\"\x41\u00e9\101\n""#), Some(("a\"AéA\n".to_owned(), None)));
        assert_eq!(text(r#""\q""#), None);
        assert_eq!(text(r#""\x4"#), None);
        assert_eq!(text("\""), Some((String::new(), Some(11))));
    }
}
