//! poolcheck's own form: `pools:`, or `pool:` for a single one, and what concerns all of them.
//!
//! The form is strict where a mistake would be judged as if it were meant, and lenient where it is only unread: an
//! unknown key is remarked, a value that is not what its key wants is an error.

pub mod form;
mod instances;
pub mod key;
mod path;
pub mod pool;
pub mod reader;
mod workload;

use reader::Reader;

use crate::client::pool::draft::Draft;
use crate::client::pool::hop::Hop;
use crate::client::pool::remark::Remark;
use crate::source::error::ConfigError;
use crate::source::node::{Node, is_aside};
use crate::text::origin::Stated;
use crate::text::place::SourceFile;
use crate::text::quantity;

/// The keys at the top.
const TOP: [&str; 5] = ["pools", "pool", "reserved", "server", "path"];
const SERVER: [&str; 2] = ["memory", "cpus"];

/// The server's machine, as the user states it.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    /// Memory in bytes.
    pub memory: Option<Stated<u64>>,
    /// Processor cores.
    pub cpus: Option<Stated<u64>>,
}

/// What one document of the form says.
#[derive(Debug, Default)]
pub struct Own {
    /// Its pools.
    pub drafts: Vec<Draft>,
    /// The path of all pools that state none.
    pub path: Option<Vec<Hop>>,
    /// Connections to keep for people, migrations and monitoring.
    pub reserved: Option<Stated<u64>>,
    /// The server's machine.
    pub machine: Machine,
    /// What was noticed at the top.
    pub remarks: Vec<Remark>,
}

impl Own {
    /// Adds what another document says; what it says of all pools counts more.
    pub fn join(&mut self, other: Self) {
        if self.drafts.is_empty() {
            self.drafts = other.drafts;
        } else {
            self.drafts.extend(other.drafts);
        }
        self.remarks.extend(other.remarks);
        self.path = other.path.or(self.path.take());
        self.reserved = other.reserved.or(self.reserved.take());
        self.machine.memory = other.machine.memory.or(self.machine.memory.take());
        self.machine.cpus = other.machine.cpus.or(self.machine.cpus.take());
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        let machine = self.machine.memory.is_none() && self.machine.cpus.is_none();
        self.drafts.is_empty() && self.remarks.is_empty() && self.path.is_none() && self.reserved.is_none() && machine
    }
}

/// Reads a document of this form.
///
/// # Errors
/// A value is not what its key wants, a key stands twice, or both `pool` and `pools` are there.
pub fn read(file: &SourceFile, root: &Node) -> Result<Own, ConfigError> {
    let reader = Reader::of_file(file);
    let mut own = Own::default();
    let entries = reader.entries("the file", root)?;
    let find = |name: &str| entries.iter().find(|entry| entry.key == name);
    if let (Some(_), Some(single)) = (find("pools"), find("pool")) {
        let message = "`pool` and `pools` both stand here";
        return Err(
            ConfigError::at(&file.place(single.key_span), message).help("put the pool under `pools`, with a name")
        );
    }
    for entry in entries {
        let (node, reader) = (&*entry.value, reader.inside(&entry.value));
        match entry.key.as_str() {
            "pools" => own.drafts = pools(reader, node)?,
            "pool" => own.drafts = vec![pool::read(reader, "pool", node)?],
            "reserved" => own.reserved = reader.count("reserved", node, 0)?,
            "server" => own.machine = machine(reader, node, &mut own.remarks)?,
            "path" => own.path = Some(path::read(reader, node, &mut own.remarks)?),
            _ if is_aside(&entry.key) => {}
            _ => own.remarks.push(reader.unknown(entry, &TOP)),
        }
    }
    Ok(own)
}

fn pools(reader: Reader<'_>, node: &Node) -> Result<Vec<Draft>, ConfigError> {
    let entries = reader.entries("pools", node)?;
    let mut drafts = Vec::with_capacity(entries.len());
    for entry in entries {
        drafts.push(pool::read(reader, &entry.key, &entry.value)?);
    }
    Ok(drafts)
}

fn machine(reader: Reader<'_>, node: &Node, remarks: &mut Vec<Remark>) -> Result<Machine, ConfigError> {
    let mut machine = Machine::default();
    for entry in reader.entries("server", node)? {
        let node = &*entry.value;
        match entry.key.as_str() {
            "memory" => machine.memory = reader.stated("memory", "a size such as `16GiB`", node, quantity::size)?,
            "cpus" => machine.cpus = reader.count("cpus", node, 1)?,
            _ => remarks.push(reader.unknown(entry, &SERVER)),
        }
    }
    Ok(machine)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::pool::settings::{Hindrance, Key, Spelling, Value, Wording};
    use crate::source::forms::yaml;
    use crate::source::placeholders;
    use crate::source::variables::Variables;
    use crate::text::origin::OriginKind;

    fn read_text(text: &str) -> Result<Own, ConfigError> {
        let file = SourceFile::new("a.yaml", text);
        let root = placeholders::resolve(&file, &yaml::read(&file)?.remove(0), &Variables::default());
        assert!(form::is_own(&root), "not taken for the own form: {text}");
        read(&file, &root)
    }

    fn refusal(text: &str) -> String {
        read_text(text).expect_err("refused").to_string()
    }

    const OWN: Spelling = Spelling::plain(Wording::Own);

    /// The example of the documentation, every key of it.
    const WHOLE: &str = "\
pools:
  checkout:
    library: go
    max_open: 200
    max_idle: 40
    min_idle: 5
    initial_size: 5
    max_lifetime: 1h30m
    max_idle_time: never
    keepalive: 30s
    tcp_keepalive: 15s
    acquire_timeout: 2s
    connect_timeout: 5s
    read_timeout: 30s
    write_timeout: 30s
    validation: true
    queue_limit: unlimited
    max_allowed_packet: 64MiB
    session_wait_timeout: 60s
    library_version: 1.27.3
    go_driver: v1.9.3
    interpolate_params: true
    interactive: false
    streaming: true
    bulk_load: true
    connections_per_request: 2
    threads: 50
    replicas: {min: 20, max: 35}
    processes: 4
    rollout_surge: 25%
    user: app
    path: [aws-nlb, {name: haproxy, idle: 50s}]
    workload:
      peak_qps: 1200
      hold_time: {mean: 8ms, p95: 20ms, distribution: fixed}
      dial_time: 2ms
reserved: 10
server: {memory: 16GiB, cpus: 8}
path: rds-proxy
";

    #[test]
    fn every_key_of_the_form_is_read() {
        let own = read_text(WHOLE).expect("valid");
        assert!(own.remarks.is_empty(), "{:?}", own.remarks);
        let draft = own.drafts.first().expect("one pool");
        assert!(draft.remarks.is_empty(), "{:?}", draft.remarks);
        let pool = &draft.pool;
        assert_eq!(pool.settings.iter().count(), Key::ALL.len());
        assert_eq!((pool.instances.steady(), pool.instances.maximum(), pool.instances.rollout()), (80, 140, 176));
        assert_eq!(pool.driver.version.as_ref().map(|version| version.value.as_str()), Some("1.9.3"));
        assert_eq!(pool.hops().len(), 2);
        assert_eq!(own.reserved.map(|reserved| reserved.value), Some(10));
        assert_eq!(own.machine.memory.map(|memory| memory.value), Some(16 << 30));
    }

    #[test]
    fn a_value_says_where_it_stands_and_may_be_edited_there() {
        let own = read_text(WHOLE).expect("valid");
        let open = own.drafts[0].pool.settings.get(Key::MaxOpen).expect("stated");
        assert_eq!(open.origin.to_string(), "a.yaml:4");
        assert_eq!(open.spelling, Ok(OWN));
    }

    #[test]
    fn what_stands_under_an_anchor_is_not_edited() {
        let text = "x-base: &b {max_open: 5}\npools:\n  a:\n    <<: *b\n    max_idle: 1\n  c: *b\n";
        let own = read_text(text).expect("valid");
        let spelling = |at: usize, key| own.drafts[at].pool.settings.get(key).expect("stated").spelling;
        assert_eq!(spelling(0, Key::MaxOpen), Err(Hindrance::Shared));
        assert_eq!(spelling(0, Key::MaxIdle), Ok(OWN));
        assert_eq!(spelling(1, Key::MaxOpen), Err(Hindrance::Shared));
    }

    #[test]
    fn a_quoted_value_keeps_its_quotes_and_a_block_is_not_edited() {
        let own = read_text("pool: {max_open: \"5\", max_idle: '1', max_lifetime: 1h}\n").expect("valid");
        let written = |key, value| {
            own.drafts[0].pool.settings.get(key).expect("stated").spelling.expect("plain").write(key, value)
        };
        assert_eq!(written(Key::MaxOpen, Value::Count(7)).as_deref(), Some("\"7\""));
        assert_eq!(written(Key::MaxIdle, Value::Count(7)).as_deref(), Some("'7'"));
        assert_eq!(written(Key::MaxLifetime, Value::Unlimited).as_deref(), Some("never"));
        let own = read_text("pool:\n  max_lifetime: >-\n    1h\n  max_open: 5\n").expect("valid");
        let block = own.drafts[0].pool.settings.get(Key::MaxLifetime).expect("stated");
        assert_eq!(block.spelling, Err(Hindrance::Form));
    }

    #[test]
    fn an_unknown_key_is_remarked_with_the_nearest() {
        let own = read_text("pools: {a: {max_opne: 5}}\nreservd: 3\n").expect("valid");
        let remark = |remark: &Remark| match remark {
            Remark::UnknownKey { key, nearest, place, .. } => (key.clone(), *nearest, place.start.line),
            Remark::BareDuration(_) | Remark::Twice(_) => panic!("another remark"),
        };
        assert_eq!(
            own.drafts[0].remarks.iter().map(remark).collect::<Vec<_>>(),
            [("max_opne".into(), Some("max_open"), 1)]
        );
        assert_eq!(own.remarks.iter().map(remark).collect::<Vec<_>>(), [("reservd".into(), Some("reserved"), 2)]);
    }

    #[test]
    fn a_wrong_value_is_refused_at_its_place_with_the_fix() {
        for (line, wanted) in [
            (
                "max_open: ten",
                "a.yaml:3:15: max_open: `ten` is not a whole number; write a whole number, or `unlimited` for no limit",
            ),
            ("max_open: 0", "write `unlimited`"),
            ("max_open: -1", "`-1` is negative"),
            ("max_open: 1e30", "too large"),
            ("max_open: [5]", "max_open is a list"),
            ("max_open:", "max_open has no value"),
            ("max_lifetime: 600", "write `600s` for seconds"),
            ("max_lifetime: 0", "write `never`"),
            ("max_lifetime: 0s", "write `never`"),
            ("max_lifetime: 5 parsecs", "unknown unit"),
            ("max_lifetime: 9999999999999h", "too large"),
            ("session_wait_timeout: 0s", "1s or more"),
            ("validation: yes", "`true` or `false`"),
            ("library: hikari", "`hikari` is not known"),
            ("library: goo", "did you mean `go`?"),
            ("replicas: ten", "replicas: `ten`"),
            ("replicas: {min: 3}", "no `min` and `max`"),
            ("replicas: {min: 3, max: 2}", "below the minimum"),
            ("processes: 0", "`0` is below 1"),
            ("rollout_surge: lots", "25%"),
            ("path: aws-nbl", "did you mean `aws-nlb`?"),
            ("path: {idle: 5s}", "no `name`"),
            ("path: [{name: fw, idle: 0s}]", "write `never`"),
            ("go_driver: latest", "not a version"),
            ("workload: {hold_time: 8}", "write `8s`"),
            ("workload: {peak_qps: many}", "not a rate"),
            ("workload: {peak_qps: 1, arrival_rate: 2}", "one figure"),
            ("max_open: 5\n    max_open: 6", "a.yaml:4:5: `max_open` stands twice: on line 3 and again here"),
        ] {
            let error = refusal(&format!("pools:\n  a:\n    {line}\n"));
            assert!(error.contains(wanted), "{line}: {error}");
            assert!(error.starts_with("a.yaml:"), "{line}: {error}");
        }
    }

    #[test]
    fn the_shape_of_the_whole_is_checked() {
        assert!(refusal("pools: [a, b]\n").contains("pools is a list and should be a mapping"));
        assert!(refusal("pools:\n").contains("pools has nothing in it"));
        assert!(refusal("pools: {a: 5}\n").contains("pool a is a single value"));
        assert!(refusal("pools: {a: {max_open: 5}}\npool: {max_open: 5}\n").contains("`pool` and `pools`"));
        assert!(refusal("pools:\n  a: {max_open: 5}\n  a: {max_open: 6}\n").contains("`a` stands twice: on line 2"));
    }

    #[test]
    fn placeholders_are_followed_or_left_unresolved() {
        let own =
            read_text("pool: {max_open: \"${MAX:-40}\", max_idle: \"${IDLE}\", replicas: \"${N}\"}\n").expect("valid");
        let pool = &own.drafts[0].pool;
        let open = pool.settings.get(Key::MaxOpen).expect("stated");
        assert_eq!((open.value, open.spelling), (Value::Count(40), Err(Hindrance::Placeholder)));
        assert_eq!(open.origin.note.as_deref(), Some("the default of MAX"));
        let idle = pool.settings.get(Key::MaxIdle).expect("stated");
        assert_eq!((idle.value, idle.origin.kind), (Value::Unresolved, OriginKind::Unresolved));
        assert_eq!(pool.instances.origin.kind, OriginKind::Unresolved);
    }

    proptest! {
        #[test]
        fn no_values_make_the_form_panic(key in 0_usize..31, value in "\\PC{0,16}|[0-9smh.%{}:-]{0,8}") {
            let key = key::OwnKey::names()[key];
            let text = format!("pools:\n  a:\n    {key}: {value}\n    max_idle: 3\n");
            let file = SourceFile::new("a.yaml", text.as_str());
            if let Ok(documents) = yaml::read(&file) {
                for root in &documents {
                    let _ = read(&file, root);
                }
            }
        }

        #[test]
        fn a_plain_value_s_place_holds_its_text(open in 1_u64..100_000, minutes in 1_u64..10_000, indent in 1_usize..9) {
            let pad = " ".repeat(indent);
            let text = format!("pools:\n{pad}ä:\n{pad}{pad}max_open: {open} # ü\n{pad}{pad}max_lifetime: '{minutes}m'\n");
            let own = read_text(&text).expect("valid");
            for (_, setting) in own.drafts[0].pool.settings.iter() {
                let span = setting.origin.place.as_ref().expect("a place").span;
                prop_assert_eq!(text[span.start..span.end].trim_matches('\''), setting.configured.as_deref().expect("text"));
            }
        }
    }
}
