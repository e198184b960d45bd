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

/// Starts a server that this machine has, with an option file and nothing else that a test may ask about; none where the server
/// does not start with it.
pub fn start_from(name: &str, option_file: &Path) -> Option<RealServer> {
    let mut kind = kind(name).unwrap_or_else(|| panic!("{name} is not here"));
    let first = format!("--defaults-file={}", option_file.display());
    if let Some(none) = kind.options.iter_mut().find(|option| *option == "--no-defaults") {
        *none = first;
    } else {
        // The program of a fetched server is a script that gives --no-defaults itself.
        let text = std::fs::read_to_string(&kind.program).expect("a script");
        let root = format!("cd \"{}\"", kind.data.with_file_name("root").display());
        let text = text.replace("--no-defaults", &first).replace("cd \"$(dirname \"$0\")/../root\"", &root);
        kind.program = option_file.with_extension("sh");
        std::fs::write(&kind.program, text).expect("written");
        let runs = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&kind.program, runs).expect("allowed");
    }
    RealServer::try_start_of(&kind)
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
