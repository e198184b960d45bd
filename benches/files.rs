//! 10,000 configurations in one folder: read and judged against a captured server, beside the bare YAML parse of the same files,
//! in one run; then the ratio, and the peak memory of the program with 1,000 and with 10,000 files. Beside them 50,000 pools of
//! poolcheck's own form in one file: read, beside the bare parse of it.
//!
//! `cargo bench --bench files`. What is called bare opens the YAML files only, one after the other, and keeps nothing.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench fails loudly and prints"
)]

#[path = "support/configurations.rs"]
#[allow(unreachable_pub, reason = "a module of this bench alone")]
mod configurations;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::thread::sleep;
use std::time::{Duration, Instant};

use divan::black_box;
use granit_parser::Parser;
use poolcheck::audit::policy::Policy;
use poolcheck::audit::{self, Audit};
use poolcheck::client::flags::Flags;
use poolcheck::client::read;
use poolcheck::server::{ServerState, capture};
use poolcheck::source::files::gather::gather;
use poolcheck::source::forms::yaml;
use poolcheck::source::parallel;
use poolcheck::text::place::SourceFile;
use tempfile::TempDir;

/// The folder with all files and those of them that are YAML, and a tenth of it.
struct Fleet {
    whole: TempDir,
    tenth: TempDir,
    yaml: Vec<PathBuf>,
}

static FLEET: LazyLock<Fleet> = LazyLock::new(|| {
    let count = if measures() { 10_000 } else { 200 };
    let folder = || tempfile::tempdir().expect("a folder");
    let (whole, tenth) = (folder(), folder());
    let yaml = configurations::write(whole.path(), count);
    configurations::write(tenth.path(), count / 10);
    Fleet { whole, tenth, yaml }
});

/// One file with 50,000 pools of poolcheck's own form.
static POOLS: LazyLock<Arc<SourceFile>> = LazyLock::new(|| {
    let pool = |number: usize| {
        let settings =
            "library: hikaricp\n    max_open: 20\n    max_lifetime: 30m\n    max_idle_time: 10m\n    replicas: 3\n";
        format!("  pool-{number}:\n    {settings}")
    };
    let pools: String = (0..if measures() { 50_000 } else { 50 }).map(pool).collect();
    Arc::new(SourceFile::new("pools.yaml", format!("pools:\n{pools}")))
});

/// Whether this run measures; where a bench runs as a test, it is only to work.
fn measures() -> bool {
    let has = |wanted: &str| std::env::args().any(|arg| arg == wanted);
    has("--bench") && !has("--test") && !has("--list")
}

fn main() {
    LazyLock::force(&FLEET);
    divan::main();
    if measures() {
        summary();
    }
    fs::remove_dir_all(FLEET.whole.path()).expect("a folder");
    fs::remove_dir_all(FLEET.tenth.path()).expect("a folder");
}

fn events(path: &PathBuf) -> usize {
    let text = fs::read_to_string(path).expect("text");
    Parser::new_from_str(&text).map_while(Result::ok).count()
}

fn tree(path: &PathBuf) -> usize {
    let file = SourceFile::new("bare.yaml", fs::read_to_string(path).expect("text"));
    yaml::read(&file).map_or(0, |documents| documents.len())
}

/// The parser's events, and nothing made of them.
#[divan::bench(sample_count = 5)]
fn bare_events() -> usize {
    FLEET.yaml.iter().map(events).sum()
}

/// The same on all cores.
#[divan::bench(sample_count = 5)]
fn bare_events_on_all_cores() -> usize {
    parallel::map(&FLEET.yaml, events).into_iter().sum()
}

/// Trees with places, as every reader of pools takes them.
#[divan::bench(sample_count = 5)]
fn bare_trees() -> usize {
    FLEET.yaml.iter().map(tree).sum()
}

/// The folder walked, read, and judged.
#[divan::bench(sample_count = 5)]
fn read_and_judged() -> Audit {
    let gathered = gather(&[FLEET.whole.path().display().to_string()]).expect("readable");
    let client = read::read(&gathered.files, &Flags::default()).expect("readable");
    let server = ServerState::Known(Box::new(capture::read(&server()).expect("a captured server")));
    audit::run(&client, true, &server, &Policy::default())
}

/// The tree of one file with many pools.
#[divan::bench(sample_count = 5)]
fn bare_tree_of_many_pools() -> usize {
    yaml::read(&POOLS).map_or(0, |documents| documents.len())
}

/// The pools of it, with what their library makes of them.
#[divan::bench(sample_count = 5)]
fn many_pools_read() -> usize {
    read::read(&[Arc::clone(&POOLS)], &Flags::default()).expect("readable").pools.len()
}

fn server() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/k4-rollout-of-a-large-fleet/server")
}

fn summary() {
    let bytes: u64 = FLEET.yaml.iter().map(|path| fs::metadata(path).expect("a file").len()).sum();
    println!("\n{} YAML files of {} KB", FLEET.yaml.len(), bytes / 1000);
    let bare = best(bare_events);
    let trees = best(bare_trees);
    let judged = best(read_and_judged);
    println!("bare events {bare:.2?}, trees {trees:.2?}, all files read and judged {judged:.2?}");
    let ratio = |bare: Duration| judged.as_secs_f64() / bare.as_secs_f64();
    println!("read and judged is {:.2} × the bare events, {:.2} × the trees", ratio(bare), ratio(trees));
    let (bare, read) = (best(bare_tree_of_many_pools), best(many_pools_read));
    let ratio = read.as_secs_f64() / bare.as_secs_f64();
    println!("50,000 pools in one file: tree {bare:.2?}, read {read:.2?}, {ratio:.2} × the tree");
    for folder in [&FLEET.tenth, &FLEET.whole] {
        println!("{}", program(folder.path()));
    }
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

/// Time and peak memory of the program itself, with a report as JSON.
fn program(folder: &Path) -> String {
    let start = Instant::now();
    let report = tempfile::NamedTempFile::new().expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_poolcheck"))
        .arg("--dsn")
        .arg(server())
        .arg("--config")
        .arg(folder)
        .args(["--format", "json", "--fail-on", "never", "--output"])
        .arg(report.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let peak = peak(&mut child);
    let size = fs::metadata(report.path()).expect("a report").len();
    let text = fs::read_to_string(report.path()).expect("a report");
    let (files, pools) =
        (text.matches("\"pools\": ").count().saturating_sub(1), text.matches("\"status_reason\"").count());
    format!(
        "program: {:.2?}, peak memory {} MB, {files} files read, {pools} pools, a report of {} KB",
        start.elapsed(),
        peak / 1000,
        size / 1000
    )
}

/// The highest resident memory of a child in KB, which the kernel keeps until it has ended.
fn peak(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(peak);
        sleep(Duration::from_micros(500));
    }
    peak
}
