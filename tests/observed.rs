//! A server as those who watch it have seen it: the real mysqld_exporter and Prometheus of Debian beside a real server, and what
//! answers in their place.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use support::program;
use support::server::Mariadb;

fn fleet() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/declared/fleet.yaml")
}

fn run(dsn: &str, args: &[&str]) -> Output {
    let fleet = fleet();
    let fixed = ["--dsn", dsn, "--config", fleet.to_str().expect("UTF-8")];
    program().args(fixed).args(args).output().expect("the program runs")
}

fn report(dsn: &str) -> Json {
    let output = run(dsn, &["--format", "json"]);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{dsn}: {error}: {output:?}"))
}

/// Answers every question with this, and says where it listens.
fn answering(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
        }
    });
    address.to_string()
}

fn http(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
}

#[test]
fn an_address_shows_what_its_text_shows() {
    let text = std::fs::read_to_string(fleet().with_file_name("of-151").join("exporter.txt")).expect("a text");
    let asked = report(&format!("http://{}/metrics", answering(http("200 OK", &text))));
    let read = report(fleet().with_file_name("of-151").join("exporter.txt").to_str().expect("UTF-8"));
    assert_eq!(asked["server"]["max_connections"], 151);
    let rules = |report: &Json| {
        let findings = report["findings"].as_array().expect("findings").iter();
        findings.map(|finding| finding["rule"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(rules(&asked), rules(&read));
}

#[test]
fn what_answers_otherwise_is_a_failure_within_the_time() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = silent.local_addr().map(|address| (address.to_string(), silent)).expect("an address");
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").to_string();
    let endless = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "a 1\n".repeat(5 << 20));
    let refused = r#"{"status":"error","errorType":"bad_data","error":"too long"}"#;
    let mut cases = vec![
        (format!("http://{free}/metrics"), "nothing listens there"),
        (format!("http://{}/metrics", silent.0), "did not answer within 2s"),
        (format!("http://{}/metrics", answering(http("401 Unauthorized", ""))), "it wants a login"),
        (format!("http://{}/", answering(http("404 Not Found", ""))), "status 404"),
        (format!("http://{}/metrics", answering(http("500 Oops", ""))), "status 500"),
        (format!("http://{}/metrics", answering(http("200 OK", "<html>sign in</html>"))), "a web page"),
        (format!("http://{}/metrics", answering(http("200 OK", "mysql_up 0\n"))), "mysql_up is 0"),
        (format!("http://{}/metrics", answering(endless.into_bytes())), "larger than 16 MiB"),
        (format!("http://{}/metrics", answering(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())), "does not speak HTTP"),
        (format!("prometheus+http://{}", answering(http("400 Bad Request", refused))), "Prometheus refused: too long"),
        (format!("prometheus+http://{}", answering(http("200 OK", "hello"))), "what answers there is no Prometheus"),
        ("http://reader:hunter2@127.0.0.1:9/metrics".to_owned(), "is not sent"),
    ];
    let empty = r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#;
    cases.push((
        format!("prometheus+http://{}?instance=db9", answering(http("200 OK", empty))),
        "no metric of mysqld_exporter",
    ));
    for (dsn, says) in cases {
        let begun = Instant::now();
        let output = run(&dsn, &["--timeout", "2s"]);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{dsn}: {output:?}");
        assert!(error.contains(says), "{dsn}: {error}");
        assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
        assert!(begun.elapsed() < Duration::from_secs(6), "{dsn}: {:?}", begun.elapsed());
    }
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn watcher(name: &str, args: &[String], environment: &[(&str, String)]) -> Running {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the build's folder");
    let program = target.join("lab/watchers/usr/bin").join(name);
    let mut command = Command::new(&program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.envs(environment.iter().map(|(name, value)| (*name, value.as_str())));
    Running(
        command.spawn().unwrap_or_else(|error| panic!("{}: {error}: tests/lab/watchers brings it", program.display())),
    )
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

/// The report of an address as soon as it shows a server of which this holds.
fn soon(dsn: &str, holds: impl Fn(&Json) -> bool) -> Json {
    let begun = Instant::now();
    loop {
        let report = report(dsn);
        if holds(&report) {
            return report;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{dsn}: {report}");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
#[ignore = "tests/lab/watchers gets Debian's mysqld_exporter and Prometheus, and runs it"]
fn the_real_exporter_and_prometheus_show_what_the_server_shows() {
    let server = Mariadb::start(&["--max-connections=151", "--wait-timeout=600"]);
    server.exec(&[
        "CREATE USER watcher@'127.0.0.1'",
        "GRANT PROCESS, REPLICATION CLIENT, SELECT ON *.* TO watcher@'127.0.0.1'",
    ]);
    let held: Vec<_> = (0..20).map(|_| server.root()).collect();
    drop(held);
    let (exporter_port, prometheus_port) = (free_port(), free_port());
    let source = ("DATA_SOURCE_NAME", format!("watcher@(127.0.0.1:{})/", server.port));
    let listen = |port: u16| format!("--web.listen-address=127.0.0.1:{port}");
    let _exporter = watcher("prometheus-mysqld-exporter", &[listen(exporter_port)], &[source]);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("prometheus.yml");
    let text = format!(
        "global: {{scrape_interval: 1s}}\nscrape_configs:\n  - job_name: mysql\n    static_configs: [{{targets: ['127.0.0.1:{exporter_port}']}}]\n"
    );
    std::fs::write(&settings, text).expect("written");
    let kept = format!("--storage.tsdb.path={}", folder.path().join("data").display());
    let args = [format!("--config.file={}", settings.display()), kept, listen(prometheus_port)];
    let _prometheus = watcher("prometheus", &args, &[]);

    let is_known = |report: &Json| report["server"]["source"] == "observed";
    let exporter = format!("http://127.0.0.1:{exporter_port}/metrics");
    let prometheus = format!("prometheus+http://127.0.0.1:{prometheus_port}?instance=127.0.0.1:{exporter_port}");
    let asked = [soon(&exporter, is_known), soon(&prometheus, is_known)];
    let live = report(&format!("mysql://root@localhost/?socket={}", server.socket().display()));
    let findings = |report: &Json| {
        let rules = report["findings"].as_array().expect("findings").iter();
        rules.map(|finding| finding["rule"].to_string()).collect::<Vec<_>>()
    };
    for observed in asked {
        for field in
            ["flavor", "version", "max_connections", "wait_timeout", "max_used_connections", "thread_cache_size"]
        {
            assert_eq!(observed["server"][field], live["server"][field], "{field}");
        }
        assert_eq!(findings(&observed), findings(&live));
    }
    // The peak of a time, and counters of no more than Prometheus has seen.
    let peak =
        |report: &Json| report["server"]["max_used_connections"].as_u64().is_some_and(|peak| (1..=5).contains(&peak));
    let ranged = soon(&format!("{prometheus}&range=1h"), peak);
    let skipped = ranged["skipped"].as_array().expect("skipped").iter();
    let rules: Vec<_> = skipped.map(|skipped| skipped["rule"].to_string()).collect();
    assert!(rules.contains(&"\"connection-churn-high\"".to_owned()), "seconds are no hour: {rules:?}");
}
