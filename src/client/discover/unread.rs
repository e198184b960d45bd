//! Keys of a pool's section that nothing reads there: such as stand in the wrong place, such as a version took away, and misspelt ones.

use crate::client::discover::section::Section;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::Name;
use crate::client::pool::library::sites::{Site, same};
use crate::client::pool::remark::{Elsewhere, Remark};
use crate::client::value::field::Field;
use crate::text::names::{nearest, normal};

/// Notes the keys of a section that nothing reads.
pub(super) fn remarks<'s>(
    section: &'s Section<'s>,
    library: &'static Library,
    site: &'static Site,
    remarks: &mut Vec<Remark>,
) {
    for unread in site.unread {
        let Some((key, path)) = unread.path.split_last() else { continue };
        let Some(holder) = path.iter().try_fold(section, |section, name| section.child(&normal(name))) else {
            continue;
        };
        for field in holder.fields().iter().filter(|field| same(field.name, key)) {
            // Names of Python are exact, and one that is nearly this one is nobody's either.
            let elsewhere = Elsewhere { why: unread.why.into(), instead: unread.instead.into() };
            remarks.push(remark(field, None, Some(elsewhere)));
        }
    }
    let Some(others) = site.closed else { return };
    let names = || site.names.iter().chain(library.names).flat_map(Name::spellings);
    // Where the pool is the section around the place, its keys are in the place.
    let inner = site.path.last().and_then(|last| section.child(&normal(last)));
    for field in inner.unwrap_or(section).fields() {
        let is_read = names().chain(others.iter().copied()).any(|name| same(name, field.name));
        let is_plain = field.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if let Some(known) = nearest(field.name, names()).filter(|_| !is_read && is_plain) {
            remarks.push(remark(field, Some(known), None));
        }
    }
}

/// The remark on one key.
pub(super) fn remark(field: &Field<'_>, nearest: Option<&'static str>, elsewhere: Option<Elsewhere>) -> Remark {
    Remark::UnknownKey {
        pool: None,
        key: field.name.to_owned(),
        nearest,
        elsewhere,
        place: field.place(field.key_span),
        shared: field.merged,
    }
}
