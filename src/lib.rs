//! poolcheck audits an application's connection-pool settings against the MySQL or MariaDB server behind them.
//!
//! Two sides and a judge: [`client`] is what the application will do, [`server`] what the server will do, [`predict`] what
//! that means under load, and [`audit`] compares them; [`fleet`] says which services use which of several servers. [`report`] writes what was found. Imports run one way:
//! `cli → report → audit → {client, server} → dsn → text`, and [`predict`] is pure arithmetic below [`audit`].

pub mod audit;
pub mod cli;
pub mod client;
pub mod dsn;
pub mod fix;
pub mod fleet;
pub mod measured;
pub mod predict;
pub mod report;
pub mod schema;
pub mod server;
pub mod source;
pub mod text;
