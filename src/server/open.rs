//! What `--dsn` names: a captured server, or a live one.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::access::Access;
use super::deadline::{self, Stopped};
use super::evidence::Evidence;
use super::facts::{Account, Entries, Server, Source};
use super::failure::{Failure, Target};
use super::fetch::{self, Answers};
use super::tls::{Mode, Tls, TlsFileError};
use super::trouble::{self, Trouble};
use super::unreachable::{Stage, Unreachable};
use super::{ServerState, files, observed};
use crate::dsn::{self, ConnectionString, DsnError};

/// How a server is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The time for everything: the name, the connection, TLS, the login and the statements. Timeouts in a connection
    /// string are its application's, and bound nothing here.
    pub timeout: Duration,
    /// What counts more than the connection string: flags.
    pub above: Access,
    /// What completes it: the environment, and option files.
    pub below: Access,
    /// The port for administrators, which is tried once where the server is full.
    pub admin_port: Option<u16>,
    /// The capture whose facts stand in where the server gives none. It may know the port for administrators.
    pub fallback: Option<PathBuf>,
    /// Ask for evidence beyond the variables and counters as well.
    pub evidence: bool,
}

impl Default for Options {
    /// Ten seconds, and the connection string alone, and no evidence.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            above: Access::default(),
            below: Access::default(),
            admin_port: None,
            fallback: None,
            evidence: false,
        }
    }
}

/// A target that names nothing: a mistake on the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// An empty text, such as a variable that is not set.
    #[error("the server is an empty text; is the variable that should name it not set?")]
    Empty,
    /// A connection string with a mistake in it.
    #[error("the server is neither an existing file nor a connection string: {0}")]
    Malformed(DsnError),
    /// A file for TLS that cannot be used.
    #[error(transparent)]
    TlsFile(#[from] TlsFileError),
    /// A capture that cannot stand in.
    #[error("the fallback cannot be read: {0}")]
    Fallback(Unreachable),
}

/// Opens what `target` names: an existing file or folder is read, an address of HTTP is asked, everything else is a connection
/// string.
///
/// # Errors
/// The text is empty, or a connection string with a mistake in it. What cannot be a connection string is a capture that
/// is not there, and that is a state of the server.
pub fn open(target: &str, options: &Options) -> Result<ServerState, TargetError> {
    if target.trim().is_empty() {
        return Err(TargetError::Empty);
    }
    if target.to_ascii_lowercase().contains("password=") && !target.contains("://") && !target.contains('@') {
        let form = "write `user:…@tcp(host:3306)/` or `mysql://user:…@host:3306/`".to_owned();
        return Err(TargetError::Malformed(DsnError(form)));
    }
    if observed::is_address(target) {
        return Ok(match observed::fetch(target, options.timeout) {
            Ok(server) => ServerState::Known(Box::new(server)),
            Err(error) => ServerState::Unreachable(error),
        });
    }
    if files::is_one(target) {
        return Ok(match files::read(target) {
            Ok(server) => ServerState::Known(Box::new(server)),
            Err(error) => ServerState::Unreachable(error),
        });
    }
    match dsn::parse(target) {
        Ok(dsn) => live(&dsn, options),
        Err(error) if target.contains(['@', ':']) => Err(TargetError::Malformed(error)),
        Err(error) => Ok(ServerState::Unreachable(Unreachable {
            target: target.to_owned(),
            stage: Stage::Capture,
            message: format!("there is no such file or folder; as a connection string {error}"),
        })),
    }
}

/// Whether a target is read without logging in: a file, a folder, standard input, or the address of somebody who watches.
pub fn needs_no_login(target: &str) -> bool {
    files::is_one(target) || observed::is_address(target)
}

/// Audits a live server: one connection, `SHOW GLOBAL VARIABLES`, `SHOW GLOBAL STATUS` and one `SELECT`, and one
/// statement for each kind of evidence where it is wished for, within the timeout.
///
/// # Errors
/// A file for TLS cannot be used.
pub fn live(dsn: &ConnectionString, options: &Options) -> Result<ServerState, TargetError> {
    let access = options.above.clone().over(Access::of_dsn(dsn)).over(options.below.clone());
    let tls = access.tls.clone().settled();
    tls.check_files()?;
    let dsn = access.complete(dsn);
    let fallback = options
        .fallback
        .as_deref()
        .map(|path| files::read(&path.to_string_lossy()))
        .transpose()
        .map_err(TargetError::Fallback)?;
    let port = options.admin_port.or_else(|| fallback.as_ref().and_then(trouble::known_port));
    let begun = Instant::now();
    let evidence = options.evidence;
    let state = ask(dsn.clone(), tls.clone(), evidence, options.timeout);
    let left = options.timeout.saturating_sub(begun.elapsed());
    let port = port.filter(|_| !left.is_zero());
    let state = trouble::at_the_other_port(state, port, &dsn, |dsn| ask(dsn, tls, evidence, left));
    Ok(trouble::or_the_capture(state, fallback.map(Box::new)))
}

/// Asks a server its questions within this time. What it answered before it stopped is kept where the variables are whole.
fn ask(dsn: ConnectionString, tls: Tls, evidence: bool, timeout: Duration) -> ServerState {
    let target = Target {
        name: dsn.address.to_string(),
        timeout,
        tls: !matches!(tls.mode, Mode::Unsaid | Mode::Disabled),
        user: dsn.user.clone(),
        password: dsn.password.clone(),
    };
    let read = Arc::new(Mutex::new(Answers::default()));
    let kept = Arc::clone(&read);
    let result = deadline::run(timeout, move |progress| {
        fetch::ask(&dsn, &tls, evidence, progress, &kept).map_err(|failure| (failure, progress.stage()))
    });
    let failed = match result {
        Ok(Ok(answers)) => return ServerState::Known(Box::new(server(answers, &target.name))),
        Ok(Err((failure, stage))) => failure.into_state(stage, &target),
        Err(Stopped::TimedOut(stage)) => Failure::TimedOut.into_state(stage, &target),
        Err(Stopped::Broken(stage)) => Failure::NotMySql.into_state(stage, &target),
    };
    let read = read.lock().map(|mut read| std::mem::take(&mut *read)).unwrap_or_default();
    match failed {
        ServerState::Unreachable(cut) if !read.variables.is_empty() => {
            // What was cut off may be no more than evidence, which lists itself as missing.
            let is_whole = read.evidence.is_some();
            let mut server = server(read, &target.name);
            server.trouble = (!is_whole).then_some(Trouble::Cut(cut));
            ServerState::Known(Box::new(server))
        }
        failed => failed,
    }
}

fn server(answers: Answers, target: &str) -> Server {
    let source = Source::Live { target: target.to_owned() };
    let variables = Entries::of_answer(answers.variables, "SHOW GLOBAL VARIABLES");
    let mut server = Server::new(source, variables, Entries::of_answer(answers.status, "SHOW GLOBAL STATUS"));
    server.greeted_as(answers.greeting);
    let connected = server.status.whole("Threads_connected");
    server.evidence = answers.evidence.map(|answers| Evidence::read(answers, connected));
    server.account = answers.account.and_then(|(account, limit)| {
        // `CURRENT_USER()` is `user@host`; pools join by the user.
        let user = account.rsplit_once('@').map_or(account.as_str(), |(user, _)| user).to_owned();
        Some(Account { user, max_user_connections: limit.parse().ok()? })
    });
    server
}
