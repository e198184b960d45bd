//! What to change: chooses among the remedies of an audit, and turns them into a diff, edited files and a SQL script.
//!
//! [`plan()`] chooses. A change is taken only if the audit is better with it, so two findings that want opposite values never
//! chase each other, and a conflict is settled on one side only. It knows no rule, and prints nothing.

pub mod diff;
pub mod patch;
pub mod plan;
pub mod script;
pub mod write;

pub use plan::{Judge, Plan, Wish, plan};
