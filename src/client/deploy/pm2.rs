//! PM2's ecosystem file, as JavaScript, JSON or YAML: instances of each app
//! (<https://pm2.keymetrics.io/docs/usage/application-declaration/>).
//!
//! `instances` starts so many processes in cluster mode and in fork mode alike; `max`, 0 and -1 count the processors.

use crate::client::deploy::file_name;
use crate::client::deploy::process_type::{Amount, Count, ProcessType, Runner};
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// Whether it is PM2's JavaScript file, by its name.
pub(super) fn is_script(path: &str) -> bool {
    let name = file_name(path);
    let script = [".js", ".cjs", ".mjs"].iter().any(|extension| name.ends_with(extension));
    script && (name.starts_with("ecosystem") || name.starts_with("pm2"))
}

/// The apps of a file; empty where it is not PM2's.
pub(super) fn read(file: &SourceFile, root: &Node) -> Vec<ProcessType> {
    let mut apps = Vec::new();
    if is_script(file.name()) {
        collect(root, &mut apps);
        apps.sort_by_key(|app| app.span.start);
    } else {
        let listed = root.get("apps").and_then(|apps| apps.items()).unwrap_or_default();
        apps.extend(listed.iter().map(|app| &**app).filter(|app| app.get("script").is_some()));
    }
    apps.into_iter().map(|app| process_type(file, app)).collect()
}

/// The apps of a script wherever they stand: a function may make the list of them.
fn collect<'n>(node: &'n Node, apps: &mut Vec<&'n Node>) {
    if ["script", "instances"].iter().any(|key| node.get(key).is_some()) {
        return apps.push(node);
    }
    let values = node.entries().unwrap_or_default().iter().map(|entry| &entry.value);
    values.chain(node.items().unwrap_or_default()).for_each(|value| collect(value, apps));
}

fn process_type(file: &SourceFile, app: &Node) -> ProcessType {
    let name = app.get("name").and_then(|name| name.text()).unwrap_or("app");
    let mut kind = ProcessType::new(name, Some(Runner::Pm2), file.place(app.span));
    kind.processes = app.get("instances").and_then(|instances| Count::of(file, instances)).map(|count| {
        // Zero is all processors.
        if count.amount == Amount::Known(0) { Count { amount: Amount::Unknown, ..count } } else { count }
    });
    kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;
    use proptest::prelude::*;

    fn types(text: &str) -> Vec<ProcessType> {
        let file = SourceFile::new("ecosystem.config.js", text);
        source::read(&file).unwrap_or_default().iter().flat_map(|document| read(&file, &document.written)).collect()
    }

    fn of(text: &str) -> Vec<(String, Option<Amount>)> {
        types(text).into_iter().map(|kind| (kind.name, kind.processes.map(|count| count.amount))).collect()
    }

    fn known(name: &str, count: u64) -> (String, Option<Amount>) {
        (name.to_owned(), Some(Amount::Known(count)))
    }

    #[test]
    fn each_app_of_a_script_is_read() {
        let text = "// instances: 9\nmodule.exports = {\n  apps: [\n    { name: 'api', script: './api.js', instances: 4, exec_mode: 'cluster', env: { name: 'x' } },\n    {\n      name: \"jobs\",\n      script: 'jobs.js',\n      instances: process.env.JOBS || 2,\n    },\n    { script: 'all.js', instances: 'max' },\n  ],\n};\n";
        let jobs = Amount::Variable { name: "JOBS".into(), default: Some(2) };
        assert_eq!(
            of(text),
            [known("api", 4), ("jobs".to_owned(), Some(jobs)), ("app".to_owned(), Some(Amount::Unknown))]
        );
    }

    #[test]
    fn a_constant_is_followed_and_arithmetic_is_done() {
        let text = "const workers = 6;\nmodule.exports = { apps: [{ name: 'a', script: 'a.js', instances: workers }, { name: 'b', script: 'b.js', instances: 2 * 4 }] };\n";
        assert_eq!(of(text), [known("a", 6), known("b", 8)]);
        let count = types(text).remove(0).processes.expect("stated");
        assert_eq!((count.text.as_str(), count.place.to_string()), ("workers", "ecosystem.config.js:2".to_owned()));
    }

    #[test]
    fn an_app_is_found_wherever_it_is_made() {
        for text in [
            "module.exports.apps = [{ name: 'a', script: 'a.js', instances: 2 }]",
            "const a = { name: 'a', script: 'a.js', instances: 2 };\nmodule.exports = { apps: [a] }",
            "const base = { script: 'a.js', instances: 2 };\nmodule.exports = { apps: [{ ...base, name: 'a' }] }",
            "module.exports = { apps: hosts.map((host) => ({ name: 'a', script: 'a.js', args: host, instances: 2 })) }",
            "function app() { return { name: 'a', script: 'a.js', instances: 2 } }\nmodule.exports = { apps: [app()] }",
            "module.exports = [{ name: 'a', script: 'a.js', instances: 2 }]",
            "module.exports = () => ({ apps: [{ name: 'a', script: 'a.js', instances: 2 }] })",
        ] {
            assert_eq!(of(text), [known("a", 2)], "{text}");
        }
    }

    #[test]
    fn zero_and_less_count_the_processors() {
        for instances in ["0", "-1", "'max'"] {
            let text = format!("module.exports = {{apps: [{{script: 'a.js', instances: {instances}}}]}}");
            assert_eq!(of(&text), [("app".to_owned(), Some(Amount::Unknown))], "{instances}");
        }
    }

    proptest! {
        #[test]
        fn a_count_lies_where_it_says(text in "(name|instances|script|[{}:,'\"/ ä0-9\\n\\[\\]*]){0,40}") {
            for count in types(&text).into_iter().filter_map(|kind| kind.processes) {
                let written = text.get(count.place.span.start..count.place.span.end);
                prop_assert!(written.is_some_and(|written| written.contains(&count.text)), "{count:?}");
            }
        }
    }
}
