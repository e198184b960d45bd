//! Files and flags into the application's side: the way in.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::client::deploy::deployed_variables::DeployedVariables;
use crate::client::deploy::{self, Deployed};
use crate::client::discover::{self, FileFacts};
use crate::client::flags::{FlagError, Flags};
use crate::client::go::{code, go_mod};
use crate::client::locks::{self, Locked};
use crate::client::options::ReadOptions;
use crate::client::own::{self, Own};
use crate::client::pool::draft::Draft;
use crate::client::pool::profile;
use crate::client::programs::{self, Ground, Programs};
use crate::client::seen::{self, Seen};
use crate::client::{Client, labels, profiles};
use crate::source::env_files;
use crate::source::error::ConfigError;
use crate::source::files::gather::Gathered;
use crate::source::files::walked::{Reason, Walked};
use crate::source::node::{Data, Node};
use crate::source::variables::Variables;
use crate::source::{self, Document, parallel, placeholders};
use crate::text::language::Language;
use crate::text::place::SourceFile;

/// Why the application's side cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A flag is wrong.
    #[error(transparent)]
    Flag(#[from] FlagError),
}

/// Reads the files, applies the flags, and gives every setting its effective value.
///
/// A file of comments or of an empty document is read, and holds no pool; one with nothing in it is a mistake. Of a file that
/// nobody named a mistake is a note in [`Client::walked`].
///
/// # Errors
/// A file is not of a form that is known, a value in it is not what its key wants, or a flag cannot be followed.
pub fn read(files: &[Arc<SourceFile>], overrides: &Flags) -> Result<Client, ReadError> {
    among(files, &Walked::default(), overrides)
}

/// Reads files that a walk found, with its account: what lies around them says what they are for.
///
/// # Errors
/// See [`read`].
pub fn among(files: &[Arc<SourceFile>], walked: &Walked, overrides: &Flags) -> Result<Client, ReadError> {
    let ground = Ground::of(walked, &overrides.reading.included);
    let mut whole = Whole::default();
    let beside: Vec<_> = files.iter().filter(|file| env_files::is_one(file.name())).collect();
    let overrides = &*overrides.beside(beside);
    let (go, files): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|file| code::is_go(file));
    let files: Vec<_> = files.into_iter().map(|file| Input { aside: ground.aside(&file), file }).collect();
    for (input, piece) in files.iter().zip(pieces(&files, overrides, &mut whole.deployed)) {
        match piece {
            Ok(piece) => whole.take(input, piece),
            Err(error) if input.file.is_found() => whole.note(&input.file, &error),
            Err(error) => return Err(error.into()),
        }
    }
    whole.take_go(&go, &ground);
    let programs = Programs::of(&ground, &walked.landmarks, &go);
    let mut client = whole.finish(overrides, &programs)?;
    let noted = std::mem::replace(&mut client.walked, walked.clone());
    client.walked.join(noted);
    Ok(client)
}

/// Reads what was gathered, with the account of the search.
///
/// # Errors
/// See [`read`].
pub fn gathered(gathered: &Gathered, overrides: &Flags) -> Result<Client, ReadError> {
    among(&gathered.files, &gathered.walked, &overrides.beside(&gathered.beside))
}

/// A file, and why what it describes does not run, where that is known of its place.
struct Input {
    file: Arc<SourceFile>,
    aside: Option<&'static str>,
}

/// What each file says: first those that may deploy something, then the others, with what those give to their processes.
fn pieces(files: &[Input], overrides: &Flags, deployed: &mut Deployed) -> Vec<Result<Piece, ConfigError>> {
    let Flags { reading, variables, .. } = overrides;
    let mut first =
        parallel::map(files, |Input { file, .. }| deploy::may_be(file).then(|| Piece::of(file, reading, variables)));
    for (input, piece) in files.iter().zip(&mut first) {
        let Some(Ok(piece)) = piece else { continue };
        let given = std::mem::take(&mut piece.deployed);
        // What a test's processes are given says nothing of production's.
        if input.aside.is_none() {
            deployed.join(given);
        }
    }
    deployed.complete();
    let given = DeployedVariables::of(deployed);
    let numbered: Vec<_> = files.iter().zip(&first).collect();
    let rest = parallel::map(&numbered, |(Input { file, .. }, first)| {
        // What a file deploys is known from its first reading.
        let once = |piece: Piece| Piece { deployed: Deployed::default(), ..piece };
        match (given.for_file(file, variables), first) {
            (Some(variables), Some(_)) => Some(Piece::of(file, reading, &variables).map(once)),
            (Some(variables), None) => Some(Piece::of(file, reading, &variables)),
            (None, None) => Some(Piece::of(file, reading, variables)),
            (None, Some(_)) => None,
        }
    });
    first.into_iter().zip(rest).filter_map(|(first, rest)| rest.or(first)).collect()
}

/// What one file says.
#[derive(Default)]
struct Piece {
    own: Own,
    deployed: Deployed,
    /// It is a go.mod.
    versions: bool,
    /// It says the versions of libraries.
    locked: bool,
    /// A database's URL in a file without a pool.
    seen: Option<Seen>,
}

impl Piece {
    fn of(file: &SourceFile, reading: &ReadOptions, variables: &Variables) -> Result<Self, ConfigError> {
        let mut piece = Self::default();
        if file.text().trim().is_empty() {
            let empty = ConfigError::of(file.name(), "this file is empty");
            return Err(empty.help("give the file that holds the pool's settings"));
        }
        piece.versions = go_mod::is_go_mod(file);
        if locks::is_one(file) {
            piece.locked = true;
            return Ok(piece);
        }
        if piece.versions || piece.deployed.read_plain(file) {
            return Ok(piece);
        }
        let documents = source::read(file)?;
        piece.seen = seen::in_file(file);
        if piece.deployed.read(file, &documents, variables) {
            return Ok(piece);
        }
        let file_facts = FileFacts::of(file, reading);
        for document in &documents {
            piece.document(&file_facts, document, variables)?;
            for inner in source::embedded(file, document).iter().flat_map(|(_, documents)| documents) {
                piece.document(&file_facts, inner, variables)?;
            }
        }
        Ok(piece)
    }

    fn document(
        &mut self,
        file_facts: &FileFacts<'_>,
        document: &Document,
        variables: &Variables,
    ) -> Result<(), ConfigError> {
        let (file, reading) = (file_facts.source, file_facts.reading);
        // A pool of poolcheck's own form may have a dot in its name.
        let own = placeholders::resolve(file, &document.written, variables);
        let root = if Arc::ptr_eq(&document.written, &document.root) {
            Arc::clone(&own)
        } else {
            placeholders::resolve(file, &document.root, variables)
        };
        match root.data {
            Data::Mapping(_) if reading.at.is_empty() && !document.form.is_program() && own::form::is_own(&own) => {
                self.own.join(own::read(file, &own)?);
            }
            Data::Mapping(_) => self.own.drafts.extend(discover::read(file_facts, &root)?),
            _ if root.is_null() => {}
            _ => return Err(no_mapping(file, &root)),
        }
        Ok(())
    }

    /// Whether reports and fixes may show its text.
    fn says_something(&self) -> bool {
        self.versions || self.locked || !self.own.is_empty()
    }
}

/// What the files said so far.
#[derive(Default)]
struct Whole {
    own: Own,
    drivers: go_mod::Versions,
    locked: Locked,
    deployed: Deployed,
    walked: Walked,
    read: Vec<Arc<str>>,
    sources: Vec<Arc<SourceFile>>,
    seen: Option<Seen>,
    /// Files that nobody named and that deploy something: they are kept where a pool's origins name them.
    deploying: Vec<Arc<SourceFile>>,
}

impl Whole {
    fn take(&mut self, Input { file, aside }: &Input, mut piece: Piece) {
        self.read.push(Arc::clone(file.name()));
        if let Some(reason) = aside {
            piece.own.drafts.iter_mut().for_each(|draft| programs::set_aside(draft, reason));
            piece = Piece {
                own: Own { drafts: piece.own.drafts, ..Own::default() },
                deployed: Deployed::default(),
                versions: piece.versions,
                locked: piece.locked,
                seen: None,
            };
        }
        if let Some(seen) = piece.seen.as_ref().filter(|seen| seen.ours || self.seen.is_none())
            && !self.seen.as_ref().is_some_and(|before| before.ours)
        {
            self.seen = Some(seen.clone());
        }
        if !file.is_found() || piece.says_something() {
            self.sources.push(Arc::clone(file));
        } else if deploy::may_be(file) || !piece.deployed.is_empty() {
            self.deploying.push(Arc::clone(file));
        }
        if piece.versions {
            self.drivers.add(file);
        }
        if piece.locked {
            self.locked.add(file);
        }
        self.own.join(piece.own);
        self.deployed.join(piece.deployed);
    }

    /// Go sources are read together, since a package's constants may stand in any of its files.
    fn take_go(&mut self, files: &[Arc<SourceFile>], ground: &Ground) {
        let mut drafts = code::read(files);
        let asides: HashMap<_, _> =
            files.iter().filter_map(|file| Some((Arc::clone(file.name()), ground.aside(file)?))).collect();
        for draft in &mut drafts {
            if let Some(reason) = draft.pool.place.as_ref().and_then(|place| asides.get(&place.file)) {
                programs::set_aside(draft, reason);
            }
        }
        let in_use: HashSet<_> = drafts.iter().flat_map(files_of).collect();
        for file in files {
            self.read.push(Arc::clone(file.name()));
            if !file.is_found() || in_use.contains(file.name()) {
                self.sources.push(Arc::clone(file));
            }
        }
        self.own.drafts.extend(drafts);
    }

    /// A file that nobody named and that cannot be understood.
    fn note(&mut self, file: &SourceFile, error: &ConfigError) {
        let line = error.place.as_ref().map_or_else(String::new, |place| format!("line {}: ", place.start.line));
        self.walked.note(file.name().to_string(), Reason::NotUnderstood, format!("{line}{}", error.message));
    }

    fn finish(mut self, overrides: &Flags, programs: &Programs<'_>) -> Result<Client, FlagError> {
        let Own { mut drafts, path, reserved, mut machine, mut remarks } = self.own;
        overrides.all_found(&drafts)?;
        programs.set_aside(&mut drafts);
        profiles::choose(&mut drafts, &overrides.reading.profiles);
        let bare: Vec<_> = drafts.iter().map(|draft| draft.pool.name.clone()).collect();
        tell_apart(&mut drafts);
        programs.count_once(&mut drafts, &bare, &|draft| overrides.maps().iter().any(|map| map.singles_out(draft)));
        for draft in drafts.iter_mut().filter(|draft| draft.pool.library.language == Language::Go) {
            let file = draft.pool.place.as_ref().map_or("", |place| &place.file);
            let version = &mut draft.pool.driver.version;
            *version = version.take().or_else(|| self.drivers.for_file(file).cloned());
        }
        for draft in &mut drafts {
            let file = draft.pool.place.as_ref().map_or("", |place| &place.file);
            let version = draft.pool.library_version.take();
            draft.pool.library_version = version.or_else(|| self.locked.version(draft.pool.library, file));
        }
        self.deployed.complete();
        if !self.deployed.is_empty() || !overrides.maps().is_empty() {
            self.deployed.link(&mut drafts, overrides.maps())?;
        }
        overrides.apply(&mut drafts)?;
        labels::give(&mut drafts);
        let (flag_reserved, flag_machine) = overrides.stated();
        machine.memory = flag_machine.memory.clone().or(machine.memory);
        machine.cpus = flag_machine.cpus.clone().or(machine.cpus);
        remarks.extend(drafts.iter_mut().flat_map(Draft::take_remarks));
        if !self.deploying.is_empty() {
            let in_use: HashSet<_> = drafts.iter().flat_map(files_of).collect();
            self.sources.extend(self.deploying.into_iter().filter(|file| in_use.contains(file.name())));
        }
        Ok(Client {
            pools: drafts.into_iter().map(|draft| draft.complete(path.as_deref())).collect(),
            reserved: flag_reserved.or(reserved),
            machine,
            remarks,
            read: self.read,
            sources: self.sources,
            walked: self.walked,
            seen: self.seen,
            services: Vec::new(),
            indexes: Default::default(),
        })
    }
}

/// The files that a draft speaks of.
fn files_of(draft: &Draft) -> Vec<Arc<str>> {
    let places = draft.pool.settings.iter().filter_map(|(_, setting)| setting.origin.place.as_ref());
    let counts = [&draft.pool.instances.origin, &draft.pool.instances.processes.origin];
    let counts = counts.into_iter().filter_map(|origin| origin.place.as_ref());
    places.chain(counts).chain(&draft.pool.place).map(|place| Arc::clone(&place.file)).collect()
}

fn no_mapping(file: &SourceFile, root: &Node) -> ConfigError {
    let message = format!("this configuration is {} and should be a mapping", root.what());
    let error = ConfigError::at(&file.place(root.span), message);
    source::forms::of_no_form(file, error.help("write `key: value` lines, such as `pools:` at the top"))
}

/// Makes names unique: pools of one name get their profile or their file's name before it, and what is still equal gets a
/// number. The names of the others stay.
fn tell_apart(drafts: &mut [Draft]) {
    // A key or a name that is a connection string may hold a password.
    for draft in drafts.iter_mut().filter(|draft| draft.pool.name.contains('@') || draft.pool.name.contains("://")) {
        "pool".clone_into(&mut draft.pool.name);
    }
    // What the section is called before a file's name or a number tells it from others.
    for draft in drafts.iter_mut() {
        draft.pool.label.clone_from(&draft.pool.name);
    }
    let repeated = repeated(drafts);
    if repeated.is_empty() {
        return;
    }
    for draft in drafts.iter_mut().filter(|draft| repeated.contains_key(&draft.pool.name)) {
        let name = &draft.pool.name;
        if let Some(profile) = draft.profile.as_deref().filter(|profile| !profile::is_said(name, profile)) {
            draft.pool.name = format!("{profile}.{name}");
        }
    }
    let repeated = self::repeated(drafts);
    for draft in drafts.iter_mut().filter(|draft| !draft.stem().is_empty()) {
        if repeated.get(&draft.pool.name).is_some_and(|stems| stems.len() > 1) {
            draft.pool.name = format!("{}.{}", draft.stem(), draft.pool.name);
        }
    }
    number(drafts);
}

/// The names that several pools have, with the names of the files that they are in.
fn repeated(drafts: &[Draft]) -> HashMap<String, BTreeSet<String>> {
    let mut first: HashMap<&str, &str> = HashMap::with_capacity(drafts.len());
    let mut repeated: HashMap<String, BTreeSet<String>> = HashMap::new();
    for draft in drafts {
        if let Some(stem) = first.insert(&draft.pool.name, draft.stem()) {
            let stems = repeated.entry(draft.pool.name.clone()).or_default();
            stems.extend([stem.to_owned(), draft.stem().to_owned()]);
        }
    }
    repeated
}

/// Gives the second pool of a name the number 2, and so on.
fn number(drafts: &mut [Draft]) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn client(texts: &[(&str, &str)]) -> Client {
        let files: Vec<_> = texts.iter().map(|(name, text)| Arc::new(SourceFile::new(*name, *text))).collect();
        read(&files, &Flags::default()).expect("readable")
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
        let error = read(&[file], &Flags::default()).expect_err("refused").to_string();
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
