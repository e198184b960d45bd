//! The grammar of option files, as the clients' `my_default.c` has it
//! (<https://github.com/MariaDB/server/blob/mariadb-10.11.6/mysys/my_default.c>).

use super::Problem;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Line {
    /// Nothing, or a comment.
    Blank,
    /// `[group]`
    Group(String),
    /// `name`, or `name = value`; the name with dashes and in lower case.
    Option {
        /// The option.
        name: String,
        /// Its value without quotes and escapes.
        value: Option<String>,
    },
    /// `!include FILE`
    Include(String),
    /// `!includedir FOLDER`
    IncludeFolder(String),
}

/// Reads one line.
pub(in crate::server) fn read(line: &str) -> Result<Line, Problem> {
    let line = line.trim();
    if line.is_empty() || line.starts_with(['#', ';']) {
        return Ok(Line::Blank);
    }
    if let Some(directive) = line.strip_prefix('!') {
        return match directive.trim_start().split_once(char::is_whitespace) {
            Some(("include", path)) => Ok(Line::Include(path.trim().to_owned())),
            Some(("includedir", path)) => Ok(Line::IncludeFolder(path.trim().to_owned())),
            _ => Err(Problem::UnknownDirective),
        };
    }
    if let Some(rest) = line.strip_prefix('[') {
        let (name, _) = rest.split_once(']').ok_or(Problem::OpenGroup)?;
        // A blank before the name belongs to it: servers and clients pass over `[ mysqld ]`.
        return Ok(Line::Group(name.trim_end().to_owned()));
    }
    let line = without_comment(line);
    let (name, value) = match line.split_once('=') {
        Some((name, value)) => (name, Some(plain(value.trim()))),
        None => (line, None),
    };
    Ok(Line::Option { name: name.trim().to_ascii_lowercase().replace('_', "-"), value })
}

/// The line up to a `#` that stands outside quotes.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in line.char_indices() {
        if matches!(c, '\'' | '"') && !escaped {
            quote = match quote {
                None => Some(c),
                Some(open) if open == c => None,
                open => open,
            };
        }
        if quote.is_none() && c == '#' {
            return line.get(..at).unwrap_or(line);
        }
        escaped = quote.is_some() && c == '\\' && !escaped;
    }
    line
}

/// A value without its quotes and escapes. A `\` before a letter that is no escape stays.
fn plain(value: &str) -> String {
    let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    let inner = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(c) = letters.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match letters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\u{8}'),
            Some('s') => text.push(' '),
            Some(mark @ ('"' | '\'' | '\\')) => text.push(mark),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn option(name: &str, value: Option<&str>) -> Line {
        Line::Option { name: name.to_owned(), value: value.map(str::to_owned) }
    }

    #[test]
    fn lines_of_every_kind() {
        for (text, expected) in [
            ("  # comment", Line::Blank),
            ("; comment", Line::Blank),
            (" [client] # the clients", Line::Group("client".to_owned())),
            ("!include /etc/my.cnf", Line::Include("/etc/my.cnf".to_owned())),
            ("!includedir /etc/my.cnf.d/", Line::IncludeFolder("/etc/my.cnf.d/".to_owned())),
            ("ssl_ca = /ca.pem ", option("ssl-ca", Some("/ca.pem"))),
            ("skip-ssl", option("skip-ssl", None)),
            ("password=", option("password", Some(""))),
            ("password=a=b", option("password", Some("a=b"))),
            ("password=ab#c", option("password", Some("ab"))),
            ("password=\"ab#c\" # why", option("password", Some("ab#c"))),
            ("password='it''s'", option("password", Some("it''s"))),
            (r#"password="a\"b\s\\c\d""#, option("password", Some(r#"a"b \c\d"#))),
            (r"password=a\tb", option("password", Some("a\tb"))),
            ("password=\"", option("password", Some("\""))),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(line in "[\\PC\\[\\]!#;='\"\\\\ ]{0,40}") {
            let _ = read(&line);
        }
    }
}
