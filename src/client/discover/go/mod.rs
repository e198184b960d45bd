//! The pools of Go applications: `database/sql` has no keys of its own, so every application invents names for its setters.

mod dialect;
pub(super) mod group;

use crate::client::discover::claim::{Claim, Found, Part};
use crate::client::discover::search::Claimed;
use crate::client::discover::section::Section;
use crate::client::go::dsn::Dsn;
use crate::client::pool::Status;
use crate::source::error::ConfigError;
use crate::text::language::Language;

/// The pools of a section whose keys are of the family, and the connection strings of which nothing else is known.
///
/// # Errors
/// A value is neither a number nor a duration, or the driver would refuse a parameter.
pub(super) fn read<'s>(own: &'s Section<'s>, claimed: &Claimed) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    if !own.may_be_of(Language::Go) {
        return Ok(claim);
    }
    let is_alone = own.groups().len() == 1;
    for group in own.groups() {
        if group.spans().any(|span| claimed.contains(&span)) || !group.is_pool(own) {
            continue;
        }
        let dsn = group.dsn(own);
        if dsn.is_none() && is_alone && own.is_spread() {
            continue;
        }
        let mut draft = group.draft(own, dsn)?;
        if group.is_template(&own.facts.merged) {
            draft.pool.status = Status::Inert("a template that other sections merge in".to_owned());
        }
        let part = dsn.map_or(Part::Whole, |dsn| Part::WithDsn(dsn.cell.span));
        claim.drafts.push(Found { draft, part });
    }
    for dsn in own.fields().iter().filter_map(Dsn::of) {
        let draft = match group::replica(own, &dsn)? {
            Some(draft) => draft,
            None => group::bare(own, &dsn)?,
        };
        claim.drafts.push(Found { draft, part: Part::OnlyDsn(dsn.cell.span) });
    }
    Ok(claim)
}
