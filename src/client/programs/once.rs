//! One pool once: what several files, or a file and the code that reads it, say of one pool of one program.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::client::pool::draft::{Draft, Opened};
use crate::client::pool::profile;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::client::programs::golang::Mains;
use crate::client::programs::ground::folder_of;
use crate::client::programs::{Programs, is_variable, likeness, set_aside};
use crate::text::language::Language;
use crate::text::place::Place;

/// What a pool is a pool of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// Programs of Go.
    Go(Mains),
    /// The program that is built in a folder.
    Built(String),
    /// One of the programs that are built below a folder.
    Around(String),
}

impl Owner {
    /// Whether it is known which program it is.
    fn is_one_program(&self) -> bool {
        match self {
            Self::Go(mains) => mains.len() == 1,
            Self::Built(_) => true,
            Self::Around(_) => false,
        }
    }

    /// Whether the program that is not known may be another's.
    fn may_be(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Go(some), Self::Go(others)) => others.is_subset(some),
            (Self::Around(around), Self::Built(built) | Self::Around(built)) => {
                let rest = built.strip_prefix(around.as_str());
                around.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => self == other,
        }
    }
}

/// A pool of a file that counts, as far as owners ask for it.
#[derive(Debug, Clone)]
struct Member {
    at: usize,
    owner: Owner,
    /// The file's path below the folder that was given.
    path: String,
}

/// Leaves one of the pools that are the same one of the same program; the others are alternatives to it.
///
/// `bare` are the pools' names as they are in their own files.
pub(super) fn count_once(
    drafts: &mut [Draft],
    bare: &[String],
    programs: &Programs<'_>,
    parted: &dyn Fn(&Draft) -> bool,
) {
    one_file_of_rails(drafts, programs);
    join_variables(drafts);
    let mut alike: BTreeMap<(&'static str, String), Vec<Member>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if !draft.pool.is_judged() || draft.opened.is_some() {
            continue;
        }
        let Some(member) = member(at, draft, programs) else { continue };
        let name = bare.get(at).map_or("", String::as_str);
        let name =
            draft.profile.as_deref().map_or_else(|| name.to_owned(), |profile| profile::pool_without(name, profile));
        alike.entry((draft.pool.library.name, name)).or_default().push(member);
    }
    for members in alike.into_values().filter(|members| members.len() > 1) {
        leave_one(drafts, members, parted);
    }
    join_code(drafts, programs, parted);
}

fn member(at: usize, draft: &Draft, programs: &Programs<'_>) -> Option<Member> {
    let file = &draft.pool.place.as_ref()?.file;
    let path = programs.ground.below_root(file)?.to_owned();
    let language = draft.pool.library.language;
    let owner = if language == Language::Go {
        (!programs.go.is_empty()).then(|| Owner::Go(programs.go.of_file(file)))?
    } else {
        built(programs, &path, if language == Language::Layer { Language::Any } else { language })?
    };
    Some(Member { at, owner, path })
}

/// The folder of the program that a pool is of, below the folder that was given; none where it is not known.
pub(super) fn program_of(draft: &Draft, programs: &Programs<'_>) -> Option<String> {
    let folder = match member(0, draft, programs)?.owner {
        Owner::Go(mains) if mains.len() == 1 => {
            let main = programs.go.folder(*mains.first()?)?;
            programs.ground.below_root(main).unwrap_or("").to_owned()
        }
        Owner::Built(folder) => folder,
        Owner::Go(_) | Owner::Around(_) => return None,
    };
    Some(if folder.is_empty() { ".".to_owned() } else { folder })
}

/// The program of a file by the build files above it.
fn built(programs: &Programs<'_>, path: &str, language: Language) -> Option<Owner> {
    let ground = programs.ground;
    let folder = folder_of(path);
    let Some(build) = ground.build_above(folder, language) else {
        return ground.has_build_below("", language).then(|| Owner::Around(String::new()));
    };
    let own = path.strip_prefix(build).map_or(path, |rest| rest.trim_start_matches('/'));
    let is_source = own.starts_with("src/");
    // A module of the JVM that is not started only packs up what others are.
    let only_packs = language == Language::Java && programs.jvm.only_packs(build);
    Some(match is_source {
        false if only_packs => Owner::Around(folder_of(build).to_owned()),
        false if ground.has_build_below(build, language) => Owner::Around(build.to_owned()),
        _ => Owner::Built(build.to_owned()),
    })
}

/// Of pools of one name and library, leaves one for each program.
fn leave_one(drafts: &mut [Draft], members: Vec<Member>, parted: &dyn Fn(&Draft) -> bool) {
    let (owned, around): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.owner.is_one_program());
    let mut groups = Groups::default();
    for member in owned {
        let fits =
            |group: &[Member]| group.iter().all(|other| other.path != member.path && is_one(drafts, other, &member));
        groups.join_or_begin(&groups.of(&member.owner), fits, member.clone());
    }
    // What lies around programs deploys the one whose pool it is.
    for member in around {
        let fits = |group: &[Member]| {
            let has_program = group.iter().any(|other| other.owner.is_one_program());
            group.iter().filter(|other| !has_program || other.owner.is_one_program()).all(|other| {
                let deploys = has_program && likeness::deploys(&member.path);
                member.owner.may_be(&other.owner)
                    && other.path != member.path
                    && (is_one(drafts, other, &member) || (deploys && may_be_one(drafts, other, &member)))
            })
        };
        groups.join_or_begin(&groups.in_words(&member.path), fits, member.clone());
    }
    for group in groups.all.into_iter().filter(|group| group.len() > 1) {
        let is_parted = |member: &Member| drafts.get(member.at).is_some_and(parted);
        let active =
            group.iter().min_by_key(|member| (!is_parted(member), rank(drafts, member))).map(|member| member.at);
        let Some(name) = active.and_then(|at| named(drafts, at)) else { continue };
        for member in group.iter().filter(|member| Some(member.at) != active) {
            if let Some(draft) = drafts.get_mut(member.at).filter(|draft| !parted(draft)) {
                set_aside(draft, &format!("alternative to {name}"));
            }
        }
    }
}

/// Pools that are taken for one, to be found by their owners and by the names of those.
#[derive(Default)]
struct Groups {
    all: Vec<Vec<Member>>,
    by_owner: BTreeMap<Owner, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

/// The groups that are looked at one by one where no name tells which could be meant.
const LOOKED_AT: usize = 64;

impl Groups {
    fn of(&self, owner: &Owner) -> Vec<usize> {
        self.by_owner.get(owner).cloned().unwrap_or_default()
    }

    /// Those whose program has its name in a path, and then some others.
    fn in_words(&self, path: &str) -> Vec<usize> {
        let stems = path.split('/').flat_map(|part| [part, part.split('.').next().unwrap_or(part)]);
        let named = stems.filter_map(|part| self.by_name.get(part)).flatten().copied();
        named.chain(0..self.all.len().min(LOOKED_AT)).collect()
    }

    /// Adds to the first of these groups that fits, else begins one.
    fn join_or_begin(&mut self, candidates: &[usize], fits: impl Fn(&[Member]) -> bool, member: Member) {
        let fitting = candidates.iter().copied().find(|at| self.all.get(*at).is_some_and(|group| fits(group)));
        if let Some(group) = fitting.and_then(|at| self.all.get_mut(at)) {
            group.push(member);
            return;
        }
        let at = self.all.len();
        if let Owner::Built(built) = &member.owner {
            let name = built.rsplit('/').next().unwrap_or(built);
            self.by_name.entry(name.to_owned()).or_default().push(at);
        }
        self.by_owner.entry(member.owner.clone()).or_default().push(at);
        self.all.push(vec![member]);
    }
}

/// A pool's name with its place.
fn named(drafts: &[Draft], at: usize) -> Option<String> {
    let pool = &drafts.get(at)?.pool;
    Some(match &pool.place {
        Some(place) => format!("{} ({place})", pool.name),
        None => pool.name.clone(),
    })
}

/// What is taken first: a program's own file before what deploys it, production before the rest, and the plainest
/// name.
fn rank(drafts: &[Draft], member: &Member) -> (bool, bool, usize, usize, usize) {
    let profile = drafts.get(member.at).and_then(|draft| draft.profile.as_deref()).map_or(0, profile::rank);
    (!member.owner.is_one_program(), likeness::deploys(&member.path), profile, member.path.len(), member.at)
}

/// Whether the database says that two are one, or nothing says that they are two.
fn may_be_one(drafts: &[Draft], one: &Member, other: &Member) -> bool {
    let (Some(one), Some(other)) = (drafts.get(one.at), drafts.get(other.at)) else { return false };
    likeness::same_database(one, other) != Some(false)
}

/// Whether two files describe one pool: they name one database, or differ in nothing but how the program is run.
fn is_one(drafts: &[Draft], one: &Member, other: &Member) -> bool {
    let (Some(first), Some(second)) = (drafts.get(one.at), drafts.get(other.at)) else { return false };
    match likeness::same_database(first, second) {
        Some(same) => same,
        None => {
            likeness::differ_in_deployment(&one.path, &other.path) || likeness::are_environments(&one.path, &other.path)
        }
    }
}

/// Rails reads one file of databases; others beside it are included in it, or take its place.
fn one_file_of_rails(drafts: &mut [Draft], programs: &Programs<'_>) {
    let mut files: BTreeMap<String, Vec<(bool, String)>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.pool.is_judged() && draft.pool.library.name == "rails") {
        let Some(place) = &draft.pool.place else { continue };
        let Some(below) = programs.ground.below_root(&place.file) else { continue };
        let name = below.rsplit('/').next().unwrap_or(below);
        if !name.starts_with("database.") {
            continue;
        }
        let Some(build) = programs.ground.build_above(folder_of(below), Language::Ruby) else { continue };
        let entry = (!matches!(name, "database.yml" | "database.yaml"), place.file.to_string());
        let files = files.entry(build.to_owned()).or_default();
        if !files.contains(&entry) {
            files.push(entry);
        }
    }
    for mut files in files.into_values().filter(|files| files.len() > 1) {
        files.sort();
        let Some(((_, active), others)) = files.split_first() else { continue };
        let others: HashSet<&str> = others.iter().map(|(_, file)| file.as_str()).collect();
        for draft in drafts.iter_mut().filter(|draft| draft.pool.library.name == "rails") {
            if draft.pool.place.as_ref().is_some_and(|place| others.contains(&*place.file)) {
                set_aside(draft, &format!("alternative to {active}: Rails reads one file of databases"));
            }
        }
    }
}

/// Joins a pool whose connection string is a variable with the one that the variable's own file describes: `schema.prisma` and
/// `.env`; and those that have one and the same connection string in the same place.
fn join_variables(drafts: &mut [Draft]) {
    let mut by_key: HashMap<(&str, String), usize> = HashMap::new();
    // The line tells: what fills a placeholder and what is read of the variable itself may begin at another column of it.
    let line = |place: &Place| (place.file.to_string(), place.start.line);
    let mut by_line: BTreeMap<(&str, (String, usize)), usize> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.pool.is_judged() && is_of_environment(draft))
    {
        by_key.extend(draft.link_key.clone().map(|key| ((draft.pool.library.name, key), at)));
        let place = draft.pool.destination.as_ref().and_then(|destination| destination.origin.place.as_ref());
        by_line.extend(place.map(|place| ((draft.pool.library.name, line(place)), at)));
    }
    let partner = |draft: &Draft| {
        let library = draft.pool.library.name;
        let by_variable = || by_key.get(&(library, draft.link_variable.clone()?));
        let same_line = || by_line.get(&(library, line(draft.pool.destination.as_ref()?.origin.place.as_ref()?)));
        by_variable().or_else(same_line).copied()
    };
    let judged = drafts.iter().enumerate().filter(|(_, draft)| draft.pool.is_judged() && !is_of_environment(draft));
    let pairs: Vec<_> = judged.filter_map(|(at, draft)| Some((at, partner(draft)?))).collect();
    let mut used = HashSet::new();
    for (at, other) in pairs {
        let Some(stated) = drafts.get(other).cloned() else { continue };
        if let Some(draft) = drafts.get_mut(at) {
            draft.lay_over(stated);
            used.insert((at, other));
        }
    }
    for (at, other) in used {
        if let Some(name) = named(drafts, at)
            && let Some(draft) = drafts.get_mut(other)
        {
            set_aside(draft, &format!("one with {name}, which reads it"));
        }
    }
}

/// Joins the pools of configurations with those of the Go code that reads them, and sets aside what no code reads.
fn join_code(drafts: &mut [Draft], programs: &Programs<'_>, parted: &dyn Fn(&Draft) -> bool) {
    let mut owners: BTreeMap<Mains, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let is_file = draft.pool.is_judged() && draft.opened.is_none() && draft.pool.library.language == Language::Go;
        let Some(place) = draft.pool.place.as_ref().filter(|_| is_file) else { continue };
        owners.entry(programs.go.of_file(&place.file)).or_default().push(at);
    }
    let mut by_folder: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.opened.is_some() && !parted(draft)) {
        let folder = draft.pool.place.as_ref().map_or("", |place| folder_of(&place.file));
        by_folder.entry(folder.to_owned()).or_default().push(at);
    }
    for (mains, files) in owners {
        let made_of = programs.go.made_of(&mains);
        let mut code: Vec<usize> = if programs.go.is_empty() {
            by_folder.values().flatten().copied().collect()
        } else {
            made_of.iter().filter_map(|folder| by_folder.get(folder)).flatten().copied().collect()
        };
        code.sort_unstable();
        join(drafts, &files, &code, programs);
        let is_unread = !programs.go.is_empty() && code.is_empty() && !programs.go.can_open(&made_of);
        if is_unread {
            for at in files {
                let Some(draft) = drafts.get_mut(at).filter(|draft| !is_of_environment(draft)) else { continue };
                let program = mains.iter().next().and_then(|main| programs.go.folder(*main)).unwrap_or_default();
                set_aside(draft, &format!("the code of {program} opens no pool"));
            }
        }
    }
}

/// Joins pools of files with pools of the code of the same program.
fn join(drafts: &mut [Draft], files: &[usize], code: &[usize], programs: &Programs<'_>) {
    let mut joined: HashMap<usize, usize> = HashMap::new();
    for file in files {
        let Some(described) = drafts.get(*file) else { continue };
        let fits = |at: &&usize| drafts.get(**at).is_some_and(|opened| fits(described, opened, programs));
        let open =
            |at: &&usize| drafts.get(**at).is_some_and(|draft| draft.pool.is_judged()) && !joined.contains_key(*at);
        let best = code.iter().filter(open).filter(fits).max_by_key(|at| {
            (drafts.get(**at).map_or(0, |opened| read_keys(described, opened)), std::cmp::Reverse(**at))
        });
        if let Some(at) = best {
            joined.insert(*at, *file);
        }
    }
    for (at, file) in &joined {
        let (Some(opened), Some(described)) = (drafts.get(*at).cloned(), drafts.get_mut(*file)) else { continue };
        lay_over_code(described, opened);
    }
    let Some(first) = files.iter().find(|file| joined.values().any(|joined| joined == *file)) else { return };
    for at in code {
        let file = joined.get(at).unwrap_or(first);
        let is_same = joined.contains_key(at)
            || drafts
                .get(*at)
                .zip(drafts.get(*file))
                .is_some_and(|(opened, described)| is_one_more_way(described, opened, programs));
        if let (true, Some(name)) = (is_same, named(drafts, *file))
            && let Some(draft) = drafts.get_mut(*at).filter(|draft| draft.pool.is_judged())
        {
            set_aside(draft, &format!("one with {name}, which the code reads"));
        }
    }
}

/// Whether code may open what a file describes.
fn fits(described: &Draft, opened: &Draft, programs: &Programs<'_>) -> bool {
    let in_code = |name: &str| programs.code_says(name);
    let is_read = match (&opened.opened, &described.link_key) {
        (Some(Opened::Here) | None, _) => false,
        (Some(Opened::Variable(name)), Some(key)) => name == key,
        // Whose variables a deployment states, the code says by their names.
        (Some(Opened::Variable(_) | Opened::Somewhere), key) => {
            !is_of_environment(described) || key.as_deref().is_some_and(in_code)
        }
    };
    is_read && !conflicts(described, opened)
}

/// Whether a pool is described by variables of an environment.
fn is_of_environment(draft: &Draft) -> bool {
    draft.link_key.as_deref().is_some_and(is_variable)
}

/// Whether the code sets one number where the file states another.
fn conflicts(described: &Draft, opened: &Draft) -> bool {
    opened.pool.settings.iter().any(|(key, set)| {
        let written = described.pool.settings.get(key).filter(|written| written.is_written());
        set.is_written() && set.value != Value::Unresolved && written.is_some_and(|written| written.value != set.value)
    })
}

/// How many settings the code has from elsewhere and the file states.
fn read_keys(described: &Draft, opened: &Draft) -> usize {
    let is_stated = |key: Key| described.pool.settings.get(key).is_some_and(Setting::is_written);
    opened.pool.settings.iter().filter(|(key, setting)| setting.value == Value::Unresolved && is_stated(*key)).count()
}

/// Whether a pool of the code is most likely one that a file describes, though another call opens that: nothing of its own is set.
fn is_one_more_way(described: &Draft, opened: &Draft, programs: &Programs<'_>) -> bool {
    let all_read = opened.pool.settings.iter().all(|(key, setting)| {
        let stated = described.pool.settings.get(key).is_some_and(Setting::is_written);
        !setting.is_written() || setting.value == Value::Unresolved && stated
    });
    all_read && fits(described, opened, programs)
}

/// Lays what a file states over what the code does with it, and says where the code sets it.
fn lay_over_code(described: &mut Draft, mut opened: Draft) {
    let set = |(key, setting): (Key, &Setting)| Some((key, setting.origin.place.clone()?));
    let places: Vec<_> = opened.pool.settings.iter().filter_map(set).collect();
    // What the code reads, and the file leaves to a default that is known of it, is that default.
    let stated = &described.pool.settings;
    let is_said = |key: Key, setting: &Setting| setting.value != Value::Unresolved || stated.get(key).is_none();
    opened.pool.settings = opened.pool.settings.only(is_said);
    let at = opened.pool.place.clone();
    described.lay_over(opened);
    for (key, place) in places {
        let setting = described.pool.settings.get_mut(key);
        if let Some(setting) = setting.filter(|setting| setting.origin.place.as_ref() != Some(&place)) {
            setting.origin.add_note(&format!("set at {place}"));
        }
    }
    if let Some(place) = at {
        described.pool.library_origin.add_note(&format!("opened at {place}"));
    }
}
