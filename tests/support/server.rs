//! A real server of a test's own: private data folder, free port, chosen variables, killed when dropped. The host's MariaDB
//! unless `lab.rs` names another.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use mysql::prelude::Queryable as _;
use mysql::{Conn, OptsBuilder};
use tempfile::TempDir;

/// What a missing program means.
const NEEDS: &str = "these tests need a real server: install the Debian package `mariadb-server` (or MariaDB's own)";
/// Small files start fast and copy fast.
const SMALL: [&str; 2] = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=8M"];

/// What a server is made of.
pub struct Kind {
    /// Its program.
    pub program: PathBuf,
    /// Its options before the test's own.
    pub options: Vec<String>,
    /// A fresh data folder to copy.
    pub data: PathBuf,
}

impl Kind {
    /// The host's MariaDB.
    pub fn host() -> Self {
        let options = as_root().into_iter().chain(SMALL).map(str::to_owned);
        let options = std::iter::once("--no-defaults".to_owned()).chain(options).collect();
        Self { program: program().into(), options, data: template().to_owned() }
    }
}

/// The host's MariaDB.
pub type Mariadb = RealServer;

/// A running server. `root` has no password.
pub struct RealServer {
    process: Child,
    folder: TempDir,
    /// Its TCP port on 127.0.0.1.
    pub port: u16,
}

impl RealServer {
    /// Starts the host's MariaDB with these options, such as `--max-connections=10`.
    pub fn start(options: &[&str]) -> Self {
        Self::start_of(&Kind::host(), options)
    }

    /// Starts a server of any kind with these options.
    pub fn start_of(kind: &Kind, options: &[&str]) -> Self {
        let mut log = String::new();
        // Somebody else may take the free port before the server does.
        for _ in 0..3 {
            match Self::launch(kind, options) {
                Ok(server) => return server,
                Err(error) => log = error,
            }
        }
        panic!("the server did not start:\n{log}")
    }

    /// Starts a server that may refuse its options; none where it does.
    pub fn try_start_of(kind: &Kind) -> Option<Self> {
        Self::launch(kind, &[]).ok()
    }

    /// One attempt; the server's log where it fails.
    fn launch(kind: &Kind, options: &[&str]) -> Result<Self, String> {
        let folder = TempDir::new().expect("a private folder");
        copy(&kind.data, &folder.path().join("data"));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let process = Command::new(&kind.program)
            .args(&kind.options)
            .arg(format!("--datadir={}", path("data")))
            .arg(format!("--socket={}", path("s")))
            .arg(format!("--pid-file={}", path("pid")))
            .arg(format!("--log-error={}", path("error.log")))
            .arg(format!("--general-log-file={}", path("general.log")))
            .arg(format!("--port={port}"))
            .args(["--bind-address=127.0.0.1", "--skip-log-bin", "--skip-name-resolve"])
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect(NEEDS);
        let mut server = Self { process, folder, port };
        server.wait().map(|()| server)
    }

    /// The socket's path.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("s")
    }

    /// A path in the server's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A connection of root's over the socket. Tried for a while: a login that was just refused holds the spare slot until
    /// the server has cleared it away.
    pub fn root(&self) -> Conn {
        let begun = Instant::now();
        loop {
            match self.try_root() {
                Err(_) if begun.elapsed() < Duration::from_secs(5) => sleep(Duration::from_millis(10)),
                root => return root.expect("root may log in"),
            }
        }
    }

    /// Waits until the server has cleared away the sessions of these accounts: it does so after their clients are gone.
    pub fn wait_until_left(&self, users: &[&str]) {
        let begun = Instant::now();
        let mut root = self.root();
        let list = users.join("', '");
        let query = format!("SELECT COUNT(*) FROM information_schema.processlist WHERE user IN ('{list}')");
        while root.query_first::<u64, _>(&query).expect("root may look") != Some(0) {
            assert!(begun.elapsed() < Duration::from_secs(5), "{users:?} stay");
            sleep(Duration::from_millis(10));
        }
    }

    /// Runs statements as root.
    pub fn exec(&self, statements: &[&str]) {
        let mut root = self.root();
        for statement in statements {
            root.query_drop(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }

    /// A connection of an account's over TCP.
    pub fn connect(&self, user: &str, password: &str) -> mysql::Result<Conn> {
        Conn::new(self.options(user, password))
    }

    /// The options of such a connection.
    pub fn options(&self, user: &str, password: &str) -> OptsBuilder {
        OptsBuilder::new()
            .ip_or_hostname(Some("127.0.0.1"))
            .tcp_port(self.port)
            .user(Some(user))
            .pass(Some(password))
            .prefer_socket(false)
    }

    /// What `--dsn` says of it.
    pub fn url(&self, user: &str, password: &str) -> String {
        format!("mysql://{user}:{password}@127.0.0.1:{}/", self.port)
    }

    /// Waits until the server has ended the sessions that clients left: only the asking one is there, and is returned.
    pub fn wait_for_idle(&self) -> Conn {
        let mut root = self.root();
        let begun = Instant::now();
        while counter(&mut root, "Threads_connected") > 1 && begun.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(10));
        }
        root
    }

    /// Holds exactly so many connections at once, root's own among them: a session that is still ending would take a slot.
    pub fn hold(&self, count: usize, user: &str, password: &str) -> Vec<Conn> {
        let mut held = vec![self.wait_for_idle()];
        held.extend((1..count).map(|_| self.connect(user, password).expect("a free connection")));
        held
    }

    fn try_root(&self) -> mysql::Result<Conn> {
        Conn::new(OptsBuilder::new().socket(self.socket().to_str()).user(Some("root")))
    }

    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        while self.try_root().is_err() {
            let ended = self.process.try_wait().expect("the process can be asked");
            if ended.is_some() || begun.elapsed() > Duration::from_secs(60) {
                return Err(fs::read_to_string(self.path("error.log")).unwrap_or_default());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // Its data goes with its folder, so nothing needs a clean end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A global counter, read through a connection that is open already: reading adds no connection.
pub fn counter(conn: &mut Conn, name: &str) -> u64 {
    let row: Option<(String, u64)> =
        conn.query_first(format!("SHOW GLOBAL STATUS LIKE '{name}'")).expect("a counter can be read");
    row.unwrap_or_else(|| panic!("no counter {name}")).1
}

/// A packet of the protocol, for a server that a test plays itself.
pub fn packet(sequence: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a small packet").to_le_bytes();
    [&length[..3], &[sequence], payload].concat()
}

/// A server's greeting (protocol 10).
pub fn greeting(version: &str, plugin: &str, offers_tls: bool) -> Vec<u8> {
    let start = [&[10], version.as_bytes(), &[0, 7, 0, 0, 0], b"abcdefgh", &[0]].concat();
    // Capabilities: 4.1 protocol, secure connection, TLS; upper half: plugin authentication, connection attributes.
    let middle = [0x00, if offers_tls { 0x8a } else { 0x82 }, 45, 2, 0, 0x18, 0x00, 21];
    [&start[..], &middle, &[0; 10], b"ijklmnopqrst\0", plugin.as_bytes(), &[0]].concat()
}

fn program() -> &'static str {
    ["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/opt/homebrew/bin/mariadbd"]
        .into_iter()
        .find(|path| Path::new(path).exists())
        .unwrap_or("mariadbd")
}

/// The version that the host's MariaDB prints: `… Ver 10.11.14-MariaDB-0+deb12u2 for debian-linux-gnu …`.
pub fn host_version() -> String {
    let output = Command::new(program()).args(["--no-defaults", "--version"]).output().expect(NEEDS);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A server refuses to run as root unless it is told to.
fn as_root() -> Option<&'static str> {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0).then_some("--user=root")
}

/// A fresh data folder, made once and copied by every server. It stays in `target/`, for the next run.
fn template() -> &'static Path {
    static ONCE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    ONCE.get_or_init(|| {
        let parent = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let version: String = host_version().chars().filter(char::is_ascii_alphanumeric).collect();
        let template = parent.join(format!("mariadb-{version}"));
        if !template.exists() {
            let fresh = TempDir::new_in(&parent).expect("a folder in target/");
            initialise(&fresh.path().join("data"));
            // Another test may have been faster: then its folder stays.
            let _ = fs::rename(fresh.path().join("data"), &template);
        }
        template
    })
}

fn initialise(folder: &Path) {
    let output = Command::new("mariadb-install-db")
        .arg("--no-defaults")
        .args(as_root())
        .arg(format!("--datadir={}", folder.display()))
        .args(["--auth-root-authentication-method=normal", "--skip-test-db"])
        .args(SMALL)
        .output()
        .expect(NEEDS);
    assert!(output.status.success(), "mariadb-install-db: {}", String::from_utf8_lossy(&output.stderr));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a data folder");
    for entry in fs::read_dir(from).expect("the template").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
