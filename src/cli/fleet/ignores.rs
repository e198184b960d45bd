//! One ignore may serve several servers of a fleet: what is found of it is reported once, and it is unused only where none
//! of them needs it.

use super::Audited;
use crate::audit::finding::Finding;
use crate::audit::policy::Policy;
use crate::text::place::Place;

const UNUSED: &str = "ignore-unused";
const EXPIRED: &str = "ignore-expired";

/// Leaves what is found of an ignore in the first audit that found it. `policies` are those of the audits.
pub(super) fn once_each(audited: &mut [Audited], policies: &[Policy]) {
    let found: Vec<Vec<Finding>> = audited
        .iter()
        .map(|one| one.audit.findings.iter().filter(|finding| speaks_of_ignore(finding)).cloned().collect())
        .collect();
    let concerned: Vec<Vec<Place>> = audited.iter().zip(policies).map(|(one, policy)| places(one, policy)).collect();
    for (index, one) in audited.iter_mut().enumerate() {
        one.audit.findings.retain(|finding| {
            if !speaks_of_ignore(finding) {
                return true;
            }
            let again = found.iter().take(index).flatten().any(|other| is_same(other, finding));
            !again && (finding.rule == EXPIRED || nobody_needs(finding, &found, &concerned))
        });
    }
}

fn speaks_of_ignore(finding: &Finding) -> bool {
    [UNUSED, EXPIRED].contains(&finding.rule)
}

/// By its words too: an ignore of several rules may be unused in part.
fn is_same(one: &Finding, other: &Finding) -> bool {
    (one.rule, &one.location, &one.message) == (other.rule, &other.location, &other.message)
}

/// The ignores that speak of something on this server.
fn places(audited: &Audited, policy: &Policy) -> Vec<Place> {
    let here = policy.ignores.iter().filter(|ignore| ignore.is_here(&audited.client));
    here.map(|ignore| ignore.place.clone()).collect()
}

/// Whether every audit that the ignore concerns found the same of it.
fn nobody_needs(finding: &Finding, found: &[Vec<Finding>], concerned: &[Vec<Place>]) -> bool {
    let concerns = |places: &Vec<Place>| places.iter().any(|place| Some(place) == finding.location.as_ref());
    let mut audits = found.iter().zip(concerned).filter(|(_, places)| concerns(places));
    audits.all(|(findings, _)| findings.iter().any(|other| is_same(other, finding)))
}
