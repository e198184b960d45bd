//! The pools of Go applications: `database/sql` has no keys of its own, so every application invents names for its setters.

mod dialect;
pub(super) mod section;

use crate::client::discover::search::Search;

use crate::client::discover::section::Section;
use crate::client::go::dsn::Dsn;

use crate::client::pool::Status;
use crate::source::error::ConfigError;

impl<'a> Search<'a> {
    /// The pools of a section whose keys are of the family, and the connection strings of which nothing else is known.
    pub(super) fn go(&mut self, levels: &[Section<'a>]) -> Result<(), ConfigError> {
        let Some(own) = levels.last() else { return Ok(()) };
        let groups = section::groups(own);
        let several = groups.len() > 1;
        for group in groups {
            if group.spans().any(|span| self.claimed.contains(&span)) || !group.is_pool(levels) {
                continue;
            }
            let dsn = group.dsn(levels, several);
            if dsn.is_none() && !several && section::is_spread(own) {
                continue;
            }
            self.used.extend(dsn.map(|dsn| dsn.cell.span));
            let mut draft = group.draft(self.file, levels, dsn, several)?;
            if group.is_template(&self.merged) {
                draft.pool.status = Status::Inert("a template that other sections merge in".to_owned());
            }
            self.found.push(draft);
        }
        for dsn in own.cells.iter().filter_map(Dsn::of) {
            let draft = match section::replica(self.file, levels, &dsn)? {
                Some(draft) => draft,
                None => section::bare(self.file, levels, &dsn)?,
            };
            self.bare.push((dsn.cell.span, draft));
        }
        Ok(())
    }
}
