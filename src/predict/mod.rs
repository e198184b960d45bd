//! What settings mean under load: pure arithmetic, no I/O, no YAML, no SQL. It knows no pool and no server.
//!
//! [`simulate`] plays a pool's own algorithm event by event; [`model`] says what that algorithm is, as data. [`queueing`]
//! and [`churn`] hold the closed forms, for what needs no simulation and to check the simulator by. [`plan`] searches the sizes
//! that meet a wait.

pub mod churn;
pub mod model;
pub mod plan;
pub mod presets;
pub mod queueing;
pub mod random;
pub mod simulate;
pub mod time;
pub mod workload;
