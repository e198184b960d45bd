//! Changes of one text, kept in the coordinates of the text as it was read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::place::{Place, SourceFile, Span};

/// One stretch of the text and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// The stretch, in the text as it was read.
    pub place: Place,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub replacement: String,
    /// The rule whose finding asked for it.
    pub rule: &'static str,
    /// The pool that the finding is about, if it is about one.
    pub pool: Option<String>,
}

/// A file with its patches. No two of them overlap.
#[derive(Debug, Clone)]
pub struct Patched {
    /// The file as it was read.
    pub source: Arc<SourceFile>,
    patches: BTreeMap<usize, Patch>,
}

impl Patched {
    /// A file that nothing has changed yet.
    pub fn new(source: Arc<SourceFile>) -> Self {
        Self { source, patches: BTreeMap::new() }
    }

    /// The patches, in the order of the file.
    pub fn patches(&self) -> impl Iterator<Item = &Patch> {
        self.patches.values()
    }

    /// Whether anything changes.
    pub fn is_changed(&self) -> bool {
        !self.patches.is_empty()
    }

    /// The file as it is with the patches.
    pub fn now(&self) -> Arc<SourceFile> {
        if self.patches.is_empty() {
            return Arc::clone(&self.source);
        }
        Arc::new(self.source.with_text(self.apply(self.source.text())))
    }

    /// Applies the patches to `text`, which is the text as it was read.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for patch in self.patches.values() {
            out.push_str(text.get(done..patch.place.span.start).unwrap_or_default());
            out.push_str(&patch.replacement);
            done = patch.place.span.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// Replaces a stretch of the text as it is now. False where it would overlap another patch.
    pub fn replace(&mut self, now: Span, replacement: &str, rule: &'static str, pool: Option<&str>) -> bool {
        let Some(span) = self.as_read(now) else { return false };
        let Some(was) = self.source.text().get(span.start..span.end) else { return false };
        if was == replacement {
            self.patches.remove(&span.start);
            return true;
        }
        let patch = Patch {
            place: self.source.place(span),
            was: was.to_owned(),
            replacement: replacement.to_owned(),
            rule,
            pool: pool.map(str::to_owned),
        };
        self.patches.insert(span.start, patch);
        true
    }

    /// The stretch of the text as it was read that stands at `now`; none for a part of a patch.
    fn as_read(&self, now: Span) -> Option<Span> {
        // How much longer the text has become before the stretch.
        let (mut grown, mut shrunk) = (0, 0);
        for patch in self.patches.values() {
            let start = patch.place.span.start + grown - shrunk;
            let end = start + patch.replacement.len();
            if now.end <= start {
                break;
            }
            if now.start < end {
                return (now == Span { start, end }).then_some(patch.place.span);
            }
            grown += patch.replacement.len();
            shrunk += patch.was.len();
        }
        Some(Span { start: now.start + shrunk - grown, end: now.end + shrunk - grown })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(text: &str) -> Patched {
        Patched::new(Arc::new(SourceFile::new("a.yaml", text)))
    }

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("planted");
        Span { start, end: start + part.len() }
    }

    #[test]
    fn later_places_are_found_after_earlier_changes() {
        let text = "a: 1h\nb: 200\nc: 9\n";
        let mut patched = file(text);
        for (part, new) in [("1h", "7m30s"), ("9", "33333"), ("200", "4")] {
            let now = patched.now();
            assert!(patched.replace(span(now.text(), part), new, "r", None));
        }
        assert_eq!(patched.now().text(), "a: 7m30s\nb: 4\nc: 33333\n");
        assert_eq!(patched.patches().map(|patch| patch.place.start.line).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_value_changed_twice_is_one_change_and_changed_back_is_none() {
        let mut patched = file("a: 1h\n");
        assert!(patched.replace(Span { start: 3, end: 5 }, "7m30s", "r", None));
        assert!(patched.replace(Span { start: 3, end: 8 }, "5m", "r", None));
        assert_eq!(patched.patches().count(), 1);
        assert!(patched.replace(Span { start: 3, end: 5 }, "1h", "r", None));
        assert!(!patched.is_changed());
    }

    #[test]
    fn a_part_of_a_change_is_not_changed() {
        let mut patched = file("a: 1h\n");
        assert!(patched.replace(Span { start: 3, end: 5 }, "7m30s", "r", None));
        assert!(!patched.replace(Span { start: 4, end: 6 }, "x", "r", None));
    }

    proptest! {
        #[test]
        fn patches_come_out_as_edits_one_after_another(
            words in prop::collection::vec("[a-z]{1,5}", 1..12),
            edits in prop::collection::vec((0_usize..12, "[A-Z]{1,6}"), 0..20),
        ) {
            let mut patched = file(&words.join(" "));
            let mut expected = words;
            for (at, new) in edits {
                let at = at % expected.len();
                let start = expected.iter().take(at).map(|word| word.len() + 1).sum();
                let now = Span { start, end: start + expected[at].len() };
                prop_assert!(patched.replace(now, &new, "r", None));
                expected[at] = new;
                let now = patched.now();
                prop_assert_eq!(now.text(), expected.join(" "));
            }
        }
    }
}
