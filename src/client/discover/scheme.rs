//! Which engine the scheme of a URL names.

use crate::client::discover::engine::Evidence;
use crate::client::pool::Engine;
use crate::client::value::field::Field;
use crate::source::node::{Data, Node};

/// Whether a URL's scheme is of MySQL or MariaDB: `jdbc:mysql`, `mysql+pymysql`, `jdbc:aws-wrapper:mariadb`.
pub(super) fn is_our_scheme(scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    let mut parts = scheme.split([':', '+']);
    let ours =
        ["mysql", "mysql2", "mysqli", "pdo-mysql", "pdo_mysql", "mysqlgis", "mysql-connector", "mariadb", "trilogy"];
    parts.any(|part| ours.contains(&part))
}

/// Other engines as the schemes of URLs name them; a cache's or a broker's URL says nothing of a database beside it.
const OTHER_SQL: [&str; 13] = [
    "postgres",
    "postgresql",
    "postgis",
    "pgsql",
    "cockroachdb",
    "sqlite",
    "mssql",
    "sqlserver",
    "oracle",
    "redshift",
    "snowflake",
    "duckdb",
    "spatialite",
];

fn of_scheme(text: &str) -> Option<Evidence> {
    let (scheme, _) = text.trim().trim_matches(['"', '\'']).split_once("://")?;
    let scheme = scheme.strip_prefix("jdbc:").unwrap_or(scheme).to_ascii_lowercase();
    let first = scheme.split(['+', ':']).next().unwrap_or(&scheme);
    if first.contains("mariadb") {
        return Some(Evidence::Ours(Engine::MariaDb));
    }
    let other = || OTHER_SQL.contains(&first.trim_end_matches(|c: char| c.is_ascii_digit())).then_some(Evidence::Other);
    if is_our_scheme(&scheme) { Some(Evidence::Ours(Engine::MySql)) } else { other() }
}

/// Whether a connection string is one of another engine.
pub(super) fn is_of_another_scheme(cell: &Field<'_>) -> bool {
    of_scheme(cell.text) == Some(Evidence::Other)
}

/// The engine that all URLs of databases in a section and below it name; none where there are none, or two.
pub(super) fn of_urls(node: &Node) -> Option<Evidence> {
    fn all(node: &Node, found: &mut Vec<Evidence>) {
        match &node.data {
            Data::Scalar(scalar) => found.extend(of_scheme(&scalar.text)),
            Data::Mapping(entries) => entries.iter().for_each(|entry| all(&entry.value, found)),
            Data::Sequence(items) => items.iter().for_each(|item| all(item, found)),
        }
    }
    let mut found = Vec::new();
    all(node, &mut found);
    let first = *found.first()?;
    found.iter().all(|evidence| *evidence == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    #[test]
    fn a_scheme_names_its_engine_whatever_the_driver() {
        for ours in ["mysql+pymysql://u@h/d", "mysql2://h/d", "jdbc:mysql://h/d", "mysqli://h/d", "'mysql://h'"] {
            assert_eq!(of_scheme(ours), Some(Evidence::Ours(Engine::MySql)), "{ours}");
        }
        assert_eq!(of_scheme("mariadb+asyncmy://h/d"), Some(Evidence::Ours(Engine::MariaDb)));
        for other in ["postgresql+psycopg2://h/d", "sqlite:///x.db", "jdbc:postgresql://h/d"] {
            assert_eq!(of_scheme(other), Some(Evidence::Other), "{other}");
        }
        for neither in ["redis://h", "amqp://h", "${DIALECT}://h", "mysql", ""] {
            assert_eq!(of_scheme(neither), None, "{neither}");
        }
    }

    #[test]
    fn urls_of_two_engines_name_none() {
        let engine = |text: &str| {
            let file = SourceFile::new("a.yaml", text);
            of_urls(yaml::read(&file).expect("valid").first().expect("one"))
        };
        assert_eq!(engine("a: {b: ['postgres://h/d']}\nc: redis://h\n"), Some(Evidence::Other));
        assert_eq!(engine("a: mysql://h/d\nb: postgres://h/d\n"), None);
        assert_eq!(engine("a: redis://h\n"), None);
    }
}
