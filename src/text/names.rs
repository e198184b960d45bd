//! Names: the nearest known one, the first of many, and one spelling for every case style.

/// The known name that a misspelt one most likely meant, or none if nothing is near.
///
/// Compared in the normal spelling, so `maxOpenConns` is near `max_open`; a plain prefix counts as near.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = normal(name);
    known
        .into_iter()
        .map(|candidate| (score(&wanted, &normal(candidate)), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn score(wanted: &str, candidate: &str) -> f64 {
    strsim::jaro_winkler(wanted, candidate).max(strsim::normalized_damerau_levenshtein(wanted, candidate))
}

/// The first names of a list, and how many more there are: `a, b, c and 4 more`.
pub fn first_of(names: &[&str], most: usize) -> String {
    let shown = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// One spelling for every case style: `max-open-conns`, `maxOpenConns` and `MAX_OPEN_CONNS` are equal.
pub fn normal(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.bytes().filter(|c| !matches!(c, b'-' | b'_' | b' '));
        return letters.map(|c| char::from(c.to_ascii_lowercase())).collect();
    }
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The words of a name in lower case: `max-open-conns`, `maxOpenConns` and `DB.MaxOpenConns` all end in `max open conns`.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = name.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let after = characters.get(at + 1);
        // `maxOpen` breaks before the O, `DBMax` before the M.
        let hump = character.is_uppercase()
            && (before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (before.is_some_and(|c| c.is_uppercase()) && after.is_some_and(|c| c.is_lowercase())));
        if (hump || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_ascii_alphanumeric() {
            word.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["max_open", "max_idle", "max_lifetime", "read_timeout"];

    #[test]
    fn a_typing_error_finds_its_name() {
        assert_eq!(nearest("max_opne", KNOWN), Some("max_open"));
        assert_eq!(nearest("maxLifeTime", KNOWN), Some("max_lifetime"));
        assert_eq!(nearest("readtimout", KNOWN), Some("read_timeout"));
    }

    #[test]
    fn a_stranger_finds_nothing() {
        assert_eq!(nearest("colour", KNOWN), None);
    }

    #[test]
    fn words_are_found_in_every_case_style() {
        for spelling in
            ["db-max-open-conns", "dbMaxOpenConns", "DB_MAX_OPEN_CONNS", "DBMaxOpenConns", "db.max open conns"]
        {
            assert_eq!(words(spelling), ["db", "max", "open", "conns"], "{spelling}");
        }
        assert_eq!(words("mysql8"), ["mysql8"]);
        assert!(words("--").is_empty());
    }

    #[test]
    fn case_styles_are_one() {
        for spelling in ["max-open-conns", "maxOpenConns", "MAX_OPEN_CONNS", "MaxOpenConns"] {
            assert_eq!(normal(spelling), "maxopenconns");
        }
    }
}
