//! The profiles that one application describes side by side, and which of them counts.
//!
//! They are alternatives: summed they would be a fleet that nobody runs. `--profile` names the one that is audited; without it
//! production is, where there is one. What another profile says is shown, and never judged.

use std::collections::BTreeMap;

use crate::client::pool::Status;
use crate::client::pool::draft::Draft;
use crate::client::pool::profile;

/// Chooses the profile of each application: its pools stay, over what its base says, and the others' become inert.
pub(super) fn choose(drafts: &mut Vec<Draft>, asked: &[String]) {
    if drafts.iter().all(|draft| draft.profile.is_none()) {
        return;
    }
    let mut applications: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let file = draft.pool.place.as_ref().map(|place| profile::file_without(&place.file)).unwrap_or_default();
        applications.entry(file).or_default().push(at);
    }
    let mut overlaid = Vec::new();
    for members in applications.into_values() {
        let profiles: Vec<_> = members.iter().filter_map(|at| Some(drafts.get(*at)?.profile.as_ref())).collect();
        let named: Vec<_> = profiles.iter().copied().flatten().cloned().collect();
        if named.is_empty() {
            continue;
        }
        let active = Active::of(&named, profiles.contains(&None), asked);
        for at in &members {
            if let Some(draft) = drafts.get_mut(*at) {
                active.mark(draft);
            }
        }
        overlaid.extend(overlay(drafts, &members, &active));
    }
    overlaid.sort_unstable();
    for at in overlaid.into_iter().rev() {
        drafts.remove(at);
    }
}

/// The profile that counts.
enum Active<'a> {
    /// Those that the user named.
    Asked(&'a [String]),
    /// The one that is taken where nobody names one.
    Assumed(String),
    /// None: what the base says is judged.
    Base,
}

impl<'a> Active<'a> {
    fn of(profiles: &[String], has_base: bool, asked: &'a [String]) -> Self {
        if !asked.is_empty() {
            return Self::Asked(asked);
        }
        match profiles.iter().min_by_key(|name| profile::rank(name)) {
            Some(name) if profile::rank(name) == 0 || !has_base => Self::Assumed(name.clone()),
            _ => Self::Base,
        }
    }

    fn takes(&self, profile: &str) -> bool {
        match self {
            Self::Asked(asked) => asked.iter().any(|asked| profile::matches(profile, asked)),
            Self::Assumed(name) => profile == name || profile::parts(profile).any(|part| profile::same(&part, name)),
            Self::Base => false,
        }
    }

    fn mark(&self, draft: &mut Draft) {
        let Some(profile) = draft.profile.as_deref().filter(|_| draft.pool.is_judged()) else { return };
        draft.pool.status = match (self.takes(profile), self) {
            (true, Active::Asked(_)) => return,
            (true, _) => Status::Conditional(format!("profile {profile}")),
            (false, _) => Status::Inert(format!("profile {profile}: `--profile {profile}` judges it")),
        };
    }
}

/// Lays the active profile's pools over the base's of the same name, and hands back the bases that are used up.
fn overlay(drafts: &mut [Draft], members: &[usize], active: &Active<'_>) -> Vec<usize> {
    let is_base = |draft: &Draft| draft.profile.is_none() && draft.pool.is_judged();
    let bases = members.iter().filter_map(|at| drafts.get(*at).filter(|draft| is_base(draft)).map(|base| (base, *at)));
    // Of several bases of one name the first.
    let bases: BTreeMap<String, usize> = bases.rev().map(|(base, at)| (base.pool.name.clone(), at)).collect();
    let mut used = Vec::new();
    for at in members {
        let Some(draft) = drafts.get(*at) else { continue };
        let Some(profile) = draft.profile.as_deref().filter(|profile| active.takes(profile)) else { continue };
        let Some(base_at) = bases.get(&profile::pool_without(&draft.pool.name, profile)) else { continue };
        let Some(base) = drafts.get(*base_at).cloned() else { continue };
        if let Some(draft) = drafts.get_mut(*at) {
            draft.lay_over(base);
            used.push(*base_at);
        }
    }
    used.sort_unstable();
    used.dedup();
    used
}
