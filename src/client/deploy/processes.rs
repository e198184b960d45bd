//! Processes and threads of a replica: what the container's command line says, else what the files of processes say that
//! belong to the pool.

use crate::client::deploy::service::{Container, Service, Variable, value_of};
use crate::client::deploy::unit::{Count, Program, Unit, unresolved};
use crate::client::deploy::{Role, UnitFile};
use crate::client::pool::library::Library;
use crate::text::origin::{Origin, OriginKind, Stated};

/// Processes of a replica, and threads of a process.
#[derive(Debug, Clone)]
pub(super) struct Processes {
    pub(super) processes: Stated<u64>,
    pub(super) threads: Option<Stated<u64>>,
}

/// Who asks: a pool, by its library and its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) library: &'static Library,
    pub(super) path: &'a str,
}

/// The processes of a pool under a service, or under nothing but the files of processes. None where nothing says them.
pub(super) fn of(asking: Asking<'_>, runs: Option<(&Service, &Container)>, files: &[UnitFile]) -> Option<Processes> {
    let environment = runs.map_or(&[][..], |(_, container)| &container.environment);
    let settle = |unit: &Unit| settle(unit, asking, environment, files);
    if let Some((service, container)) = runs {
        if let Some(unit) = &container.unit {
            let fits = unit.program.is_none_or(|program| program.runs(asking.library));
            return fits.then(|| settle(unit));
        }
        let started = files.iter().filter(|file| file.role == Role::Starts).flat_map(|file| &file.units);
        if let Some(unit) = started.into_iter().find(|unit| unit.name == service.name) {
            return Some(settle(unit));
        }
    } else if let Some(file) = nearest(asking, Role::Starts, files, |unit| runs_pool(unit, asking.library)) {
        return sum(file, asking, settle);
    }
    let file = nearest(asking, Role::Settings, files, |unit| runs_pool(unit, asking.library))?;
    sum(file, asking, settle)
}

/// Whether a kind of process holds the pool: a known program of its language, or the one that serves the web.
fn runs_pool(unit: &Unit, library: &'static Library) -> bool {
    !unit.once && unit.program.map_or(unit.name == "web" || unit.copies.is_some(), |program| program.runs(library))
}

/// The processes of one unit: of its own command line, of its program's file, of the environment, or what it is by itself.
fn settle(unit: &Unit, asking: Asking<'_>, environment: &[Variable], files: &[UnitFile]) -> Processes {
    let own_file = || settings_of(unit, asking, files);
    let by = |of: fn(&Unit) -> &Option<Count>| of(unit).clone().or_else(|| of(own_file()?).clone());
    let stated = by(|unit| &unit.processes).map(|count| count.settle(environment));
    let concurrency = || {
        unit.program.filter(|program| program.reads_web_concurrency())?;
        value_of(environment, "WEB_CONCURRENCY")
    };
    let mut processes = stated.or_else(concurrency).unwrap_or_else(|| alone(unit));
    if let Some(copies) = unit.copies.as_ref().map(|copies| copies.settle(environment)) {
        let product = processes.value.saturating_mul(copies.value);
        let origin = if processes.origin.kind == OriginKind::Default { copies.origin } else { processes.origin };
        processes = Stated::new(product, origin);
    }
    Processes { processes, threads: by(|unit| &unit.threads).map(|count| count.settle(environment)).filter(is_known) }
}

fn is_known(stated: &Stated<u64>) -> bool {
    stated.origin.kind != OriginKind::Unresolved
}

fn alone(unit: &Unit) -> Stated<u64> {
    let title = unit.program.map_or(unit.name.as_str(), |program| program.title());
    match unit.program.map_or(Some(1), Program::alone) {
        Some(count) => {
            Stated::new(count, Origin::default(format!("{title} runs one process where nothing states more")))
        }
        None => Stated::new(
            1,
            unresolved(&unit.place, &format!("the number of {title}'s processes is in none of the files")),
        ),
    }
}

/// The program's own file: the one that its command line names, else the nearest.
fn settings_of<'f>(unit: &Unit, asking: Asking<'_>, files: &'f [UnitFile]) -> Option<&'f Unit> {
    let program = unit.program?;
    let of = |file: &'f UnitFile| file.units.iter().find(|own| own.program == Some(program));
    let named = unit.settings.as_deref().map(|path| path.trim_start_matches("./"));
    let settings = || files.iter().filter(|file| file.role == Role::Settings);
    if let Some(found) = named.and_then(|path| settings().find(|file| file.path.ends_with(path))) {
        return of(found);
    }
    nearest(asking, Role::Settings, files, |own| own.program == Some(program)).and_then(of)
}

/// The file of a role that belongs to the pool: the deepest one whose folder tree the pool's file is in, else the only one. Of
/// several that are as near, the one with the shorter name (`Procfile` before `Procfile.dev`).
fn nearest<'f>(
    asking: Asking<'_>,
    role: Role,
    files: &'f [UnitFile],
    fits: impl Fn(&Unit) -> bool,
) -> Option<&'f UnitFile> {
    let fitting: Vec<_> = files.iter().filter(|file| file.role == role && file.units.iter().any(&fits)).collect();
    if let [only] = fitting.as_slice() {
        return Some(only);
    }
    let above = fitting.into_iter().filter(|file| is_in(asking.path, tree(&file.path)));
    above.max_by_key(|file| (tree(&file.path).len(), std::cmp::Reverse(file.path.len())))
}

/// Folders that an application keeps its files of processes in.
const KEPT_IN: [&str; 6] = ["config", "conf", "docker", "deploy", "php-fpm.d", "puma"];

/// The folder of the application that a file of processes belongs to.
fn tree(path: &str) -> &str {
    let mut folder = path.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    loop {
        let (above, last) = folder.rsplit_once(['/', '\\']).unwrap_or(("", folder));
        if !KEPT_IN.contains(&last) {
            return folder;
        }
        folder = above;
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(['/', '\\']))
}

/// All processes of a file that hold the pool. What it starts beside them is named, because it may hold it as well.
fn sum(file: &UnitFile, asking: Asking<'_>, settle: impl Fn(&Unit) -> Processes) -> Option<Processes> {
    let (holding, others): (Vec<_>, Vec<_>) =
        file.units.iter().filter(|unit| !unit.once).partition(|unit| runs_pool(unit, asking.library));
    let settled: Vec<_> = holding.iter().map(|unit| (unit, settle(unit))).collect();
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
    let mut notes: Vec<_> = whole.processes.origin.note.take().into_iter().collect();
    if settled.len() > 1 {
        let terms: Vec<_> =
            settled.iter().map(|(unit, one)| format!("{} {}", unit.name, one.processes.value)).collect();
        notes.push(terms.join(" + "));
    }
    if !others.is_empty() && file.role == Role::Starts {
        let names: Vec<_> = others.iter().map(|unit| unit.name.as_str()).collect();
        notes.push(format!("not counted: {}", names.join(", ")));
    }
    whole.processes.origin.note = (!notes.is_empty()).then(|| notes.join("; "));
    Some(whole)
}
