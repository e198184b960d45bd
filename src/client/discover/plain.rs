//! A section that names a server of ours and how many connections there may be, and says nothing else of the library: `url:
//! jdbc:mysql://…` beside `maximumPoolSize`, or `type: mysql` with a host beside `pool-size`. An application with a file of its own writes
//! so.

use std::borrow::Cow;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::claim::Claim;
use crate::client::discover::search::Claimed;
use crate::client::discover::section::Section;
use crate::client::discover::{engine, naming};
use crate::client::libraries::LIBRARIES;
use crate::client::libraries::engines::Evidence;
use crate::client::libraries::generic::GENERIC;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name, Weight};
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::Key;
use crate::client::value::field::Field;
use crate::source::error::ConfigError;
use crate::text::language::Language;

/// Keys that say where a server is.
const HOSTS: [&str; 7] = ["host", "hostname", "server", "address", "addr", "serveraddress", "dbhost"];

/// The pool of a section that nobody else took.
///
/// # Errors
/// A value is not what its key wants.
pub(super) fn read<'s>(own: &'s Section<'s>, claimed: &Claimed) -> Result<Claim, ConfigError> {
    let mut claim = Claim::default();
    if own.facts.file.is_program() || naming::is_passing(&own.name) || own.node.entries().is_none() {
        return Ok(claim);
    }
    let is_free = |field: &&Field<'_>| !claimed.contains(&field.whole);
    let Some(size) = own.fields().iter().filter(is_free).find(|field| is_size(field)) else { return Ok(claim) };
    let link = own.link().filter(|link| own.fields().iter().any(|field| field.whole == link.field.whole));
    let has_host = own.get_any(&HOSTS).is_some();
    let is_ours = matches!(engine::of_section(own, &[]), Some(Evidence::Ours(_)));
    if !(is_ours && (link.is_some() || has_host)) {
        return Ok(claim);
    }
    let library = told_by(size.name, link.is_some_and(|link| link.field.text.starts_with("jdbc:")));
    let why = if library == &GENERIC {
        "a server of MySQL or MariaDB and a size stand in one section".to_owned()
    } else {
        format!("`{}` beside a server is {}'s", size.name, library.title)
    };
    let taken = members(own, library, claimed);
    claim.spans.extend(taken.iter().map(|key| key.field.whole));
    claim.add(PoolParts { section: own, library, site: &Site::ANYWHERE, members: &taken, link, why: &why }.draft()?);
    Ok(claim)
}

fn is_size(field: &Field<'_>) -> bool {
    GENERIC.names.iter().any(|name| sets_size(name) && name.is(field.name))
}

fn sets_size(name: &Name) -> bool {
    name.meaning == Meaning::Setting(Key::MaxOpen)
}

/// The one library that calls its size so; behind a JDBC URL of those of Java.
fn told_by(key: &str, is_jdbc: bool) -> &'static Library {
    let may_be = |library: &&&Library| !is_jdbc || library.language == Language::Java;
    let calls_so = |library: &&&Library| {
        library.names.iter().any(|name| sets_size(name) && name.weight > Weight::Weak && name.is(key))
    };
    let mut calling = LIBRARIES.iter().filter(may_be).filter(calls_so).filter(|library| **library != &GENERIC);
    match (calling.next(), calling.next()) {
        (Some(only), None) if is_jdbc => only,
        _ => &GENERIC,
    }
}

fn members<'s>(own: &'s Section<'s>, library: &'static Library, claimed: &Claimed) -> Vec<NamedField<'s>> {
    let member = |field: &'s Field<'s>| {
        let name = library.names.iter().find(|name| name.is(field.name))?;
        Some(NamedField { field: Cow::Borrowed(field), name })
    };
    own.fields().iter().filter(|field| !claimed.contains(&field.whole)).filter_map(member).collect()
}
