//! The programs that the files of a run are of, and what of them runs.
//!
//! A pool is one program's, whatever file speaks of it. [`ground`] knows where programs begin, [`aside`] what is no part of
//! production, [`golang`] and [`jvm`] what a program is made of. [`once`] makes one pool of what several files say of it, and
//! [`behind`] sees which lead to a layer of the same run. What
//! does not run is shown, and never judged.

mod aside;
mod behind;
mod golang;
mod ground;
mod jvm;
mod likeness;
mod once;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

pub(in crate::client) use ground::Ground;

use crate::client::pool::Status;
use crate::client::pool::draft::Draft;
use crate::client::pool::settings::Setting;
use crate::client::programs::golang::GoPrograms;
use crate::client::programs::ground::folder_of;
use crate::client::programs::jvm::Modules;
use crate::source::files::go_head;
use crate::source::files::landmarks::Landmarks;
use crate::text::language::Language;
use crate::text::place::SourceFile;

impl Ground {
    /// Why what a file describes does not run; none where it may, and where somebody named the file or asked for it.
    pub(in crate::client) fn aside(&self, file: &SourceFile) -> Option<&'static str> {
        if file.is_found() { self.aside_path(file.name()) } else { None }
    }

    fn aside_path(&self, path: &str) -> Option<&'static str> {
        let below = self.below_root(path).filter(|_| !self.is_included(path))?;
        aside::of(self, below).map(aside::Aside::reason)
    }
}

/// Sets a pool aside: it is shown with the reason, and nothing in it is judged.
pub(in crate::client) fn set_aside(draft: &mut Draft, reason: &str) {
    if draft.pool.is_judged() {
        draft.pool.status = Status::Inert(reason.to_owned());
    }
    draft.remarks.clear();
}

/// The programs of a run.
pub(in crate::client) struct Programs<'r> {
    ground: &'r Ground,
    go: GoPrograms,
    jvm: Modules,
    /// The Go source that was read.
    code: &'r [Arc<SourceFile>],
    /// The names of variables that it holds.
    variables: OnceCell<HashSet<&'r str>>,
}

impl<'r> Programs<'r> {
    /// Those that a walk's landmarks tell of, and the Go source that was read.
    pub(in crate::client) fn of(ground: &'r Ground, landmarks: &Landmarks, code: &'r [Arc<SourceFile>]) -> Self {
        let named = code.iter().filter(|file| !file.is_found());
        let named = named.filter_map(|file| go_head::of_source(file.name(), file.text()));
        let files: Vec<_> = landmarks.go_files.iter().cloned().chain(named).collect();
        let go = GoPrograms::of(ground, &files, &landmarks.go_modules);
        Self { ground, go, jvm: Modules::of(ground, landmarks), code, variables: OnceCell::new() }
    }

    /// Sets aside what no program has: packages that nothing imports, files of libraries, fragments without a pool of their own.
    pub(in crate::client) fn set_aside(&self, drafts: &mut [Draft]) {
        for draft in drafts.iter_mut().filter(|draft| draft.pool.is_judged()) {
            if let Some(reason) = self.reason(draft) {
                set_aside(draft, &reason);
            }
        }
    }

    fn reason(&self, draft: &Draft) -> Option<String> {
        let file = &draft.pool.place.as_ref()?.file;
        if draft.opened.is_some() && self.go.is_unreached(folder_of(file)) {
            return Some("no program imports its package".to_owned());
        }
        let below = self.ground.below_root(file)?;
        if draft.pool.library.language != Language::Java || self.ground.is_included(file) {
            return None;
        }
        if let Some(profile) = draft.profile.as_deref().filter(|_| is_fragment(draft)) {
            return Some(format!("a part of profile {profile} without a pool of its own"));
        }
        self.jvm.aside(self.ground, below)
    }

    /// Makes one pool of what several places say of it; see [`once`]. `parted` are those of which the user says that they are two.
    pub(in crate::client) fn count_once(&self, drafts: &mut [Draft], bare: &[String], parted: &dyn Fn(&Draft) -> bool) {
        once::count_once(drafts, bare, self, parted);
        behind::link(drafts);
        for draft in drafts {
            draft.pool.program = once::program_of(draft, self);
        }
    }

    /// Whether the Go source holds the name of a variable in quotes.
    fn code_says(&self, name: &str) -> bool {
        let quoted = || self.code.iter().flat_map(|file| file.text().split(['"', '`']));
        self.variables.get_or_init(|| quoted().filter(|text| is_variable(text)).collect()).contains(name)
    }
}

/// Whether a key is written as variables of an environment are.
fn is_variable(key: &str) -> bool {
    key.contains('_') && key.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
}

/// Whether a file of a profile says nothing of a pool but that there is one: no URL, no setting.
fn is_fragment(draft: &Draft) -> bool {
    let settings = &draft.pool.settings;
    draft.link_key.is_none()
        && draft.pool.destination.is_none()
        && !settings.iter().any(|(_, setting)| Setting::is_written(setting))
}
