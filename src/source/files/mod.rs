//! The files of a run: found, opened, or passed over with the reason. Nothing here knows a form's syntax, except the names of files.

pub mod find;
mod gate;
pub mod gather;
mod glob;
pub mod go_head;
pub mod landmarks;
mod links;
mod names;
pub mod open;
mod tracked;
pub mod walked;
