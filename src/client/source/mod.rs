//! Files into trees whose every node knows its place.

pub mod comments;
pub mod libconfig;
pub mod literal;
pub mod load;
pub mod node;
pub mod placeholder;
pub mod prisma;
pub mod xml;
pub mod yaml;
