//! Files into trees whose every node knows its place.

pub mod comments;
pub mod find;
mod gate;
mod glob;
mod links;
pub mod load;
mod names;
pub mod node;
pub mod placeholder;
pub mod walked;
pub mod yaml;
