//! Finds the settings file, and lays the command line's own wishes over it.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::args::PolicyArgs;
use crate::audit::policy::{Policy, file};
use crate::source::files::{find, open};
use crate::text::origin::Origin;

/// The policy in force: defaults, then the settings file, then `--select` and `--ignore`.
pub(super) fn of(args: &PolicyArgs, configs: &[String]) -> anyhow::Result<Policy> {
    let mut policy = Policy::default();
    if let Some(path) = args.settings.clone().or_else(|| beside(configs)) {
        file::read(open::load(&path.to_string_lossy())?.as_ref(), &mut policy)?;
    }
    if !args.select.is_empty() {
        policy.select(&args.select, &Origin::flag("--select")).context("--select")?;
    }
    policy.ignore(&args.ignore, &Origin::flag("--ignore")).context("--ignore")?;
    Ok(policy)
}

/// The settings file beside the first configuration or in it where it is a folder, or in the nearest folder above; from
/// the working folder where the configuration is standard input or there is none.
fn beside(configs: &[String]) -> Option<PathBuf> {
    let first = configs.iter().find(|config| *config != "-");
    let folder = first.and_then(|path| find::base(path).or_else(|| Some(Path::new(path).parent()?.to_owned())));
    let start = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| PathBuf::from("."));
    let near = start.join(file::NAME);
    if near.is_file() {
        return Some(near);
    }
    let start = start.canonicalize().ok()?;
    start.ancestors().skip(1).map(|folder| folder.join(file::NAME)).find(|path| path.is_file())
}
