//! Files and flags into the application's side: the way in.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::draft::Draft;
use super::error::ConfigError;
use super::overrides::{OverrideError, Overrides};
use super::own::{self, Own};
use super::source::node::{Data, Node};
use super::source::yaml;
use super::{Client, discover, go_mod, golang};
use crate::text::origin::Stated;
use crate::text::place::SourceFile;

/// Why the application's side cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A flag is wrong.
    #[error(transparent)]
    Override(#[from] OverrideError),
}

/// Reads the files in order, applies the flags, and gives every setting its effective value.
///
/// A file of comments or of an empty document is read, and holds no pool; one with nothing in it is a mistake.
///
/// # Errors
/// A file is not of a form that is known, a value in it is not what its key wants, or a flag cannot be followed.
pub fn read(files: &[Arc<SourceFile>], overrides: &Overrides) -> Result<Client, ReadError> {
    let mut whole = Whole::default();
    for file in files {
        whole.take(file)?;
    }
    whole.own.drafts.extend(golang::read(&whole.go));
    Ok(whole.finish(files, overrides)?)
}

/// What the files said so far.
#[derive(Default)]
struct Whole {
    own: Own,
    driver: Option<Stated<String>>,
    /// Go sources, which are read together.
    go: Vec<Arc<SourceFile>>,
}

impl Whole {
    fn take(&mut self, file: &Arc<SourceFile>) -> Result<(), ConfigError> {
        if golang::is_go(file) {
            self.go.push(Arc::clone(file));
            return Ok(());
        }
        if file.text().trim().is_empty() {
            let empty = ConfigError::of(file.name(), "this file is empty");
            return Err(empty.help("give the file that holds the pool's settings"));
        }
        if go_mod::is_go_mod(file) {
            self.driver = go_mod::driver_version(file).or(self.driver.take());
            return Ok(());
        }
        for root in yaml::read(file)? {
            self.document(file, &root)?;
        }
        Ok(())
    }

    fn document(&mut self, file: &SourceFile, root: &Node) -> Result<(), ConfigError> {
        match root.data {
            Data::Mapping(_) if own::is_own(root) => self.add(own::read(file, root)?),
            Data::Mapping(_) => self.own.drafts.extend(discover::read(file, root)?),
            _ if root.is_null() => {}
            _ => return Err(no_mapping(file, root)),
        }
        Ok(())
    }

    fn add(&mut self, own: Own) {
        self.own.drafts.extend(own.drafts);
        self.own.remarks.extend(own.remarks);
        self.own.path = own.path.or(self.own.path.take());
        self.own.reserved = own.reserved.or(self.own.reserved.take());
        self.own.machine.memory = own.machine.memory.or(self.own.machine.memory.take());
        self.own.machine.cpus = own.machine.cpus.or(self.own.machine.cpus.take());
    }

    fn finish(self, files: &[Arc<SourceFile>], overrides: &Overrides) -> Result<Client, OverrideError> {
        let Own { mut drafts, path, reserved, mut machine, mut remarks } = self.own;
        tell_apart(&mut drafts);
        for draft in drafts.iter_mut().filter(|draft| draft.pool.library.name == "go") {
            let version = &mut draft.pool.driver.version;
            *version = version.take().or_else(|| self.driver.clone());
        }
        overrides.apply(&mut drafts)?;
        let (flag_reserved, flag_machine) = overrides.stated();
        machine.memory = flag_machine.memory.clone().or(machine.memory);
        machine.cpus = flag_machine.cpus.clone().or(machine.cpus);
        remarks.extend(drafts.iter_mut().flat_map(Draft::take_remarks));
        Ok(Client {
            pools: drafts.into_iter().map(|draft| draft.complete(path.as_deref())).collect(),
            reserved: flag_reserved.or(reserved),
            machine,
            remarks,
            sources: files.to_vec(),
        })
    }
}

fn no_mapping(file: &SourceFile, root: &Node) -> ConfigError {
    let message = format!("this configuration is {} and should be a mapping", root.what());
    ConfigError::at(&file.place(root.span), message).help("write `key: value` lines, such as `pools:` at the top")
}

/// Makes names unique: pools of one name in several files get their file's name before it, and what is still equal
/// gets a number. The names of the others stay.
fn tell_apart(drafts: &mut [Draft]) {
    // A key or a name that is a connection string may hold a password.
    for draft in drafts.iter_mut().filter(|draft| draft.pool.name.contains('@') || draft.pool.name.contains("://")) {
        "pool".clone_into(&mut draft.pool.name);
    }
    let repeated = repeated(drafts);
    for draft in drafts.iter_mut().filter(|draft| repeated.contains_key(&draft.pool.name)) {
        if !draft.stem.is_empty() && repeated.get(&draft.pool.name).is_some_and(|files| *files > 1) {
            draft.pool.name = format!("{}.{}", draft.stem, draft.pool.name);
        }
    }
    let mut taken: HashSet<String> = HashSet::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    for draft in drafts {
        let name = draft.pool.name.clone();
        while !taken.insert(draft.pool.name.clone()) {
            let number = last.entry(name.clone()).or_insert(1);
            *number += 1;
            draft.pool.name = format!("{name}-{number}");
        }
    }
}

/// The names that several pools have, with the number of files they are in.
fn repeated(drafts: &[Draft]) -> HashMap<String, usize> {
    let mut files: HashMap<&str, Vec<&str>> = HashMap::new();
    for draft in drafts {
        files.entry(&draft.pool.name).or_default().push(&draft.stem);
    }
    let mut repeated = HashMap::new();
    for (name, mut stems) in files {
        let pools = stems.len();
        stems.sort_unstable();
        stems.dedup();
        if pools > 1 {
            repeated.insert(name.to_owned(), stems.len());
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(texts: &[(&str, &str)]) -> Client {
        let files: Vec<_> = texts.iter().map(|(name, text)| Arc::new(SourceFile::new(*name, *text))).collect();
        read(&files, &Overrides::default()).expect("readable")
    }

    fn names(texts: &[(&str, &str)]) -> Vec<String> {
        client(texts).pools.into_iter().map(|pool| pool.name).collect()
    }

    #[test]
    fn a_file_of_comments_or_of_nothing_holds_no_pool() {
        for text in ["# max_open: 5\n", "---\n", "{}", "null\n"] {
            assert!(names(&[("a.yaml", text)]).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_list_at_the_top_is_refused() {
        let file = Arc::new(SourceFile::new("a.yaml", "- max_open: 5\n"));
        let error = read(&[file], &Overrides::default()).expect_err("refused").to_string();
        assert!(error.starts_with("a.yaml:1:1: this configuration is a list"), "{error}");
    }

    #[test]
    fn pools_of_one_name_in_two_files_carry_their_files_names() {
        let text = "pools: {checkout: {max_open: 5}}\n";
        let other = "pools: {search: {max_open: 5}}\n";
        let names = names(&[("a/app.yaml", text), ("b/jobs.yaml", text), ("c/jobs.yaml", other), ("d/app.yaml", text)]);
        assert_eq!(names, ["app.checkout", "jobs.checkout", "search", "app.checkout-2"]);
    }

    #[test]
    fn a_go_mod_tells_the_driver_s_version_where_the_pool_does_not() {
        let pools = "pools: {a: {max_open: 5}, b: {max_open: 5, go_driver: 1.4.1}, c: {library: generic}}\n";
        let client =
            client(&[("app.yaml", pools), ("go.mod", "module m\nrequire github.com/go-sql-driver/mysql v1.9.3\n")]);
        let versions: Vec<_> = client
            .pools
            .iter()
            .map(|pool| {
                pool.driver.version.as_ref().map(|version| (version.value.as_str(), version.origin.to_string()))
            })
            .collect();
        assert_eq!(versions, [Some(("1.9.3", "go.mod:2".into())), Some(("1.4.1", "app.yaml:1".into())), None]);
    }

    #[test]
    fn the_path_of_all_pools_is_for_those_that_state_none() {
        let text = "path: aws-nlb\npools:\n  a: {max_open: 5}\n  b: {max_open: 5, path: []}\n";
        let hops: Vec<_> = client(&[("a.yaml", text)]).pools.iter().map(|pool| pool.hops().len()).collect();
        assert_eq!(hops, [1, 0]);
    }

    #[test]
    fn twenty_thousand_pools_on_one_line_are_read_in_seconds() {
        let mut text = String::from("pools: {");
        for number in 0..20_000 {
            text.push_str(&format!("p{number}: {{max_open: 5, max_lifetime: 1h}}, "));
        }
        text.push('}');
        let start = std::time::Instant::now();
        assert_eq!(names(&[("a.yaml", &text)]).len(), 20_000);
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
