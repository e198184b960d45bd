//! Text and where it stands: places in files, origins of values, names, quantities.
//!
//! The lowest layer. It knows no pool, no server and no rule.

pub mod date;
pub mod ending;
pub mod go_duration;
pub mod index;
pub mod language;
pub mod names;
pub mod origin;
pub mod place;
pub mod quantity;
pub mod secret;
pub mod spoken;
pub mod version;
