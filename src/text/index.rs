//! Where each name stands in a list: looked through once, however often it is asked.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The items of a list by their names, made when it is first asked. It is no part of what it serves: all are equal.
#[derive(Debug, Clone, Default)]
pub struct Index(OnceLock<HashMap<String, usize>>);

impl Index {
    /// The first item that has this name. A list that has changed since the first time is looked through for what is not where
    /// it was.
    pub fn find<'a, T, N>(&self, items: &'a [T], name: &str, names_of: impl Fn(&'a T) -> N) -> Option<&'a T>
    where
        N: IntoIterator<Item = &'a str>,
    {
        let places = self.0.get_or_init(|| {
            let mut places = HashMap::new();
            for (at, item) in items.iter().enumerate() {
                for name in names_of(item) {
                    places.entry(name.to_owned()).or_insert(at);
                }
            }
            places
        });
        let has_it = |item: &&'a T| names_of(item).into_iter().any(|other| other == name);
        let known = places.get(name).and_then(|at| items.get(*at)).filter(has_it);
        known.or_else(|| items.iter().find(has_it))
    }
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Index {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_changes_is_looked_through_again() {
        let index = Index::default();
        let find = |items: &[&'static str], name: &str| index.find(items, name, |item| [*item]).copied();
        assert_eq!(find(&["a", "b"], "b"), Some("b"));
        assert_eq!(find(&["b", "c"], "b"), Some("b"));
        assert_eq!(find(&["b", "c"], "c"), Some("c"));
        assert_eq!(find(&["b", "c"], "a"), None);
    }
}
