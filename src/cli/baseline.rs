//! The baseline's files: read before the work, written after it.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};

use super::output;
use crate::audit::baseline::Baseline;
use crate::text::quantity::plural;

/// Reads a baseline.
pub(super) fn read(path: &Path) -> anyhow::Result<Baseline> {
    let name = path.display();
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("there is no baseline {name}; write it with --write-baseline {name}")
        }
        other => other.with_context(|| format!("cannot read the baseline {name}"))?,
    };
    Baseline::read(&text).with_context(|| name.to_string())
}

/// Writes a baseline to a file, in place of what it held.
pub(super) fn write(path: &Path, baseline: &Baseline) -> anyhow::Result<()> {
    let name = path.display();
    fs::write(path, baseline.write()).with_context(|| format!("cannot write the baseline {name}"))?;
    output::complain(&format!("{} in the baseline {name}", plural(baseline.len() as u64, "finding")));
    Ok(())
}
