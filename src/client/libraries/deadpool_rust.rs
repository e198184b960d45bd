//! deadpool, which bounds how many connections there are, and nothing in time unless it is told to.
//!
//! Sources: `PoolConfig` of deadpool 0.13 (<https://docs.rs/deadpool/latest/deadpool/managed/struct.PoolConfig.html>).

use crate::client::libraries::r2d2_rust;
use crate::client::pool::behaviour::{Behaviour, PING, always};
use crate::client::pool::library::names::{Name, count, sign};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "deadpool: https://docs.rs/deadpool/latest/deadpool/managed/struct.PoolConfig.html";

// NOTE: times stand as `{secs, nanos}` below `timeouts`, so that none of them is a single value.
const NAMES: &[Name] = &[count("max_size", Key::MaxOpen), sign("queue_mode").unique()];

/// `library: deadpool-rust`
pub static DEADPOOL_RUST: Library = Library {
    name: "deadpool-rust",
    title: "deadpool",
    language: Language::Rust,
    names: NAMES,
    driver: false,
    sections: &["deadpool"],
    sites: &[Site::at(&["deadpool"]), r2d2_rust::of_mysql(&["deadpool"]), Site::ANYWHERE],
    defaults: &[unlimited(Key::MaxLifetime, SOURCE), unlimited(Key::MaxIdleTime, SOURCE)],
    // Nothing said of `max_size` counts the processors, and what a connection is checked by is its manager's.
    unknown: &[Key::MaxOpen, Key::AcquireTimeout, Key::ConnectTimeout],
    behaviour: Behaviour { notices: &[always(PING)], ..Behaviour::PINGS },
    multiplies: "one pool in each process",
    ..Library::BASE
};
