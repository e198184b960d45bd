//! Vitess' tablets: three pools, of which those that nothing is said of are there all the same.

use crate::client::discover::layers::{Found, draft, named};
use crate::client::discover::section::Section;
use crate::client::libraries::vitess::{POOLS, VITESS};
use crate::source::error::ConfigError;
use crate::text::place::SourceFile;

/// Whether a key is a flag of a tablet's pools, as `--queryserver-config-pool-size=16` in a list or a key of `extraFlags`.
pub(super) fn is_flag(key: &str) -> bool {
    let key = key.trim_start_matches('-');
    ["queryserver-config-", "queryserver_config_"].iter().any(|start| key.starts_with(start))
}

/// Reads a tablet's sections and flags.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &mut Vec<Section<'a>>,
    found: &mut Found,
) -> Result<(), ConfigError> {
    let Some(own) = levels.last() else { return Ok(()) };
    let sections: Vec<_> = POOLS.iter().map(|pool| own.child(pool.section)).collect();
    let flags: Vec<_> = POOLS.iter().map(|pool| named(&own.cells, pool.flags)).collect();
    let of_flags = flags.iter().flatten().map(|member| member.cell.key_span);
    let of_sections = sections.iter().flatten().map(|section| section.node.span);
    let Some(first) = of_sections.chain(of_flags).min_by_key(|span| span.start) else { return Ok(()) };
    for ((pool, section), mut members) in POOLS.iter().zip(sections).zip(flags) {
        members.extend(section.iter().flat_map(|section| named(&section.cells, VITESS.names)));
        let at = section.as_ref().map_or(first, |section| section.node.span);
        found.claims.extend(section.map(|section| section.node.span));
        let mut draft = draft(file, levels, &VITESS, &pool.place, members)?.at(Some(file.place(at)));
        pool.section.clone_into(&mut draft.pool.name);
        found.drafts.push(draft);
    }
    Ok(())
}
