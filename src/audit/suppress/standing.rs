//! The ignores that hold, by what they speak of: a finding asks only those that may mean it.

use std::collections::HashMap;

use super::{Ignore, Scope};
use crate::audit::finding::Finding;
use crate::client::Client;

/// Ignores of one rule in one file, by their first lines.
#[derive(Default)]
struct InFile {
    /// First and last line, the greatest last line so far, and which ignore it is.
    lines: Vec<(usize, usize, usize, usize)>,
}

/// The ignores that hold.
#[derive(Default)]
pub(super) struct Standing<'a> {
    in_files: HashMap<(&'static str, &'a str), InFile>,
    of_pools: HashMap<(&'static str, &'a str), Vec<usize>>,
    of_any_pool: HashMap<&'static str, Vec<usize>>,
    ignores: &'a [Ignore],
}

impl<'a> Standing<'a> {
    /// Sorts the ignores, those left out that hold no more.
    pub(super) fn of(ignores: &'a [Ignore], holds: impl Fn(&Ignore) -> bool) -> Self {
        let mut standing = Self { ignores, ..Self::default() };
        for (index, ignore) in ignores.iter().enumerate().filter(|(_, ignore)| holds(ignore)) {
            for rule in &ignore.rules {
                standing.add(rule.name, index, &ignore.scope);
            }
        }
        standing.in_files.values_mut().for_each(InFile::sort);
        standing
    }

    fn add(&mut self, rule: &'static str, index: usize, scope: &'a Scope) {
        match scope {
            Scope::Lines { file, lines } => {
                let in_file = self.in_files.entry((rule, file)).or_default();
                in_file.lines.extend(lines.map(|(first, last)| (first, last, 0, index)));
            }
            Scope::Named { pool: Some(pool), .. } => self.of_pools.entry((rule, pool)).or_default().push(index),
            Scope::Named { pool: None, .. } => self.of_any_pool.entry(rule).or_default().push(index),
        }
    }

    /// The ignores that hide a finding, in their order.
    pub(super) fn hiding(&self, finding: &Finding, client: &Client) -> Vec<usize> {
        let place = finding.location.as_ref().or_else(|| client.pool(finding.pool.as_ref()?)?.place.as_ref());
        let in_file = place.and_then(|place| self.in_files.get(&(finding.rule, &*place.file)));
        let mut hiding = in_file.zip(place).map_or_else(Vec::new, |(file, place)| file.around(place.start.line));
        let of_pool = finding.pool.as_ref().and_then(|pool| self.of_pools.get(&(finding.rule, pool.as_str())));
        let named = of_pool.into_iter().chain(self.of_any_pool.get(finding.rule)).flatten().copied();
        hiding
            .extend(named.filter(|index| self.ignores.get(*index).is_some_and(|ignore| ignore.scope.holds_at(place))));
        hiding.sort_unstable();
        hiding.dedup();
        hiding
    }
}

impl InFile {
    fn sort(&mut self) {
        self.lines.sort_unstable();
        let mut most = 0;
        for (_, last, most_so_far, _) in &mut self.lines {
            most = most.max(*last);
            *most_so_far = most;
        }
    }

    /// The ignores whose lines hold this one.
    fn around(&self, line: usize) -> Vec<usize> {
        let begun = self.lines.partition_point(|(first, ..)| *first <= line);
        let before = self.lines.get(..begun).unwrap_or_default().iter().rev();
        let near = before.take_while(|(_, _, most, _)| *most >= line);
        near.filter(|(_, last, ..)| *last >= line).map(|(.., index)| *index).collect()
    }
}
