//! Numbers as programs write them, and the arithmetic of `60 * 60 * 1000`.

/// A number's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::source) enum Number {
    Whole(i128),
    Real(f64),
}

/// The four operations that a configuration writes a number with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideWhole,
}

/// Reads a number: decimal, hexadecimal, octal or binary, with `_` between digits and a suffix of its type.
pub(in crate::source) fn parse(written: &str) -> Option<Number> {
    let digits: String = written.chars().filter(|c| *c != '_').collect();
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, digits.as_str()),
    };
    let lower = digits.to_ascii_lowercase();
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter().find(|(prefix, _)| lower.starts_with(prefix));
    if let Some((prefix, radix)) = radix {
        let digits = lower.get(prefix.len()..)?.trim_end_matches(['n', 'l']);
        return i128::from_str_radix(digits, radix).ok().map(|value| Number::Whole(sign * value));
    }
    let lower = lower.trim_end_matches(['n', 'l']);
    if lower.len() > 1 && lower.starts_with('0') && lower.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
        return i128::from_str_radix(lower, 8).ok().map(|value| Number::Whole(sign * value));
    }
    if let Ok(value) = lower.parse::<i128>() {
        return Some(Number::Whole(sign * value));
    }
    let plain = lower.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'+' | b'-'));
    let value = lower.parse::<f64>().ok().filter(|value| plain && value.is_finite())?;
    Some(Number::Real(if sign < 0 { -value } else { value }))
}

/// A number's text in decimals: as it is written where that is how it is written.
pub(in crate::source) fn text(written: &str) -> Option<String> {
    let number = parse(written)?;
    let digits = written.strip_prefix('-').unwrap_or(written);
    let decimal = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let based = digits.len() > 1 && digits.starts_with('0') && !digits.contains('.');
    Some(if decimal && !based { written.to_owned() } else { show(number) })
}

/// A number in decimals.
pub(in crate::source) fn show(number: Number) -> String {
    match number {
        Number::Whole(value) => value.to_string(),
        Number::Real(value) => value.to_string(),
    }
}

/// The result, where it is a number that fits.
pub(in crate::source) fn apply(left: Number, operation: Arithmetic, right: Number) -> Option<Number> {
    if let (Number::Whole(left), Number::Whole(right)) = (left, right) {
        let whole = match operation {
            Arithmetic::Add => left.checked_add(right),
            Arithmetic::Subtract => left.checked_sub(right),
            Arithmetic::Multiply => left.checked_mul(right),
            Arithmetic::Divide => left.checked_rem(right).filter(|rest| *rest == 0).and(left.checked_div(right)),
            Arithmetic::DivideWhole => left.checked_div_euclid(right).filter(|_| right > 0),
        };
        if whole.is_some() || operation != Arithmetic::Divide {
            return whole.map(Number::Whole);
        }
    }
    let (left, right) = (real(left), real(right));
    let value = match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::DivideWhole => (left / right).floor(),
    };
    value.is_finite().then_some(Number::Real(value))
}

fn real(number: Number) -> f64 {
    match number {
        Number::Whole(value) => value as f64,
        Number::Real(value) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_base_and_kept_where_they_are_decimal() {
        for (written, wanted) in [
            ("10", "10"),
            ("10.0", "10.0"),
            ("-1", "-1"),
            ("1_000", "1000"),
            ("0x10", "16"),
            ("0xFFn", "255"),
            ("100L", "100"),
            ("0755", "493"),
            ("1e3", "1000"),
            ("5n", "5"),
            ("0", "0"),
        ] {
            assert_eq!(text(written).as_deref(), Some(wanted), "{written}");
        }
        for other in ["10px", "0x", "1.2.3", "1e999", ""] {
            assert_eq!(text(other), None, "{other}");
        }
    }

    #[test]
    fn what_does_not_fit_is_no_number() {
        let most = Number::Whole(i128::MAX);
        assert_eq!(apply(most, Arithmetic::Multiply, Number::Whole(2)), None);
        assert_eq!(apply(most, Arithmetic::Divide, Number::Whole(0)), None);
        assert_eq!(apply(Number::Whole(1), Arithmetic::Divide, Number::Whole(2)), Some(Number::Real(0.5)));
        assert_eq!(apply(Number::Whole(7), Arithmetic::DivideWhole, Number::Whole(2)), Some(Number::Whole(3)));
    }
}
