//! Nothing is worse than linear: of every reader, recogniser, rule and format, twice the input is less than 2.6 times the work.
//!
//! What a registry lists (forms, libraries, rules, formats) has a case, or a test here fails. An optimised build is held to it at
//! eight times the size: `cargo test --release --test scaling`. `-- --nocapture` shows every ratio.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]
#![allow(clippy::type_complexity, clippy::items_after_statements, reason = "a case stands beside what makes its input")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the names are the tests' own")]
#![allow(clippy::print_stdout, reason = "the ratios, for those who ask for them")]

#[path = "../support/pages.rs"]
mod pages;

mod formats;
mod readers;
mod recognisers;
mod rules;
mod work;
