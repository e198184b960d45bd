//! Every format, held against a reader by other hands than the writer's: the vendor's schema, a parser of the format, or a
//! small one written from its specification.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails loudly")]

mod support;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value as Json;
use support::program;
use support::scenario::{self, Scenario};

/// All formats with the file that the tests write each to.
const FORMATS: [(&str, &str); 12] = [
    ("table", "out.txt"),
    ("frames", "frames.txt"),
    ("lines", "lines.txt"),
    ("json", "out.json"),
    ("jsonl", "out.jsonl"),
    ("sarif", "out.sarif"),
    ("junit", "out.xml"),
    ("github", "github.txt"),
    ("gitlab", "gitlab.json"),
    ("markdown", "out.md"),
    ("html", "out.html"),
    ("prometheus", "out.prom"),
];

/// A pool's name with everything that ends a string, a tag, a cell, a line or a command somewhere.
const HOSTILE: &str = r#""</script><b onload='x'>]]>&amp;\n::error::owned\n\n# HELP x\n\e[31m\u0001\uFFFE|`@me`{\"\\""#;

/// The reports of one run in all formats, by format.
struct Reports {
    texts: BTreeMap<&'static str, String>,
    output: Output,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Writes every format to a file of its own in one run.
fn all(folder: &Path, args: &[impl AsRef<OsStr>]) -> Reports {
    let target = tempfile::tempdir().expect("a folder");
    let mut command = program();
    command.current_dir(folder).args(args);
    for (format, file) in FORMATS {
        command.arg("--format").arg(format!("{format}={}", target.path().join(file).display()));
    }
    let output = command.output().expect("the program runs");
    let read = |file: &str| std::fs::read_to_string(target.path().join(file)).expect("a report");
    Reports { texts: FORMATS.iter().map(|(format, file)| (*format, read(file))).collect(), output }
}

fn reports(scenario: &Scenario) -> Reports {
    all(&scenario.folder, &scenario.args())
}

/// A folder with a configuration and a server, and its reports.
fn written(app: &str, name: &str, args: &[&str]) -> Reports {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), app).expect("written");
    let server = "version = 8.0.36\nmax_connections = 100\nwait_timeout = 600\ninteractive_timeout = 600\n";
    std::fs::write(folder.path().join("server.ini"), server).expect("written");
    all(folder.path(), &[&["--dsn", "server.ini", "--config", name], args].concat())
}

impl Reports {
    /// Holds all of them against their validators.
    fn validate(&self, what: &str) {
        let report: Json = serde_json::from_str(&self.texts["json"]).unwrap_or_else(|error| panic!("{what}: {error}"));
        let audits = report["audits"].as_array().map_or_else(|| std::slice::from_ref(&report), Vec::as_slice);
        let found = audits.iter().map(|audit| audit["findings"].as_array().expect("findings").len()).sum();
        assert_eq!(jsonl(&self.texts["jsonl"]), found, "{what}: jsonl");
        sarif(&self.texts["sarif"], found, what);
        junit(&self.texts["junit"], what);
        assert_eq!(github(&self.texts["github"]).len(), found, "{what}: github");
        gitlab(&self.texts["gitlab"], found, what);
        markdown(&self.texts["markdown"], found, what);
        html(&self.texts["html"], found, what);
        prometheus(&self.texts["prometheus"], what);
        frames(&self.texts["frames"], found, what);
        lines(&self.texts["lines"], what);
    }
}

#[test]
fn every_scenario_is_valid_in_every_format_of_one_run() {
    for scenario in scenario::all() {
        let reports = reports(&scenario);
        assert_eq!(String::from_utf8_lossy(&reports.output.stdout), "", "{}", scenario.name);
        reports.validate(&scenario.name);
    }
}

#[test]
fn hostile_names_break_no_format() {
    let app =
        format!("pools:\n  {HOSTILE}: {{library: go, max_open: 500, max_lifetime: 1h}}\n  other: {{max_open: 5}}\n");
    let reports = written(&app, "a,b:c%25 d'<i>.yaml", &[]);
    reports.validate("hostile");
    assert!(!reports.texts["html"].contains("<b onload"), "{}", reports.texts["html"]);
    // As code it is no mention.
    assert!(!reports.texts["markdown"].replace("`@me", "").contains("@me"), "{}", reports.texts["markdown"]);
    for format in ["frames", "github", "junit", "markdown", "html"] {
        assert!(!reports.texts[format].contains('\u{1}') && !reports.texts[format].contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_run_that_finds_nothing_is_valid_too() {
    let args = ["--select", "max-idle-exceeds-max-open"];
    let reports = written("pool: {max_open: 5, max_idle: 5}\n", "app.yaml", &args);
    reports.validate("nothing found");
    assert_eq!((reports.texts["jsonl"].as_str(), reports.output.status.code()), ("", Some(0)));
    assert_eq!(reports.texts["gitlab"], "[]\n");
}

#[test]
fn each_side_alone_and_a_server_that_is_away_are_valid() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), "pool: {max_open: 500}\n").expect("written");
    std::fs::write(folder.path().join("empty.ini"), "\n").expect("written");
    std::fs::write(folder.path().join("server.ini"), "version = 8.0.36\nmax_connections = 10\n").expect("written");
    let away = all(folder.path(), &["--dsn", "empty.ini", "--config", "app.yaml"]);
    assert_eq!(away.output.status.code(), Some(3));
    away.validate("away");
    let sarif: Json = serde_json::from_str(&away.texts["sarif"]).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(away.texts["prometheus"].contains("poolcheck_server_audited 0"), "{}", away.texts["prometheus"]);
    all(folder.path(), &["--config", "app.yaml"]).validate("no server");
    all(folder.path(), &["--dsn", "server.ini"]).validate("no config");
}

#[test]
fn a_fleet_is_valid_in_every_format_of_one_run() {
    for (name, status) in [("platform", 1), ("away", 3)] {
        let reports = all(&root().join("fixtures/fleet").join(name), &["--fleet", "--show-suppressed"]);
        assert_eq!(reports.output.status.code(), Some(status), "{name}: {reports:?}", reports = reports.output);
        reports.validate(name);
    }
}

#[test]
fn hostile_names_of_a_fleet_break_no_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = "version = 8.0.36\nmax_connections = 100\nwait_timeout = 600\ninteractive_timeout = 600\n";
    std::fs::write(folder.path().join("server.ini"), server).expect("written");
    std::fs::write(folder.path().join("app.yaml"), "pool: {max_open: 500, max_lifetime: 1h}\n").expect("written");
    let fleet = format!(
        "servers:\n  {HOSTILE}: {{dsn: server.ini}}\nservices:\n  {HOSTILE}: {{config: app.yaml, user: {HOSTILE}}}\n"
    );
    std::fs::write(folder.path().join("poolcheck.yaml"), fleet).expect("written");
    let reports = all(folder.path(), &["--fleet"]);
    reports.validate("hostile fleet");
    assert!(!reports.texts["html"].contains("<b onload"), "{}", reports.texts["html"]);
    // As code it is no mention.
    assert!(!reports.texts["markdown"].replace("`@me", "").contains("@me"), "{}", reports.texts["markdown"]);
    for format in ["frames", "github", "junit", "markdown", "html"] {
        assert!(!reports.texts[format].contains('\u{1}') && !reports.texts[format].contains('\u{1b}'), "{format}");
    }
}

#[test]
fn no_format_shows_a_password() {
    let app = "database:\n  dsn: \"root:hunter2@tcp(db1:3306)/shop?timeout=1h&readTimeout=90s\"\n  password: hunter2\n  max_open_conns: 500\n  conn_max_lifetime: 1h # hunter2 is the password\n";
    let reports = written(app, "app.yaml", &["--verbose"]);
    reports.validate("passwords");
    for (format, text) in &reports.texts {
        assert!(!text.contains("hunter2"), "{format}: {text}");
    }
}

#[test]
fn hidden_findings_are_valid_and_named_on_demand() {
    let app = "pool: {max_open: 500, max_lifetime: 1h} # poolcheck: ignore[max-idle-defaulted] <b>why</b>\n";
    let reports = written(app, "app.yaml", &["--show-suppressed"]);
    let sarif_log: Json = serde_json::from_str(&reports.texts["sarif"]).expect("JSON");
    let results = sarif_log["runs"][0]["results"].as_array().expect("results");
    let hidden: Vec<_> = results.iter().filter(|result| result.get("suppressions").is_some()).collect();
    assert_eq!(hidden.len(), 1);
    assert_eq!(hidden[0]["suppressions"][0]["kind"], "inSource");
    is_valid("sarif-2.1.0.json", &sarif_log, "hidden");
    let last: Json = serde_json::from_str(reports.texts["jsonl"].lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["suppression"]["reason"], "<b>why</b>");
    for format in ["table", "frames", "markdown", "html"] {
        assert!(reports.texts[format].contains("ignored  max-idle-defaulted"), "{format}: {}", reports.texts[format]);
    }
}

#[test]
fn reports_that_would_meet_in_one_place_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("app.yaml"), "pool: {max_open: 5}\n").expect("written");
    for (args, expected) in [
        (&["--format", "json", "--format", "table"][..], "cannot both go to standard output"),
        (&["--format", "json=a", "--format", "sarif=a"], "cannot both be written to a"),
        (&["--format", "json=a", "--format", "table", "--output", "b"], "--output is for a single format"),
        (&["--format", "json=a", "--output", "b"], "--output is for a single format"),
        (&["--format", "sarrif"], "did you mean `sarif`"),
        (&["--format", "json=no/such/folder/a"], "cannot write the report to no/such/folder/a"),
    ] {
        let output =
            program().current_dir(folder.path()).args(["--config", "app.yaml"]).args(args).output().expect("it runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(output.stdout.is_empty() && error.contains(expected), "{args:?}: {error}");
    }
}

#[test]
fn github_sees_the_worst_first_and_a_summary_of_the_step() {
    let folder = root().join("fixtures/scenarios/k4-rollout-of-a-large-fleet");
    let summary = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(summary.path(), "before\n").expect("written");
    let output = program()
        .current_dir(&folder)
        .env("GITHUB_STEP_SUMMARY", summary.path())
        .args(["--dsn", "server", "--config", "app.yaml", "--format", "github"])
        .output()
        .expect("the program runs");
    let levels: Vec<_> = github(&String::from_utf8_lossy(&output.stdout)).into_iter().map(|one| one.0).collect();
    let mut sorted = levels.clone();
    sorted.sort_by_key(|level| ["error", "warning", "notice"].iter().position(|name| name == level));
    assert_eq!(levels, sorted);
    let summary = std::fs::read_to_string(summary.path()).expect("a summary");
    assert!(summary.starts_with("before\n<!-- poolcheck -->\n### poolcheck: 2 errors"), "{summary}");
}

#[test]
fn the_formats_for_people_read_well() {
    let reports = reports(&scenario::named("k4-rollout-of-a-large-fleet"));
    for format in ["frames", "lines", "markdown", "github"] {
        insta::assert_snapshot!(format!("k4-{format}"), reports.texts[format]);
    }
    let long: Vec<_> = reports.texts["frames"].lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");
}

// The validators.

fn is_valid(schema: &str, instance: &Json, what: &str) {
    let schema = std::fs::read_to_string(root().join("tests/schemas").join(schema)).expect("a schema");
    // SARIF's own pattern for a language, which no report names, has a bracket too many for a strict reader.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn jsonl(text: &str) -> usize {
    let objects: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    objects.len()
}

fn sarif(text: &str, found: usize, what: &str) {
    let log: Json = serde_json::from_str(text).expect("JSON");
    is_valid("sarif-2.1.0.json", &log, what);
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), found, "{what}: sarif");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"], "{what}");
    }
}

fn gitlab(text: &str, found: usize, what: &str) {
    let issues: Json = serde_json::from_str(text).expect("JSON");
    is_valid("code-quality.json", &issues, what);
    let issues = issues.as_array().expect("issues");
    let prints: HashSet<_> = issues.iter().map(|issue| issue["fingerprint"].as_str()).collect();
    assert_eq!((issues.len(), prints.len()), (found, found), "{what}: fingerprints are unique");
}

/// By an XML parser and the attributes that the schema declares; by xmllint and the whole schema where it is installed, as
/// `tests/run` sees to.
fn junit(text: &str, what: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{what}: {error}: {text}"));
    let xsd = root().join("tests/schemas/junit-10.xsd");
    let schema = std::fs::read_to_string(&xsd).expect("a schema");
    let schema = roxmltree::Document::parse(&schema).expect("a schema");
    let declared = |kind: &str| {
        let nodes =
            schema.descendants().filter(move |node| node.has_tag_name(("http://www.w3.org/2001/XMLSchema", kind)));
        nodes.filter_map(|node| node.attribute("name").or_else(|| node.attribute("ref"))).collect::<HashSet<_>>()
    };
    let (elements, attributes) = (declared("element"), declared("attribute"));
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(elements.contains(node.tag_name().name()), "{what}: {}", node.tag_name().name());
        assert!(node.attributes().all(|attribute| attributes.contains(attribute.name())), "{what}: {node:?}");
    }
    let suites = document.root_element();
    let failures = suites.descendants().filter(|node| node.has_tag_name("failure")).count();
    assert_eq!(suites.attribute("failures"), Some(failures.to_string().as_str()), "{what}");
    xmllint(&xsd, text, what);
}

fn xmllint(xsd: &Path, text: &str, what: &str) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let Ok(output) = Command::new("xmllint").arg("--noout").arg("--schema").arg(xsd).arg(file.path()).output() else {
        assert!(std::env::var_os("CI").is_none(), "xmllint is not installed: tests/run installs it");
        return;
    };
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The annotations as the runner reads them: level, properties, message
/// (<https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>).
fn github(text: &str) -> Vec<(String, BTreeMap<String, String>, String)> {
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let command = |line: &str| {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ')?;
        let pairs = properties.split(',').map(|pair| pair.split_once('=').expect("a property"));
        let properties: BTreeMap<_, _> = pairs.map(|(key, value)| (key.to_owned(), property(value))).collect();
        Some((name.to_owned(), properties, data(message)))
    };
    let commands: Vec<_> = text.lines().skip(1).map(|line| command(line).unwrap_or_else(|| panic!("{line}"))).collect();
    for (name, properties, message) in &commands {
        assert!(["error", "warning", "notice"].contains(&name.as_str()) && !message.is_empty(), "{name}");
        let known = ["title", "file", "line", "endLine", "col", "endColumn"];
        assert!(properties.keys().all(|key| known.contains(&key.as_str())), "{properties:?}");
        let number = |key: &str| properties.get(key).map_or(1, |text| text.parse::<usize>().expect("a number"));
        assert!(number("line") >= 1 && number("col") >= 1 && number("endColumn") >= number("col"), "{properties:?}");
    }
    commands
}

/// By a parser of GitHub's Markdown: each finding's details, no backtick that is shown, and no markup but the report's own.
fn markdown(text: &str, found: usize, what: &str) {
    let mut details = 0;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            // A hostile name has a backtick of its own.
            Event::Text(shown) => assert!(!shown.contains('`') || text.contains("onload"), "{what}: {text}"),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong) => {
                panic!("{what}: markup from a name: {text}")
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let own = ["<!-- poolcheck -->", "<details><summary>", "</details>"];
                assert!(own.iter().any(|tag| html.starts_with(tag)), "{what}: {html}");
                details += usize::from(html.starts_with("<details>"));
                assert!(!html.contains("<b") && !html.contains("<script"), "{what}: {html}");
            }
            _ => {}
        }
    }
    assert_eq!(details, found, "{what}: {text}");
    assert!(text.len() < 65_536);
}

/// By a browser's parser: no error, no script, nothing from elsewhere, a heading for each finding, a text for each picture.
fn html(text: &str, found: usize, what: &str) {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(text);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{what}: {errors:?}");
    let mut articles = 0;
    walk(&dom.document, &mut |name, attributes| {
        articles += usize::from(name == "article");
        let has = |key: &str| attributes.iter().any(|(name, _)| name == key);
        assert!(!["script", "link", "iframe", "img", "object"].contains(&name), "{what}: {name}");
        assert!(!attributes.iter().any(|(key, _)| key.starts_with("on") || key == "src" || key == "href"), "{what}");
        assert!(name != "svg" || has("aria-label") || has("aria-hidden"), "{what}: a picture without a text");
    });
    assert_eq!(articles, found, "{what}");
    assert!(!text.contains("http://") && !text.contains("url("), "{what}: not self-contained");
}

fn walk(node: &Handle, see: &mut impl FnMut(&str, &[(String, String)])) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes: Vec<_> =
            attrs.borrow().iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string())).collect();
        see(&name.local, &attributes);
    }
    for child in node.children.borrow().iter() {
        walk(child, see);
    }
}

/// By the grammar of the text format: each family once, its type before its samples, each series once.
fn prometheus(text: &str, what: &str) {
    let mut family = "";
    let mut seen = HashSet::new();
    assert!(text.ends_with('\n'), "{what}: the last line is ended");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a type");
            assert!(kind == "gauge" && seen.insert(name.to_owned()), "{what}: {line}");
            family = name;
        } else if !line.starts_with("# HELP ") {
            let (series, value) = line.rsplit_once(' ').expect("a value");
            assert!(value.parse::<f64>().is_ok() && seen.insert(format!("sample {series}")), "{what}: {line}");
            let name = series.split('{').next().unwrap_or_default();
            assert_eq!(name, family, "{what}: {line}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{what}: {line}");
            labels(series.strip_prefix(name).unwrap_or_default(), what);
        }
    }
}

fn labels(text: &str, what: &str) {
    if text.is_empty() {
        return;
    }
    let mut rest = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).expect("braces");
    while !rest.is_empty() {
        let (name, value) = rest.split_once("=\"").expect("a label");
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{what}: {name}");
        let mut escaped = false;
        let end = value.find(|c: char| {
            let ends = c == '"' && !escaped;
            assert!(!escaped || ['\\', '"', 'n'].contains(&c), "{what}: \\{c}");
            escaped = c == '\\' && !escaped;
            ends
        });
        rest = &value[end.expect("a closing quote") + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
}

/// Sentences: nothing that is drawn, and nothing that a voice would spell.
fn lines(text: &str, what: &str) {
    assert!(text.starts_with("Verdict: "), "{what}: {text}");
    let is_drawn = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
    assert!(!text.contains(is_drawn) && !text.contains("  ") && !text.contains('→'), "{what}: {text}");
}

/// A heading for each finding, and every underline below the line that it marks.
fn frames(text: &str, found: usize, what: &str) {
    let heads = ["error[", "warning[", "info["];
    let headings = text.lines().filter(|line| heads.iter().any(|head| line.starts_with(head))).count();
    assert_eq!(headings, found, "{what}: {text}");
}
