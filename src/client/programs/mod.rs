//! The programs that the files of a run are of, and what of them runs.
//!
//! A pool is one program's, whatever file speaks of it. [`ground`] knows where programs begin, [`aside`] what is no part of
//! production. What does not run is shown, and never judged.

mod aside;
mod ground;

pub(in crate::client) use ground::Ground;

use crate::client::pool::Status;
use crate::client::pool::draft::Draft;
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
