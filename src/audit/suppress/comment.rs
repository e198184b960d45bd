//! Ignores as comments: `# poolcheck: ignore[rule-a,rule-b] reason (until=2026-12-31)`, on the line, above it, or at a section.

use super::{Ignore, Scope};
use crate::audit::known::rule_named;
use crate::audit::rule::{Category, Rule};
use crate::source::comments;
use crate::source::error::ConfigError;
use crate::text::date::Date;
use crate::text::place::SourceFile;

/// What begins every note to poolcheck.
const MARK: &str = "poolcheck:";

/// The form, for errors.
const FORM: &str =
    "write `# poolcheck: ignore[rule] why it does not matter here (until=2026-12-31)`; the day may be left out";

/// The ignores in the comments of a file.
///
/// # Errors
/// One has another form, names no rule, has no reason, or a day that is none.
pub fn read(file: &SourceFile) -> Result<Vec<Ignore>, ConfigError> {
    let mut ignores = Vec::new();
    for (comment, lines) in comments::noted(file, MARK) {
        let Some(text) = comment.text.strip_prefix(MARK).map(str::trim).and_then(|text| text.strip_prefix("ignore"))
        else {
            continue;
        };
        let wrong = |message: String| ConfigError::at(&comment.place, message).help(FORM);
        let (rules, reason, until) = parts(text).map_err(wrong)?;
        let scope = Scope::Lines { file: file.name().clone(), lines };
        ignores.push(Ignore { rules, scope, reason, until, place: comment.place.clone() });
    }
    Ok(ignores)
}

/// What stands behind the word `ignore`, or what is wrong with it.
fn parts(text: &str) -> Result<(Vec<&'static Rule>, String, Option<Date>), String> {
    let (names, rest) = text
        .trim_start()
        .strip_prefix('[')
        .and_then(|text| text.split_once(']'))
        .ok_or("this ignore names no rule in brackets")?;
    let rules = names.split(',').map(|name| ignorable(name.trim())).collect::<Result<Vec<_>, _>>()?;
    let (reason, until) = match rest.split_once("(until=") {
        None => (rest.trim().to_owned(), None),
        Some((before, after)) => {
            let (day, after) = after.split_once(')').ok_or("the bracket after `until=` is not closed")?;
            let until = Date::parse(day.trim()).map_err(|error| format!("until: {error}"))?;
            (format!("{} {}", before.trim(), after.trim()).trim().to_owned(), Some(until))
        }
    };
    if reason.is_empty() {
        return Err("this ignore gives no reason".to_owned());
    }
    Ok((rules, reason, until))
}

/// The rule with this name, if it is one that can be ignored.
///
/// # Errors
/// There is none with this name, or it is one that watches over the ignores.
pub(super) fn ignorable(name: &str) -> Result<&'static Rule, String> {
    if name.is_empty() {
        return Err("this ignore names no rule".to_owned());
    }
    if Category::named(name).is_some() {
        return Err(format!("`{name}` is a family: an ignore names its rules one by one"));
    }
    let rule = rule_named(name).map_err(|unknown| unknown.to_string())?;
    if name.starts_with("ignore-") {
        return Err(format!("{name} watches over the ignores, so none can hide it: say `{name}: off` under `rules`"));
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Result<Vec<Ignore>, String> {
        read(&SourceFile::new("app.yaml", text)).map_err(|error| error.to_string())
    }

    #[test]
    fn rules_reason_and_day_are_read() {
        let text = "a: 1 # poolcheck: ignore[max-idle-defaulted, unknown-setting] a small job (until=2026-12-31)\n";
        let ignores = read_text(text).expect("an ignore");
        let names: Vec<_> = ignores[0].rules.iter().map(|rule| rule.name).collect();
        assert_eq!(names, ["max-idle-defaulted", "unknown-setting"]);
        assert_eq!(ignores[0].reason, "a small job");
        assert_eq!(ignores[0].until.map(|day| day.to_string()).as_deref(), Some("2026-12-31"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (comment, expected) in [
            ("ignore", "no rule in brackets"),
            ("ignore max-idle-defaulted because", "no rule in brackets"),
            ("ignore[] why", "names no rule"),
            ("ignore[max-idle-defaulted]", "gives no reason"),
            ("ignore[max-idle-defaulted] (until=2026-12-31)", "gives no reason"),
            ("ignore[max-idle-defalted] why", "did you mean `max-idle-defaulted`"),
            ("ignore[capacity] why", "one by one"),
            ("ignore[ignore-unused] why", "off"),
            ("ignore[max-idle-defaulted] why (until=2026-02-30)", "`2026-02-30` is no date"),
            ("ignore[max-idle-defaulted] why (until=2026-02-03", "not closed"),
        ] {
            let error = read_text(&format!("a: 1\nb: 2 # poolcheck: {comment}\n")).expect_err(comment);
            assert!(error.starts_with("app.yaml:2:6: ") && error.contains(expected), "{comment}: {error}");
        }
    }

    #[test]
    fn other_notes_are_none() {
        for text in ["a: 1 # see poolcheck: ignore[x]\n", "a: 1 # poolcheck: said so\n", "a: \"# poolcheck: ignore\"\n"]
        {
            assert_eq!(read_text(text).map(|ignores| ignores.len()), Ok(0), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_comment_makes_it_panic(text in "[a-z\\[\\],(=)0-9 -]{0,60}") {
            let _ = read_text(&format!("a: 1 # poolcheck: ignore{text}\n"));
        }
    }
}
