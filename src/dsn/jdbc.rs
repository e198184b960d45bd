//! The JDBC form: `jdbc:mysql://host:port/db?user=…&password=…`, `jdbc:mariadb:…`, and what wrappers put before it.

use super::{ConnectionString, DsnError, Form, url};

/// Takes a JDBC URL apart. Of several hosts the first is taken; `jdbc:mysql:replication://`, `jdbc:mariadb:sequential://`
/// and wrappers such as `jdbc:aws-wrapper:mysql://` are read as the plain form.
///
/// # Errors
/// Another database's URL, or an address that is none.
pub fn parse(text: &str) -> Result<ConnectionString, DsnError> {
    let other = || DsnError("the URL is not `jdbc:mysql://…` or `jdbc:mariadb://…`".to_owned());
    let (prefix, rest) = text.split_once("//").ok_or_else(other)?;
    let mut words = prefix.strip_suffix(':').ok_or_else(other)?.split(':');
    let is_jdbc = words.next().is_some_and(|word| word.eq_ignore_ascii_case("jdbc"));
    if !is_jdbc || !words.any(url::is_scheme) {
        return Err(other());
    }
    url::parse_rest(rest, text.len() - rest.len(), Form::Jdbc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsn::secret::Secret;

    #[test]
    fn login_stands_in_the_parameters() {
        let text = "jdbc:mysql://db1:3307/shop?user=app&password=p%40ss&socketTimeout=60000&useSSL=false";
        let dsn = parse(text).unwrap();
        assert_eq!(dsn.user.as_deref(), Some("app"));
        assert_eq!(dsn.password.as_ref().map(Secret::reveal), Some("p@ss"));
        assert_eq!((dsn.address.to_string().as_str(), dsn.database.as_deref()), ("db1:3307", Some("shop")));
        let names: Vec<_> = dsn.params.iter().map(|param| param.name.as_str()).collect();
        assert_eq!(names, ["socketTimeout", "useSSL"]);
        let span = dsn.param("socketTimeout").unwrap().span;
        assert_eq!(&text[span.start..span.end], "60000");
    }

    #[test]
    fn variants_are_read_as_the_plain_form() {
        for (text, expected) in [
            ("jdbc:mariadb://db1/shop", "db1:3306"),
            ("jdbc:mariadb:sequential://db1:1,db2:2/shop", "db1:1"),
            ("jdbc:mysql:replication://db1,db2/shop", "db1:3306"),
            ("jdbc:aws-wrapper:mysql://db1/shop", "db1:3306"),
            ("jdbc:mysql://address=(host=db1)(port=3307)/shop", "db1:3307"),
            ("jdbc:mysql://(host=db1,port=3307),(host=db2,port=1)/shop", "db1:3307"),
            ("jdbc:mysql://[(host=db1,port=3307),db2]/shop", "db1:3307"),
            ("jdbc:mariadb://localhost/shop?localSocket=/run/s.sock", "/run/s.sock"),
            ("jdbc:mysql:///shop", "localhost:3306"),
        ] {
            let shown = parse(text).map_or_else(|error| error.to_string(), |dsn| dsn.address.to_string());
            assert_eq!(shown, expected, "{text}");
        }
        assert!(parse("jdbc:postgresql://db1/shop").is_err());
        assert!(parse("jdbc:mysql").is_err());
    }
}
