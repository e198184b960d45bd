//! The languages that programs and their libraries are written in.

/// A language, or what stands in its place where lists name one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Any of them.
    Any,
    /// C and its kin.
    C,
    /// Crystal.
    Crystal,
    /// C# and its kin.
    DotNet,
    /// Elixir.
    Elixir,
    /// Erlang.
    Erlang,
    /// Go.
    Go,
    /// Java and its kin.
    Java,
    /// None: a program between the applications and the server.
    Layer,
    /// JavaScript and TypeScript.
    Node,
    /// PHP.
    Php,
    /// Python.
    Python,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
}

impl Language {
    /// The name in lists and in JSON.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::C => "C",
            Self::Crystal => "Crystal",
            Self::DotNet => ".NET",
            Self::Elixir => "Elixir",
            Self::Erlang => "Erlang",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::Layer => "layer",
            Self::Node => "Node",
            Self::Php => "PHP",
            Self::Python => "Python",
            Self::Ruby => "Ruby",
            Self::Rust => "Rust",
        }
    }

    /// What an application sees when it uses a connection that the other side has closed.
    ///
    /// go-sql-driver's `ErrInvalidConn`; Connector/J's `CommunicationsException`; libmysqlclient's 2006 and 2013
    /// (<https://dev.mysql.com/doc/refman/8.4/en/gone-away.html>), which PyMySQL, mysqlnd and mysql2 of Ruby repeat; mysqljs' and mysql2's code.
    pub const fn broken_connection(self) -> &'static str {
        match self {
            Self::Java => "`Communications link failure`",
            Self::Node => "`PROTOCOL_CONNECTION_LOST`, `ECONNRESET`",
            Self::Python => {
                "`MySQL server has gone away` (2006), `Lost connection to MySQL server during query` (2013)"
            }
            Self::Ruby | Self::Php => "`MySQL server has gone away`",
            Self::Go | Self::Any => "`invalid connection`",
            Self::C | Self::Crystal | Self::DotNet | Self::Elixir | Self::Erlang | Self::Layer | Self::Rust => {
                "a broken connection"
            }
        }
    }

    /// What keeps a connection from the pool for longer than one statement.
    pub const fn pins(self) -> &'static str {
        match self {
            Self::Go => "open transactions, Conn",
            _ => "open transactions",
        }
    }
}
