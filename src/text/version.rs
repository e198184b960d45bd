//! Versions of libraries and drivers, as their names write them.

/// Whether a version is at or above another, number by number (`1.5` is `1.5.0`); none where it is no version.
pub fn at_least(version: &str, least: &str) -> Option<bool> {
    let numbers = |text: &str| -> Vec<u64> {
        text.trim_start_matches('v').split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
    };
    let (mut version, mut least) = (numbers(version), numbers(least));
    if version.is_empty() {
        return None;
    }
    let length = version.len().max(least.len());
    version.resize(length, 0);
    least.resize(length, 0);
    Some(version >= least)
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(at_least("v1.10.0", "1.5.0"), Some(true));
        assert_eq!(at_least("1.5.0", "1.5.0"), Some(true));
        assert_eq!(at_least("1.5", "1.5.0"), Some(true));
        assert_eq!(at_least("1.4.1", "1.5.0"), Some(false));
        assert_eq!(at_least("v1.5.1-0.20200101000000-abcdef", "1.5.0"), Some(true));
        assert_eq!(at_least("latest", "1.5.0"), None);
    }
}
