//! Vitess' tablets: three pools, of which those that nothing is said of are there all the same.

use crate::client::discover::claim::Claim;
use crate::client::discover::layers::{draft, named};
use crate::client::discover::section::Section;
use crate::client::libraries::vitess::{POOLS, VITESS};
use crate::source::error::ConfigError;

/// Whether a key is a flag of a tablet's pools, as `--queryserver-config-pool-size=16` in a list or a key of `extraFlags`.
pub(super) fn is_flag(key: &str) -> bool {
    let key = key.trim_start_matches('-');
    ["queryserver-config-", "queryserver_config_"].iter().any(|start| key.starts_with(start))
}

/// Reads a tablet's sections and flags.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    let sections = POOLS.iter().map(|pool| own.child(pool.section));
    let pools = sections.zip(&POOLS).map(|(section, pool)| (pool, section, named(own, pool.flags).collect::<Vec<_>>()));
    let pools: Vec<_> = pools.collect();
    let of_flags = pools.iter().flat_map(|(.., flags)| flags).map(|member| member.field.key_span);
    let of_sections = pools.iter().filter_map(|(_, section, _)| section.map(|section| section.node.span));
    let Some(first) = of_sections.chain(of_flags).min_by_key(|span| span.start) else { return Ok(claim) };
    for (pool, section, mut members) in pools {
        members.extend(section.into_iter().flat_map(|section| named(section, VITESS.names)));
        let span = section.map(|section| section.node.span);
        claim.spans.extend(span);
        let place = own.facts.file.place(span.unwrap_or(first));
        let mut draft = draft(own, &VITESS, &pool.place, &members)?.at(Some(place));
        pool.section.clone_into(&mut draft.pool.name);
        claim.add(draft);
    }
    Ok(claim)
}
