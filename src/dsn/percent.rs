//! Percent-encoding, read leniently: what is no escape stays as it is written.

/// Whether `+` stands for a blank, as in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// It does.
    Blank,
    /// It is itself.
    Itself,
}

/// Decodes `%40` and its kin; bytes that are no UTF-8 become replacement characters.
pub(super) fn decode(text: &str, plus: Plus) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high, *low).map_or((b'%', tail), |byte| (byte, after)),
            (b'+', _) if plus == Plus::Blank => (b' ', tail),
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_everything_else_stays() {
        assert_eq!(decode("p%40ss%2fw%C3%B6rd", Plus::Itself), "p@ss/wörd");
        assert_eq!(decode("100%", Plus::Itself), "100%");
        assert_eq!(decode("%zz%4", Plus::Itself), "%zz%4");
        assert_eq!(decode("a+b", Plus::Itself), "a+b");
        assert_eq!(decode("a+b", Plus::Blank), "a b");
    }
}
