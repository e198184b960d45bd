//! What an error text means: who says it, why, which rules are behind it, and what to look at first.
//!
//! Texts are those of MySQL's and MariaDB's own lists of errors, of the drivers' sources, and of real runs: `tests/real/results` has
//! the errors of more than a hundred stacks, and each of them is known here.

mod drivers;
mod pools;
mod proxies;
mod server;

/// Who says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The database server.
    Server,
    /// The driver: no number of the server's stands behind it.
    Driver,
    /// The application's own pool, before the server is asked.
    Pool,
    /// What stands between both.
    Proxy,
}

impl Who {
    /// The words for people.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Server => "the server says it",
            Self::Driver => "the driver says it, not the server",
            Self::Pool => "the application's own pool says it: the server was not asked",
            Self::Proxy => "a proxy in between says it, not the server",
        }
    }
}

/// An error that people meet, in its several texts.
#[derive(Debug)]
pub struct Symptom {
    /// What it is called in lists.
    pub title: &'static str,
    /// Numbers by which it is known.
    pub numbers: &'static [u32],
    /// Parts of its texts, in lower case, without anything that differs from run to run.
    pub texts: &'static [&'static str],
    /// Who says it.
    pub who: Who,
    /// How drivers of several languages put it.
    pub said: &'static [(&'static str, &'static str)],
    /// What it means.
    pub means: &'static str,
    /// Its causes, the usual one first.
    pub causes: &'static [&'static str],
    /// The rules that see it coming, the likely one first.
    pub rules: &'static [&'static str],
    /// What to look at first.
    pub look: &'static [&'static str],
}

/// All of them; of two that fit alike the first is meant.
pub fn all() -> impl Iterator<Item = &'static Symptom> {
    [proxies::SYMPTOMS, pools::SYMPTOMS, server::SYMPTOMS, drivers::SYMPTOMS].into_iter().flatten()
}

/// What an error text, or a part of one, or its number is; the best first.
///
/// A text that is known is more than a number in it: proxies repeat the server's. Several are given only where nothing tells
/// which is meant.
pub fn find(text: &str) -> Vec<&'static Symptom> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Vec::new();
    }
    let known =
        |symptom: &&Symptom| symptom.texts.iter().filter(|part| text.contains(**part)).map(|part| part.len()).max();
    if let Some(best) = best(all().filter_map(|symptom| Some((symptom, known(&symptom)?)))) {
        return vec![best];
    }
    let numbers = numbers(&text);
    let numbered: Vec<_> =
        all().filter(|symptom| symptom.numbers.iter().any(|number| numbers.contains(number))).collect();
    if !numbered.is_empty() {
        return numbered;
    }
    // A part of a text that somebody remembers; a single letter is a part of everything.
    let remembered = |symptom: &&Symptom| {
        let said = symptom.said.iter().map(|(_, said)| said.to_lowercase());
        said.chain([symptom.title.to_lowercase()]).any(|said| said.contains(&text))
            || symptom.texts.iter().any(|part| part.contains(&text))
    };
    if text.chars().count() < SHORTEST { Vec::new() } else { all().filter(remembered).collect() }
}

/// The shortest part of a text that is looked for.
const SHORTEST: usize = 4;

/// The symptom of which the longest part was found; of equals the first.
fn best(found: impl Iterator<Item = (&'static Symptom, usize)>) -> Option<&'static Symptom> {
    let longest = found.reduce(|best, other| if other.1 > best.1 { other } else { best });
    longest.map(|(symptom, _)| symptom)
}

/// The numbers of a text that may be those of errors.
fn numbers(text: &str) -> Vec<u32> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter(|digits| (3..=5).contains(&digits.len())).filter_map(|digits| digits.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::rules;

    fn titles(text: &str) -> Vec<&'static str> {
        find(text).iter().map(|symptom| symptom.title).collect()
    }

    #[test]
    fn every_symptom_names_rules_that_exist_and_texts_in_lower_case() {
        for symptom in all() {
            for rule in symptom.rules {
                assert!(rules::named(rule).is_some(), "{}: there is no rule {rule}", symptom.title);
            }
            for text in symptom.texts {
                assert_eq!(**text, text.to_lowercase(), "{}", symptom.title);
                assert!(text.len() >= SHORTEST, "{}: {text}", symptom.title);
            }
            assert!(!symptom.causes.is_empty() && !symptom.look.is_empty(), "{}", symptom.title);
        }
    }

    #[test]
    fn every_text_that_is_said_finds_its_own_symptom() {
        for symptom in all() {
            for (language, said) in symptom.said {
                assert_eq!(titles(said), [symptom.title], "{language}: {said}");
            }
        }
    }

    #[test]
    fn a_number_a_text_and_a_part_of_one_are_found() {
        assert_eq!(titles("1040"), ["Error 1040: Too many connections"]);
        assert_eq!(titles("ERROR 1040 (08004): Too many connections"), ["Error 1040: Too many connections"]);
        assert_eq!(titles("Too many connections to MySQL Router"), ["Error 1040 of MySQL Router"]);
        assert_eq!(titles("invalid connection"), ["invalid connection"]);
        assert_eq!(titles("gone away"), ["2006: server has gone away"]);
        assert!(titles("nothing of the kind").is_empty());
        assert!(titles("e").is_empty());
        assert!(titles("  ").is_empty());
    }
}
