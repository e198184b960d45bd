//! php-fpm's `www.conf`: each child serves one request at a time, and holds the connections of it
//! (<https://www.php.net/manual/en/install.fpm.configuration.php>).

use std::collections::HashMap;

use crate::client::deploy::lines::{Pair, count, name, pairs};
use crate::client::deploy::unit::{Count, Program, Unit, amount};
use crate::text::place::SourceFile;

/// Whether it is a pool's file of php-fpm: a `.conf` with `pm` in it.
pub(super) fn is(file: &SourceFile) -> bool {
    let conf = name(file.name()).rsplit_once('.').is_some_and(|(_, extension)| extension == "conf");
    conf && pairs(file, &[';', '#']).iter().any(|pair| pair.key == "pm.max_children")
}

/// The pools, one a section.
pub(super) fn read(file: &SourceFile) -> Vec<Unit> {
    pairs(file, &[';', '#']).iter().filter(|pair| pair.key == "pm.max_children").map(|pair| pool(file, pair)).collect()
}

fn pool(file: &SourceFile, pair: &Pair<'_>) -> Unit {
    let plain = count(file, pair.value, pair.span, &HashMap::new());
    let mut unit = Unit::new(pair.section, Some(Program::PhpFpm), file.place(pair.section_span));
    unit.processes = Some(Count { amount: amount(pair.value), ..plain });
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::deploy::unit::Amount;

    #[test]
    fn children_are_read_of_each_pool() {
        let text = "[www]\npm = dynamic\npm.max_children = 50\n;pm.max_children = 5\n\n[admin]\npm = static\npm.max_children = ${CHILDREN}\n";
        let file = SourceFile::new("www.conf", text);
        assert!(is(&file));
        let units = read(&file);
        let of = |at: usize| (units[at].name.as_str(), units[at].processes.clone().expect("stated"));
        assert_eq!(
            (of(0).0, of(0).1.amount, of(0).1.place.to_string()),
            ("www", Amount::Known(50), "www.conf:3".into())
        );
        assert_eq!(of(1).1.amount, Amount::Variable { name: "CHILDREN".into(), default: None });
        assert!(!is(&SourceFile::new("my.conf", "[mysqld]\nmax_connections = 5\n")));
    }
}
