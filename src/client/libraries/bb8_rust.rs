//! bb8, which has r2d2's names and keeps no floor unless one is given.
//!
//! Sources: `Builder` of bb8 0.9 (<https://docs.rs/bb8/latest/bb8/struct.Builder.html>). A section is taken for bb8's only where it
//! is called so: its keys are r2d2's as well.

use std::time::Duration;

use super::names::{Name, count, seconds, switch};
use super::places::Place;
use super::{Library, Reaction, default, default_seconds};
use crate::client::settings::{Key, Value};

const SOURCE: &str = "bb8: https://docs.rs/bb8/latest/bb8/struct.Builder.html";

const NAMES: &[Name] = &[
    count("max_size", Key::MaxOpen),
    count("min_idle", Key::MinIdle),
    seconds("max_lifetime", Key::MaxLifetime).also(&["max_lifetime_secs", "max_lifetime_seconds"]),
    seconds("idle_timeout", Key::MaxIdleTime).also(&["idle_timeout_secs", "idle_timeout_seconds"]),
    seconds("connection_timeout", Key::AcquireTimeout).also(&["connection_timeout_secs", "connection_timeout_seconds"]),
    switch("test_on_check_out", Key::Validation).telling(),
];

/// `library: bb8-rust`
pub static BB8_RUST: Library = Library {
    name: "bb8-rust",
    title: "bb8",
    language: "Rust",
    names: NAMES,
    driver: false,
    sections: &["bb8"],
    places: &[Place::at(&["bb8"])],
    defaults: &[
        default(Key::MaxOpen, Value::Count(10), SOURCE),
        default(Key::MinIdle, Value::Count(0), SOURCE),
        default_seconds(Key::MaxLifetime, 1800, SOURCE),
        default_seconds(Key::MaxIdleTime, 600, SOURCE),
        default_seconds(Key::AcquireTimeout, 30, SOURCE),
        default(Key::Validation, Value::Switch(true), "test_on_check_out is true: a ping before each use"),
    ],
    multiplies: "one pool in each process",
    reaction: Reaction { time: Duration::from_secs(30), source: "bb8's reaper runs every 30 s" },
    ..Library::BASE
};
