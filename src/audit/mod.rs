//! The judge: compares what the application will do with what the server will do.

pub mod accounts;
pub mod baseline;
pub mod budget;
pub mod churn;
pub mod closing;
pub mod compare;
pub mod context;
pub mod engine;
pub mod files;
pub mod finding;
pub mod fleet;
pub mod group;
mod init_connect;
pub mod known;
pub mod memory;
pub mod observed;
pub mod policy;
pub mod remedies;
pub mod rule;
pub mod rules;
pub mod servers;
pub mod staleness;
pub mod suppress;
pub mod symptoms;
pub mod thresholds;
pub mod timeouts;
mod unlimited;
pub mod words;

pub use engine::{Audit, run};
