//! Names: the nearest known one, and one spelling for every case style.

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

/// One spelling for every case style: `max-open-conns`, `maxOpenConns` and `MAX_OPEN_CONNS` are equal.
pub fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
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
    fn case_styles_are_one() {
        for spelling in ["max-open-conns", "maxOpenConns", "MAX_OPEN_CONNS", "MaxOpenConns"] {
            assert_eq!(normal(spelling), "maxopenconns");
        }
    }
}
