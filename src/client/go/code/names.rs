//! What imports and types are called.

use crate::client::go::code::syntax::Part;
use crate::client::go::code::tree::{Expr, Kind};

/// The name that a package has where its import gives it none: the last word of its path, without a version.
pub(super) fn package_name(path: &str) -> &str {
    let mut words = path.rsplit('/');
    let last = words.next().unwrap_or(path);
    let is_version = last.strip_prefix('v').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let name = if is_version { words.next().unwrap_or(last) } else { last };
    // `gopkg.in/yaml.v3`, `github.com/x/go-cache`
    name.split_once(".v").map_or(name, |(name, _)| name).trim_start_matches("go-")
}

/// A named type as the expression that names it, without its pointer.
pub(super) fn type_of(part: Part<'_>) -> Expr {
    let kind = match part.kind() {
        "type_identifier" => Kind::Name(part.text().to_owned()),
        "qualified_type" => {
            let package = part.field("package").map_or_else(
                || nothing(part),
                |package| Expr { span: package.span(), kind: Kind::Name(package.text().to_owned()) },
            );
            Kind::Select(Box::new(package), part.field("name").map_or("", Part::text).to_owned())
        }
        "generic_type" => part.field("type").map_or(Kind::Other(Vec::new()), |inner| type_of(inner).kind),
        _ => Kind::Other(Vec::new()),
    };
    Expr { span: part.span(), kind }
}

/// The name of a type of the package, or of what points to one.
pub(super) fn type_name(part: Part<'_>) -> Option<String> {
    let inner = match part.kind() {
        "pointer_type" => part.parts().first().copied()?,
        _ => part,
    };
    match type_of(inner).kind {
        Kind::Name(name) => Some(name),
        _ => None,
    }
}

/// An expression of which nothing is known.
pub(super) fn nothing(part: Part<'_>) -> Expr {
    Expr { span: part.span(), kind: Kind::Other(Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_called_by_the_last_word_of_its_path() {
        for (path, expected) in [
            ("database/sql", "sql"),
            ("github.com/go-sql-driver/mysql", "mysql"),
            ("github.com/jackc/pgx/v5", "pgx"),
            ("gopkg.in/yaml.v3", "yaml"),
            ("github.com/x/go-cache", "cache"),
            ("time", "time"),
        ] {
            assert_eq!(package_name(path), expected);
        }
    }
}
