//! A driver's parameters that stand among a pool's keys instead of in its URL: `data-source-properties: {socketTimeout: 60000}` of
//! HikariCP, `properties: {…}` of Dropwizard, `connection-properties: socketTimeout=60000;…` of Druid and DBCP.

use crate::client::discover::assemble::NamedField;
use crate::client::discover::section::Section;
use crate::client::libraries::drivers::Driver;
use crate::client::pool::library::Library;
use crate::client::value::field::{self, Field};
use crate::text::names::normal;
use crate::text::place::Span;

/// Sections of a pool that hold its driver's parameters.
const SECTIONS: [&str; 4] = ["datasourceproperties", "connectproperties", "datasource", "properties"];

/// Keys that hold them as `name=value` pairs.
const PAIRS: [&str; 2] = ["connectionproperties", "connectproperties"];

/// The driver's parameters among the keys of a pool, what counts more last.
pub(super) fn of_driver<'a>(levels: &[Section<'a>], library: &'static Library, driver: &Driver) -> Vec<NamedField<'a>> {
    let mut members = Vec::new();
    for (above, level) in levels.iter().rev().enumerate().rev() {
        if above == 0 {
            in_section(level, driver, &mut members);
        }
        for (name, ..) in level.children() {
            let is_pool_s = library.sections.contains(&normal(name).as_str());
            if let Some(section) = level.child(name).filter(|_| is_pool_s) {
                in_section(&section, driver, &mut members);
            }
        }
    }
    members
}

fn in_section<'a>(section: &Section<'a>, driver: &Driver, members: &mut Vec<NamedField<'a>>) {
    let named = |cell: Field<'a>| Some(NamedField { name: driver.name_of(cell.name)?, cell });
    for inner in SECTIONS.iter().filter_map(|name| section.child(name)) {
        members.extend(inner.cells.into_iter().filter_map(named));
    }
    for cell in PAIRS.iter().filter_map(|name| section.get(name)) {
        for (name, value) in pairs(cell.text) {
            let name = driver.name_of(name);
            members.extend(name.map(|name| NamedField { name, cell: field::part_of(cell, value) }));
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
