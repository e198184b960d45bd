//! Which server an image, an engine or a family names, and its version.

use crate::server::flavors::{Flavor, MARIADB, MYSQL, PERCONA};

/// The last parts of images' names, with whose server they run. Images of exporters, clients and backups are others.
static IMAGES: &[(&str, &Flavor)] = &[
    ("mysql", &MYSQL),
    ("mysql-server", &MYSQL),
    ("community-server", &MYSQL),
    ("enterprise-server", &MYSQL),
    ("mariadb", &MARIADB),
    ("mariadb-galera", &MARIADB),
    ("alpine-mariadb", &MARIADB),
    ("percona", &PERCONA),
    ("percona-server", &PERCONA),
    ("percona-xtradb-cluster", &PERCONA),
];

/// The server that an image runs: `docker.io/library/mysql:8.4.3-oracle@sha256:…`.
pub(super) fn of_image(image: &str) -> Option<(&'static Flavor, Option<String>)> {
    let name = image.split('@').next().unwrap_or(image);
    let last = name.rsplit('/').next().unwrap_or(name);
    let (last, tag) = last.split_once(':').unwrap_or((last, ""));
    let (_, flavor) = IMAGES.iter().find(|(known, _)| *known == last)?;
    Some((flavor, of_tag(tag)))
}

/// The version at the start of a tag; none where it says none (`latest`, `lts`) or only a major number, which moves.
pub(super) fn of_tag(tag: &str) -> Option<String> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
    let numbers = tag.get(..end)?.trim_end_matches('.');
    numbers.contains('.').then(|| numbers.to_owned())
}

/// The numbers at the end of a family: `mysql8.0`, `aurora-mysql5.7`, `mariadb10.11`, `MYSQL_8_0_31`.
pub(super) fn of_family(family: &str) -> Option<String> {
    let start = family.find(|c: char| c.is_ascii_digit())?;
    let numbers = family.get(start..)?.replace('_', ".");
    of_tag(&numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_name_servers() {
        for (image, flavor, version) in [
            ("mysql", "mysql", None),
            ("mysql:latest", "mysql", None),
            ("mysql:8", "mysql", None),
            ("mysql:8.4", "mysql", Some("8.4")),
            ("docker.io/library/mysql:8.4.3-oracle@sha256:00", "mysql", Some("8.4.3")),
            ("localhost:5000/team/mariadb:10.11-jammy", "mariadb", Some("10.11")),
            ("bitnami/mariadb:11.8.2-debian-12-r0", "mariadb", Some("11.8.2")),
            ("percona/percona-xtradb-cluster:8.0.36-28.1", "percona", Some("8.0.36")),
        ] {
            let (found, number) = of_image(image).unwrap_or_else(|| panic!("{image}"));
            assert_eq!((found.name, number.as_deref()), (flavor, version), "{image}");
        }
        for image in ["prom/mysqld-exporter:v0.15", "postgres:16", "phpmyadmin", "", "mysql/mysql-router:8.4"] {
            assert!(of_image(image).is_none(), "{image}");
        }
    }

    #[test]
    fn families_end_in_a_version() {
        for (family, version) in
            [("mysql8.0", "8.0"), ("aurora-mysql5.7", "5.7"), ("mariadb10.11", "10.11"), ("MYSQL_8_0_31", "8.0.31")]
        {
            assert_eq!(of_family(family).as_deref(), Some(version));
        }
        assert_eq!(of_family("mysql"), None);
    }
}
