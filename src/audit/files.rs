//! What the files that a server may open do to its connections: each needs one.
//!
//! `open_files_limit` as the running server prints it is what the operating system granted, whatever was asked for.

use crate::server::Server;
use crate::server::flavors::OpenFiles;
use crate::text::origin::Stated;

/// Files that MySQL keeps from `max_connections`: 10, and twice the smallest table cache of 400.
pub const KEPT_BY_MYSQL: u64 = 810;

/// Files that MariaDB keeps beside its table caches.
const KEPT_BY_MARIADB: u64 = 30;

/// The part of each table cache that MariaDB does not give up.
const TABLES_KEPT_BY_MARIADB: u64 = 200;

/// Files that a server has open before the first client comes: at 1024 files MariaDB 10.11.19 took 978 connections.
const OPEN_ANYWAY: u64 = 50;

/// The granted number of files, where it limits connections at all.
pub fn granted(server: &Server) -> Option<Stated<u64>> {
    // On Windows sockets are no files of the C library.
    let windows = server.variables.text("version_compile_os").is_some_and(|os| os.starts_with("Win"));
    let known = server.flavor.open_files != OpenFiles::Unknown && !windows;
    server.variable("open_files_limit").filter(|files| known && files.value > 0)
}

/// The largest `max_connections` that a start with so many files leaves; none where the server does not reduce it.
pub fn most_at_start(server: &Server, files: u64) -> Option<u64> {
    match server.flavor.open_files {
        OpenFiles::MySql => files.checked_sub(KEPT_BY_MYSQL).filter(|most| *most > 0),
        OpenFiles::MariaDb => {
            let instances = server.variable("table_open_cache_instances").map_or(1, |stated| stated.value);
            let tables = server.variable("table_open_cache").map_or(TABLES_KEPT_BY_MARIADB, |stated| stated.value);
            let caches = tables.min(TABLES_KEPT_BY_MARIADB).saturating_mul(2).saturating_mul(instances);
            files.checked_sub(caches.saturating_add(KEPT_BY_MARIADB)).filter(|most| *most > 0)
        }
        OpenFiles::Unknown => None,
    }
}

/// The connections that so many files allow at most.
pub const fn most_ever(files: u64) -> u64 {
    files.saturating_sub(OPEN_ANYWAY)
}

/// The connections that the files allow, where `max_connections` promises more: clients above it hang instead of failing.
pub fn reachable(server: &Server) -> Option<Stated<u64>> {
    let files = granted(server)?;
    let asked = server.variable("max_connections")?.value;
    let reachable = most_ever(files.value);
    (asked > reachable).then(|| Stated::new(reachable, files.origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::facts::{Entries, Entry, Source};
    use crate::text::origin::Origin;

    fn server(pairs: &[(&str, &str)]) -> Server {
        let mut variables = Entries::default();
        for (name, value) in pairs {
            let origin = Origin::server("test");
            variables.put(name, Entry { value: (*value).to_owned(), origin, session: false });
        }
        Server::new(Source::Captured { path: "test".to_owned() }, variables, Entries::default())
    }

    #[test]
    fn what_a_start_leaves_is_what_was_measured() {
        let mysql = server(&[("version", "9.7.4")]);
        for (files, most) in [(1024, Some(214)), (20_000, Some(19_190)), (512, None)] {
            assert_eq!(most_at_start(&mysql, files), most, "{files}");
        }
        for (files, instances, most) in [(1024, "1", 594), (4096, "8", 866), (20_000, "8", 16_770), (512, "1", 82)] {
            let mariadb = server(&[
                ("version", "10.11.19-MariaDB"),
                ("table_open_cache", "2000"),
                ("table_open_cache_instances", instances),
            ]);
            assert_eq!(most_at_start(&mariadb, files), Some(most), "{files}");
        }
    }

    #[test]
    fn mariadb_promises_what_its_files_cannot_hold() {
        let pairs = [("version", "10.11.19-MariaDB"), ("max_connections", "1500"), ("open_files_limit", "1024")];
        assert_eq!(reachable(&server(&pairs)).map(|stated| stated.value), Some(974));
        let pairs = [("version", "10.11.19-MariaDB"), ("max_connections", "594"), ("open_files_limit", "1024")];
        assert_eq!(reachable(&server(&pairs)), None);
    }
}
