//! A driver's parameters that stand among a pool's keys instead of in its URL: `data-source-properties: {socketTimeout: 60000}` of
//! HikariCP, `properties: {…}` of Dropwizard, `connection-properties: socketTimeout=60000;…` of Druid and DBCP.

use std::borrow::Cow;

use crate::client::discover::assemble::NamedField;
use crate::client::discover::section::Section;
use crate::client::pool::driver::Driver;
use crate::client::pool::library::Library;
use crate::client::value::field::{self, Field};
use crate::text::place::Span;

/// Sections of a pool that hold its driver's parameters.
const SECTIONS: [&str; 4] = ["datasourceproperties", "connectproperties", "datasource", "properties"];

/// Keys that hold them as `name=value` pairs.
const PAIRS: [&str; 2] = ["connectionproperties", "connectproperties"];

/// The driver's parameters among the keys of a pool, what counts more last: those of the library's sections above, then its own.
pub(super) fn of_driver<'s>(
    section: &'s Section<'s>,
    library: &'static Library,
    driver: &Driver,
) -> Vec<NamedField<'s>> {
    let mut path: Vec<_> = section.up().collect();
    path.reverse();
    let mut members = Vec::new();
    for at in path {
        if std::ptr::eq(at, section) {
            in_section(at, driver, &mut members);
        }
        for (inner, _) in at.of_libraries().iter().filter(|(_, of)| *of == library) {
            in_section(inner, driver, &mut members);
        }
    }
    members
}

fn in_section<'s>(section: &'s Section<'s>, driver: &Driver, members: &mut Vec<NamedField<'s>>) {
    for inner in SECTIONS.iter().filter_map(|name| section.child(name)) {
        let named =
            |field: &'s Field<'s>| Some(NamedField { name: driver.name_of(field.name)?, field: Cow::Borrowed(field) });
        members.extend(inner.fields().iter().filter_map(named));
    }
    for field in PAIRS.iter().filter_map(|name| section.get(name)) {
        for (name, value) in pairs(field.text) {
            let name = driver.name_of(name);
            members.extend(name.map(|name| NamedField { name, field: Cow::Owned(field::part_of(field, value)) }));
        }
    }
}

/// The names of `a=1;b=2` with the bytes of their values.
fn pairs(text: &str) -> Vec<(&str, Span)> {
    let mut at = 0;
    let mut pairs = Vec::new();
    for pair in text.split(';') {
        if let Some((name, value)) = pair.split_once('=') {
            let start = at + name.len() + 1;
            pairs.push((name.trim(), Span { start, end: start + value.len() }));
        }
        at += pair.len() + 1;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_have_the_bytes_of_their_values() {
        let text = "a=1; b = 2;c;d=";
        let shown: Vec<_> = pairs(text).into_iter().map(|(name, at)| (name, &text[at.start..at.end])).collect();
        assert_eq!(shown, [("a", "1"), ("b", " 2"), ("d", "")]);
    }

    proptest! {
        #[test]
        fn every_span_lies_inside_and_after_its_name(text in "[a-c=; ä]{0,24}") {
            for (_, at) in pairs(&text) {
                prop_assert!(text.get(at.start..at.end).is_some() && text.as_bytes().get(at.start - 1) == Some(&b'='));
            }
        }
    }
}
