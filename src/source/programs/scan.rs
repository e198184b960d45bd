//! Where strings end.

/// The end of a string whose opening quote stands at `start`. One that its line does not close ends with the line, unless
/// the language lets strings run over lines.
pub(in crate::source) fn quoted(text: &str, start: usize, over_lines: bool) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = bytes.get(start) else { return start };
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if !over_lines => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The end of a string with code in it, which may hold strings itself: `` `a ${f("`")} b` ``. `opener` ends with `{`.
pub(in crate::source) fn interpolated(text: &str, start: usize, opener: &str) -> usize {
    let bytes = text.as_bytes();
    let Some(quote) = bytes.get(start) else { return start };
    // What is open: the quote of a text, or the brace of its code.
    let mut open = vec![*quote];
    let mut at = start + 1;
    while let (Some(byte), Some(inside)) = (bytes.get(at), open.last().copied()) {
        if inside == b'{' {
            match byte {
                b'{' => open.push(b'{'),
                b'}' => {
                    open.pop();
                }
                byte if byte == quote => open.push(*quote),
                b'"' | b'\'' => at = quoted(text, at, false) - 1,
                _ => {}
            }
        } else if *byte == b'\\' {
            at += 1;
        } else if byte == quote {
            open.pop();
        } else if bytes.get(at..).is_some_and(|rest| rest.starts_with(opener.as_bytes())) {
            open.push(b'{');
            at += opener.len() - 1;
        }
        at += 1;
        if open.is_empty() {
            return at.min(bytes.len());
        }
    }
    bytes.len()
}

/// The end of a heredoc whose name begins at `name`, perhaps quoted: a later line that holds the name first. None where
/// no name stands there.
pub(in crate::source) fn heredoc(text: &str, name: usize) -> Option<usize> {
    let rest = text.get(name..)?;
    let bare = rest.trim_start_matches(['"', '\'', ' ']);
    let start = name + rest.len() - bare.len();
    let length = bare.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let name = bare.get(..length).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))?;
    let mut at = start + length;
    for line in text.get(at..)?.split_inclusive('\n').skip(1) {
        at += text.get(at..)?.find('\n')? + 1;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let after = line.get(indent..)?.strip_prefix(name);
        if after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')) {
            return Some(at + indent + length);
        }
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_its_quote_or_with_its_line() {
        assert_eq!(quoted(r#""a\"b" c"#, 0, false), 6);
        assert_eq!(quoted("'a\nb'", 0, false), 2);
        assert_eq!(quoted("'a\nb'", 0, true), 5);
        assert_eq!(quoted("'a\\", 0, true), 3);
    }

    #[test]
    fn code_in_a_string_may_hold_strings() {
        let text = "`a ${f(`b ${\"}\"} c`)} d` e";
        assert_eq!(text.get(..interpolated(text, 0, "${")), Some("`a ${f(`b ${\"}\"} c`)} d`"));
        let text = "\"x #{ENV[\"Y\"]} z\" e";
        assert_eq!(text.get(..interpolated(text, 0, "#{")), Some("\"x #{ENV[\"Y\"]} z\""));
    }

    #[test]
    fn a_heredoc_ends_where_its_name_stands_first() {
        let text = "<<<'EOT'\na EOT\n  EOTX\n  EOT;\nb";
        assert_eq!(text.get(heredoc(text, 3).expect("a heredoc")..), Some(";\nb"));
        assert_eq!(heredoc("<<< 5", 3), None);
        assert_eq!(heredoc("<<<A\nb", 3), Some(6));
    }
}
