//! Files into trees whose every node knows its place. Nothing here knows what a pool is.
//!
//! [`files`] are found, opened, or passed over. [`forms`] has a record and a reader for each form of file; those of programs
//! stand in `programs`. What they all give is a [`Document`]. [`placeholders`] in its values are followed by [`variables`].
//! Inside, imports run one way and name the module that they are of: `tests/layers.rs` keeps it so.

pub mod comments;
mod document;
mod embedded;
pub mod env_files;
pub mod error;
pub mod files;
mod filled;
mod form;
pub mod forms;
mod limits;
pub mod node;
pub mod parallel;
pub mod placeholders;
mod programs;
pub mod variables;

pub use document::{Document, read};
pub use embedded::embedded;
pub use form::Form;
