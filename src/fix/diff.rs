//! The unified diff of patched files: hunks from the patches themselves. A line that may hold a password is in none.

use super::patch::{Patch, Patched};
use crate::text::secret;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// The diff of all files that change; empty where none does. `git apply` and `patch -p1` take it.
pub fn unified(files: &[Patched]) -> String {
    files.iter().filter(|file| file.is_changed()).map(of_file).collect()
}

/// The changes that the diff leaves out, because their line may hold a password.
pub fn left_out(files: &[Patched]) -> Vec<&Patch> {
    let of = |file: &'_ Patched| secret::lines(file.source.text());
    files
        .iter()
        .flat_map(|file| {
            let secret = of(file);
            file.patches().filter(move |patch| is_secret(&secret, patch))
        })
        .collect()
}

fn is_secret(secret: &[bool], patch: &Patch) -> bool {
    secret.get(patch.place.start.line - 1).copied().unwrap_or(true)
}

fn of_file(file: &Patched) -> String {
    let before = file.source.text();
    let after = file.apply(before);
    let (old, new): (Vec<_>, Vec<_>) = (lines(before), lines(&after));
    let hunks = hunks(file, old.len());
    let mut text = if hunks.is_empty() { String::new() } else { header(file.source.name()) };
    // No patch holds a line break, so line for line the two texts correspond.
    for (first, last) in hunks {
        let count = last - first;
        text.push_str(&format!("@@ -{},{count} +{},{count} @@\n", first + 1, first + 1));
        let pairs: Vec<_> = old.iter().zip(&new).skip(first).take(count).collect();
        let mut at = pairs.as_slice();
        while let Some(((old, new), _)) = at.split_first() {
            let changed = at.iter().take_while(|(old, new)| old != new).count();
            if changed == 0 {
                push(&mut text, ' ', old);
                at = at.get(1..).unwrap_or_default();
                debug_assert_eq!(old, new);
                continue;
            }
            at.iter().take(changed).for_each(|(old, _)| push(&mut text, '-', old));
            at.iter().take(changed).for_each(|(_, new)| push(&mut text, '+', new));
            at = at.get(changed..).unwrap_or_default();
        }
    }
    text
}

/// The lines with their line breaks.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn header(name: &str) -> String {
    let name = name.strip_prefix("./").unwrap_or(name);
    if name.starts_with('/') {
        return format!("--- {name}\n+++ {name}\n");
    }
    format!("--- a/{name}\n+++ b/{name}\n")
}

/// The lines that each hunk spans, from the first to the one after the last.
fn hunks(file: &Patched, lines: usize) -> Vec<(usize, usize)> {
    let secret = secret::lines(file.source.text());
    let shown = |line: &usize| secret.get(*line) == Some(&false);
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for patch in file.patches().filter(|patch| !is_secret(&secret, patch)) {
        let line = patch.place.start.line - 1;
        let before = (line.saturating_sub(CONTEXT)..line).rev().take_while(shown).count();
        let after = (line + 1..(line + 1 + CONTEXT).min(lines)).take_while(shown).count();
        let (first, last) = (line - before, line + 1 + after);
        match hunks.last_mut() {
            Some((_, end)) if first <= *end => *end = last,
            _ => hunks.push((first, last)),
        }
    }
    hunks
}

fn push(text: &mut String, mark: char, line: &str) {
    text.push(mark);
    text.push_str(line);
    if !line.ends_with('\n') {
        text.push_str("\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::place::{SourceFile, Span};
    use std::sync::Arc;

    fn changed(text: &str, edits: &[(&str, &str)]) -> String {
        let mut file = Patched::new(Arc::new(SourceFile::new("app.yaml", text)));
        for (old, new) in edits {
            let now = file.now();
            let start = now.text().find(old).expect("planted");
            assert!(file.replace(Span { start, end: start + old.len() }, new, "rule", None));
        }
        unified(&[file])
    }

    #[test]
    fn near_changes_share_a_hunk_and_far_ones_do_not() {
        let text = (1..=20).fold(String::new(), |text, n| text + &format!("line{n:02}\n"));
        let diff = changed(&text, &[("line02", "two"), ("line03", "three"), ("line18", "eighteen")]);
        let expected = "--- a/app.yaml\n+++ b/app.yaml\n@@ -1,6 +1,6 @@\n line01\n-line02\n-line03\n+two\n+three\n line04\n line05\n line06\n@@ -15,6 +15,6 @@\n line15\n line16\n line17\n-line18\n+eighteen\n line19\n line20\n";
        assert_eq!(diff, expected);
    }

    #[test]
    fn line_endings_and_a_missing_last_one_are_kept() {
        let diff = changed("a: 1\r\nb: 2", &[("2", "3")]);
        assert!(
            diff.ends_with(
                "@@ -1,2 +1,2 @@\n a: 1\r\n-b: 2\n\\ No newline at end of file\n+b: 3\n\\ No newline at end of file\n"
            ),
            "{diff}"
        );
    }

    #[test]
    fn nothing_changed_is_no_diff() {
        assert_eq!(changed("a: 1\n", &[]), "");
    }
}
