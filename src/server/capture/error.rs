//! Why a capture could not be read, with the way out.

/// Why a capture could not be read. Does not name the file: whoever opened it does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// No such file or folder.
    #[error("there is no such file or folder")]
    Missing,
    /// The system refused.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// Above the size limit.
    #[error("it is larger than {limit} MiB; the output of SHOW GLOBAL VARIABLES and SHOW GLOBAL STATUS is below 1 MiB")]
    TooLarge {
        /// The limit in MiB.
        limit: u64,
    },
    /// A folder without `variables.*`.
    #[error(
        "the folder holds no `variables.*`; save one with `mysql -B -e 'SHOW GLOBAL VARIABLES' > variables.tsv`, or use `poolcheck capture`"
    )]
    NoVariablesFile,
    /// Nothing in it.
    #[error("it is empty; the command that was to write it may have failed")]
    Empty,
    /// No text.
    #[error("it is not text; save the output of SHOW GLOBAL VARIABLES as text, or use `poolcheck capture`")]
    Binary,
    /// Neither a variable nor a counter.
    #[error(
        "it holds no server variable in any known form; save the output of SHOW GLOBAL VARIABLES, or use `poolcheck capture`"
    )]
    Nothing,
    /// Something else.
    #[error("it looks like {what}, and holds no server variable that is known: {help}")]
    Foreign {
        /// What it looks like.
        what: &'static str,
        /// What would help.
        help: &'static str,
    },
    /// It declares several servers.
    #[error("it holds several servers ({names}); name one behind a `#`, as in FILE#{example}")]
    SeveralServers {
        /// One of them.
        example: String,
        /// All of them.
        names: String,
    },
    /// It declares none of this name.
    #[error("it holds no server `{name}`{}", if names.is_empty() { String::new() } else { format!("; it has {names}") })]
    NoSuchServer {
        /// The name behind the `#`.
        name: String,
        /// Those that it has.
        names: String,
    },
    /// A mistake with which no server starts.
    #[error("{0}")]
    Mistake(String),
    /// Counters only.
    #[error(
        "it holds counters but no variable; save the output of SHOW GLOBAL VARIABLES beside it, or use `poolcheck capture`"
    )]
    NoVariables,
    /// Written by a later poolcheck.
    #[error("it was written in capture format {0} by a later poolcheck; this one reads format 1")]
    Newer(u64),
    /// poolcheck's own form with a mistake in it.
    #[error("it is a poolcheck capture with a mistake in it: {0}")]
    Malformed(String),
}
