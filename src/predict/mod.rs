//! What settings mean under load: pure arithmetic, no I/O, no YAML, no SQL. It knows no pool and no server.

pub mod churn;
pub mod queueing;
pub mod random;
pub mod time;
