//! Go: `database/sql` has no keys of its own, so every application invents names for its setters, or calls them in its code.

pub mod code;
pub(in crate::client) mod dsn;
pub mod go_mod;
pub(in crate::client) mod names;
pub(in crate::client) mod value;
