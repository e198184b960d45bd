//! The real servers of the tests: the host's MariaDB, and those that `tests/lab/get` has put into `target/lab`.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::server::{Kind, RealServer, host_version};

/// The flavours and versions that poolcheck is held against.
const NAMES: [&str; 4] = ["mariadb-10.11", "mariadb-11.8", "mysql-9.7", "mysql-5.6"];

/// All servers, the host's MariaDB first, which is another one where the host is no Debian 12.
pub fn servers() -> Vec<String> {
    let host = host();
    let others = NAMES.into_iter().filter(|name| *name != host).map(str::to_owned);
    std::iter::once(host.clone()).chain(others).collect()
}

/// Whether this machine has the server.
pub fn has(name: &str) -> bool {
    kind(name).is_some()
}

/// Starts a server that this machine has, with these options.
pub fn start(name: &str, options: &[&str]) -> RealServer {
    let kind = kind(name).unwrap_or_else(|| panic!("{name} is not here: tests/lab/get brings it to target/lab"));
    RealServer::start_of(&kind, options)
}

fn kind(name: &str) -> Option<Kind> {
    if name == host() {
        return Some(Kind::host());
    }
    let folder = folder().join(name);
    let program = folder.join("bin/server");
    program.exists().then(|| Kind { program, options: Vec::new(), data: folder.join("data") })
}

/// The host's MariaDB by its version: `mariadb-10.11`.
fn host() -> String {
    static NAME: OnceLock<String> = OnceLock::new();
    let name = NAME.get_or_init(|| {
        // `mariadbd  Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu on x86_64 (Debian 12)`
        let version = host_version();
        let number = version.split_once("Ver ").map_or("", |(_, rest)| rest);
        format!("mariadb-{}", number.split('.').take(2).collect::<Vec<_>>().join("."))
    });
    name.clone()
}

/// Where `tests/lab/get` puts them: beside the build, so that `cargo clean` takes them away.
fn folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the build's folder");
    target.join("lab")
}
