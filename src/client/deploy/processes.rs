//! Processes and threads of a replica: what the container's command line says, else what the files of processes say that
//! belong to the pool.

use crate::client::deploy::process_type::{Count, ProcessType, Runner, unresolved};
use crate::client::deploy::service::{Container, Service, Variable, value_of};
use crate::client::deploy::{ProcessFile, Role, command};
use crate::client::pool::library::Library;
use crate::text::origin::{Origin, OriginKind, Stated};

/// Processes of a replica, and threads of a process.
#[derive(Debug, Clone)]
pub(super) struct Processes {
    pub(super) processes: Stated<u64>,
    pub(super) threads: Option<Stated<u64>>,
}

impl Processes {
    /// These and others beside them.
    fn and(mut self, others: &Self) -> Self {
        let (own, more) = (self.processes.value, others.processes.value);
        self.processes.value = own.saturating_add(more);
        self.processes.origin.add_note(&format!("{own} and {more} beside them ({})", others.processes.origin));
        if !is_known(&others.processes) {
            self.processes.origin.kind = OriginKind::Unresolved;
        }
        self
    }
}

/// Who asks: a pool, by its library and its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocatedPool<'a> {
    pub(super) library: &'static Library,
    pub(super) path: &'a str,
}

/// The processes of a pool under a service, or under nothing but the files of processes. None where nothing says them.
pub(super) fn of(
    pool: LocatedPool<'_>,
    runs: Option<(&Service, &Container)>,
    files: &[ProcessFile],
) -> Option<Processes> {
    let environment = runs.map_or(&[][..], |(_, container)| &container.environment);
    let settle = |kind: &ProcessType| settle(kind, pool, environment, files);
    let holds = |kind: &ProcessType| runs_pool(kind, pool.library);
    if let Some((service, container)) = runs {
        if let Some(kind) = &container.process_type {
            let fits = kind.runner.is_none_or(|runner| runner.runs(pool.library));
            return fits.then(|| settle(kind));
        }
        let started = files.iter().filter(|file| file.role == Role::Starts).flat_map(|file| &file.types);
        if let Some(kind) = started.into_iter().find(|kind| kind.name == service.name) {
            return Some(settle(kind));
        }
        let built = container.built.as_deref().and_then(|folder| built_in(folder, files));
        if let Some(file) = built.filter(|file| file.types.iter().any(holds)) {
            return sum(file, pool, settle);
        }
    } else if let Some(file) = nearest(pool, Role::Starts, files, holds) {
        return sum(file, pool, settle);
    }
    if let Some(file) = nearest(pool, Role::Image, files, holds) {
        return sum(file, pool, settle);
    }
    let is_beside = |kind: &ProcessType| kind.runner.is_some_and(Runner::is_beside_web);
    let web = nearest(pool, Role::Settings, files, |kind| holds(kind) && !is_beside(kind));
    let beside = nearest(pool, Role::Settings, files, |kind| holds(kind) && is_beside(kind));
    let (web, beside) = [web, beside].map(|file| sum(file?, pool, settle)).into();
    match (web, beside) {
        (Some(web), Some(beside)) => Some(web.and(&beside)),
        (None, Some(beside)) => Some(without_web(beside)),
        (web, None) => web,
    }
}

/// The Dockerfile of the folder that an image is built of.
fn built_in<'f>(folder: &str, files: &'f [ProcessFile]) -> Option<&'f ProcessFile> {
    let folder = if folder == "." { "" } else { folder };
    let is_there = |file: &&ProcessFile| file.path.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder) == folder;
    files.iter().filter(|file| file.role == Role::Image).find(is_there)
}

/// The processes of a worker alone: what serves the web holds the pool as well, and nobody says how often.
fn without_web(mut beside: Processes) -> Processes {
    let why = "the processes that serve the web are in none of the files, and come on top";
    beside.processes.origin.add_note(why);
    beside.processes.origin.kind = OriginKind::Unresolved;
    beside
}

/// Whether a kind of process holds the pool: a known program of its language, or the one that serves the web.
fn runs_pool(kind: &ProcessType, library: &'static Library) -> bool {
    !kind.once && kind.runner.map_or(kind.name == "web" || kind.copies.is_some(), |runner| runner.runs(library))
}

/// The processes of one process_type: of its own command line, of its program's file, of the environment, or what it is by itself.
fn settle(kind: &ProcessType, pool: LocatedPool<'_>, environment: &[Variable], files: &[ProcessFile]) -> Processes {
    let environment = &[kind.environment.as_slice(), environment].concat()[..];
    let own_file = || settings_of(kind, pool, files);
    let (in_variable, threads_in_variable) = by_variable(kind, environment);
    let by = |of: fn(&ProcessType) -> &Option<Count>, variable: Option<Count>| {
        of(kind).clone().or(variable).or_else(|| of(own_file()?).clone())
    };
    let stated = by(|kind| &kind.processes, in_variable).map(|count| count.settle(environment));
    let concurrency = || {
        kind.runner.filter(|runner| runner.reads_web_concurrency())?;
        value_of(environment, "WEB_CONCURRENCY")
    };
    let mut processes = stated.or_else(concurrency).unwrap_or_else(|| unstated(kind));
    if let Some(copies) = kind.copies.as_ref().map(|copies| copies.settle(environment)) {
        let product = processes.value.saturating_mul(copies.value);
        let origin = if processes.origin.kind == OriginKind::Default { copies.origin } else { processes.origin };
        processes = Stated::new(product, origin);
    }
    let threads = by(|kind| &kind.threads, threads_in_variable).map(|count| count.settle(environment)).filter(is_known);
    Processes { processes, threads }
}

/// What gunicorn's own variable says: it counts more than its file and less than its command line
/// (<https://docs.gunicorn.org/en/stable/configure.html>).
fn by_variable(kind: &ProcessType, environment: &[Variable]) -> (Option<Count>, Option<Count>) {
    let variable = environment.iter().rev().find(|variable| variable.name == "GUNICORN_CMD_ARGS");
    let text = variable.and_then(|variable| Some((variable.value.as_deref()?, &variable.place)));
    match text.filter(|_| kind.runner == Some(Runner::Gunicorn)) {
        Some((text, place)) => command::in_variable(Runner::Gunicorn, text, place),
        None => (None, None),
    }
}

fn is_known(stated: &Stated<u64>) -> bool {
    stated.origin.kind != OriginKind::Unresolved
}

fn unstated(kind: &ProcessType) -> Stated<u64> {
    let title = kind.runner.map_or(kind.name.as_str(), |runner| runner.title());
    match kind.runner.map_or(Some(1), Runner::default_processes) {
        Some(count) => {
            Stated::new(count, Origin::default(format!("{title} runs one process where nothing states more")))
        }
        None => Stated::new(
            1,
            unresolved(&kind.place, &format!("the number of {title}'s processes is in none of the files")),
        ),
    }
}

/// The program's own file: the one that its command line names, else the nearest.
fn settings_of<'f>(kind: &ProcessType, pool: LocatedPool<'_>, files: &'f [ProcessFile]) -> Option<&'f ProcessType> {
    let runner = kind.runner?;
    let of = |file: &'f ProcessFile| file.types.iter().find(|own| own.runner == Some(runner));
    let named = kind.settings.as_deref().map(|path| path.trim_start_matches("./"));
    let settings = || files.iter().filter(|file| file.role == Role::Settings);
    if let Some(found) = named.and_then(|path| settings().find(|file| file.path.ends_with(path))) {
        return of(found);
    }
    nearest(pool, Role::Settings, files, |own| own.runner == Some(runner)).and_then(of)
}

/// The file of a role that belongs to the pool: the deepest one whose folder tree the pool's file is in, else the only one that
/// there is, unless it stands in another application's folder. Of several that are as near, the one with the shorter name (`Procfile`
/// before `Procfile.dev`).
fn nearest<'f>(
    pool: LocatedPool<'_>,
    role: Role,
    files: &'f [ProcessFile],
    fits: impl Fn(&ProcessType) -> bool,
) -> Option<&'f ProcessFile> {
    let fitting: Vec<_> = files.iter().filter(|file| file.role == role && file.types.iter().any(&fits)).collect();
    if let [only] = fitting.as_slice() {
        return Some(*only).filter(|file| !is_a_neighbour(pool.path, application_folder(&file.path)));
    }
    let above = fitting.into_iter().filter(|file| is_in(pool.path, application_folder(&file.path)));
    above.max_by_key(|file| (application_folder(&file.path).len(), std::cmp::Reverse(file.path.len())))
}

/// Folders that an application keeps its files of processes in.
const FOLDERS_OF_SETTINGS: [&str; 6] = ["config", "conf", "docker", "deploy", "php-fpm.d", "puma"];

/// The folder of the application that a file of processes belongs to.
fn application_folder(path: &str) -> &str {
    let mut folder = path.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    loop {
        let (above, last) = folder.rsplit_once(['/', '\\']).unwrap_or(("", folder));
        if !FOLDERS_OF_SETTINGS.contains(&last) {
            return folder;
        }
        folder = above;
    }
}

/// Whether a folder is that of an application beside the pool's: neither lies in the other. One that was given from elsewhere, such as
/// `/etc/php/fpm/pool.d`, is nobody's neighbour.
fn is_a_neighbour(path: &str, folder: &str) -> bool {
    let is_elsewhere = |path: &str| path.starts_with(['/', '\\', '.']);
    let own = application_folder(path);
    !is_elsewhere(path) && !is_elsewhere(folder) && !is_in(path, folder) && !is_in(folder, own) && folder != own
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(['/', '\\']))
}

/// All processes of a file that hold the pool. What it starts beside them is named, because it may hold it as well.
fn sum(file: &ProcessFile, pool: LocatedPool<'_>, settle: impl Fn(&ProcessType) -> Processes) -> Option<Processes> {
    let (holding, others): (Vec<_>, Vec<_>) =
        file.types.iter().filter(|kind| !kind.once).partition(|kind| runs_pool(kind, pool.library));
    let settled: Vec<_> = holding.iter().map(|kind| (kind, settle(kind))).collect();
    let (_, first) = settled.first()?;
    let mut whole = first.clone();
    let place = |processes: &Processes| processes.processes.origin.place.clone();
    if let Some((_, stated)) = settled.iter().find(|(_, one)| place(one).is_some()) {
        whole.processes.origin = stated.processes.origin.clone();
    }
    if settled.iter().any(|(_, one)| !is_known(&one.processes)) {
        whole.processes.origin.kind = OriginKind::Unresolved;
    }
    whole.processes.value = settled.iter().fold(0, |sum, (_, one)| one.processes.value.saturating_add(sum));
    whole.threads = settled.iter().filter_map(|(_, one)| one.threads.clone()).max_by_key(|threads| threads.value);
    if settled.len() > 1 {
        let terms: Vec<_> =
            settled.iter().map(|(kind, one)| format!("{} {}", kind.name, one.processes.value)).collect();
        whole.processes.origin.add_note(&terms.join(" + "));
    }
    if !others.is_empty() && file.role == Role::Starts {
        let names: Vec<_> = others.iter().map(|kind| kind.name.as_str()).collect();
        whole.processes.origin.add_note(&format!("not counted: {}", names.join(", ")));
    }
    Some(whole)
}
