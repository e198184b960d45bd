//! Files into trees whose every node knows its place.

pub mod node;
pub mod yaml;
