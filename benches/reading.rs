//! Many pools in one file, in one run: 3,000 data sources of HikariCP under one parent beside the same pools in poolcheck's own form;
//! 50,000 pools of the own form beside the bare YAML parse of the same text.
//!
//! `cargo bench --bench reading`. What is called bare is the parser's events, and nothing made of them.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use divan::black_box;
use granit_parser::Parser;
use poolcheck::client::flags::Flags;
use poolcheck::client::read;
use poolcheck::source::forms::yaml;
use poolcheck::text::place::SourceFile;

static HIKARI: LazyLock<Vec<Arc<SourceFile>>> = LazyLock::new(|| vec![hikari(scaled(3_000))]);
static OWN: LazyLock<Vec<Arc<SourceFile>>> = LazyLock::new(|| vec![own(scaled(3_000))]);
static MANY: LazyLock<Vec<Arc<SourceFile>>> = LazyLock::new(|| vec![own(scaled(50_000))]);

/// Whether this run measures; where a bench runs as a test, it is only to work.
fn measures() -> bool {
    let has = |wanted: &str| std::env::args().any(|arg| arg == wanted);
    has("--bench") && !has("--test") && !has("--list")
}

fn scaled(pools: usize) -> usize {
    if measures() { pools } else { pools / 100 }
}

fn hikari(pools: usize) -> Arc<SourceFile> {
    let source = |number: usize| {
        format!(
            "  shop-{number}:\n    jdbc-url: jdbc:mysql://db-{number}/shop\n    hikari:\n      maximum-pool-size: {}\n      \
             max-lifetime: 600000\n",
            5 + number % 20
        )
    };
    let text: String = (0..pools).map(source).collect();
    Arc::new(SourceFile::new("application.yml", format!("datasources:\n{text}")))
}

fn own(pools: usize) -> Arc<SourceFile> {
    let pool = |number: usize| {
        format!("  shop-{number}:\n    library: hikaricp\n    max_open: {}\n    max_lifetime: 600s\n", 5 + number % 20)
    };
    let text: String = (0..pools).map(pool).collect();
    Arc::new(SourceFile::new("poolcheck.yaml", format!("pools:\n{text}")))
}

fn main() {
    divan::main();
    if measures() {
        summary();
    }
}

fn pools(files: &[Arc<SourceFile>]) -> usize {
    read::read(files, &Flags::default()).expect("readable").pools.len()
}

/// 3,000 data sources of HikariCP.
#[divan::bench(sample_count = 5)]
fn hikari_sections() -> usize {
    pools(&HIKARI)
}

/// The same pools in the own form.
#[divan::bench(sample_count = 5)]
fn own_form() -> usize {
    pools(&OWN)
}

/// 50,000 pools of the own form.
#[divan::bench(sample_count = 3)]
fn many_of_own_form() -> usize {
    pools(&MANY)
}

/// The parser's events of the same text.
#[divan::bench(sample_count = 3)]
fn bare_events() -> usize {
    MANY.iter().map(|file| Parser::new_from_str(file.text()).map_while(Result::ok).count()).sum()
}

/// Trees with places of the same text, as every reader of pools takes them.
#[divan::bench(sample_count = 3)]
fn bare_trees() -> usize {
    MANY.iter().map(|file| yaml::read(file).map_or(0, |documents| documents.len())).sum()
}

fn summary() {
    let (hikari, own) = (best(hikari_sections), best(own_form));
    let (many, events, trees) = (best(many_of_own_form), best(bare_events), best(bare_trees));
    let ratio = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    println!("\nHikari sections {hikari:.2?}, own form {own:.2?}: {:.2} ×", ratio(hikari, own));
    println!("50,000 pools of the own form {many:.2?}, bare events {events:.2?}, trees {trees:.2?}");
    println!("reading them is {:.2} × the events, {:.2} × the trees", ratio(many, events), ratio(many, trees));
}

/// The best of three: what disturbs a run makes it longer, never shorter.
fn best<T>(work: impl Fn() -> T) -> Duration {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    });
    times.min().unwrap_or_default()
}
