//! bb8, which has r2d2's names and keeps no floor unless one is given.
//!
//! Sources: `Builder` of bb8 0.9 (<https://docs.rs/bb8/latest/bb8/struct.Builder.html>). A section is taken for bb8's only where it
//! is called so: its keys are r2d2's as well.

use std::time::Duration;

use crate::client::libraries::r2d2_rust;
use crate::client::pool::behaviour::{AfterError, Behaviour, WHOLE_WAIT, checking};
use crate::client::pool::library::Moment;
use crate::client::pool::library::WhenFull;
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Reaction, default, default_seconds};
use crate::client::pool::settings::{Key, Value};
use crate::text::language::Language;

const SOURCE: &str = "bb8: https://docs.rs/bb8/latest/bb8/struct.Builder.html";

/// `library: bb8-rust`
pub static BB8_RUST: Library = Library {
    name: "bb8-rust",
    title: "bb8",
    language: Language::Rust,
    names: r2d2_rust::NAMES,
    driver: false,
    sections: &["bb8"],
    sites: &[
        Site::at(&["bb8"]),
        r2d2_rust::beside_mysql(&["bb8::"]),
        r2d2_rust::of_mysql(&["bb8::"]).names(r2d2_rust::BUILDER),
    ],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default_seconds(Key::MaxLifetime, 1800, SOURCE),
        default_seconds(Key::MaxIdleTime, 600, SOURCE),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(true), "test_on_check_out is true: a ping before each use"),
    ],
    behaviour: Behaviour { notices: &[checking(WHOLE_WAIT)], after_error: AfterError::Keeps, ..Behaviour::PINGS },
    multiplies: "one pool in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "bb8's reaper runs every 30 s" },
    when_full: WhenFull::Retries {
        until: Some(Key::AcquireTimeout),
        says: "`Timed out in bb8`, which does not name the reason",
    },
    dial_within: Some(Key::AcquireTimeout),
    age_looked_at: &[Moment::Idle, Moment::Return],
    ..Library::BASE
};
