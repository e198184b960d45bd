//! Paths with wildcards, as a settings file names configurations.

/// A path, matched from its end: `billing/*.yaml` is any YAML file in any folder `billing`. `*` stands for any text
/// within one name, `**` for any folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<String>);

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Self {
        Self(names(text).map(str::to_owned).collect())
    }

    /// Whether a path is meant.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<_> = names(path).collect();
        let pattern: Vec<_> = self.0.iter().map(String::as_str).collect();
        (0..path.len()).any(|start| path.get(start..).is_some_and(|rest| folders(&pattern, rest)))
    }
}

fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\']).filter(|name| !name.is_empty() && *name != ".")
}

fn folders(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], [_, below @ ..]) => folders(rest, path) || folders(pattern, below),
        (["**", rest @ ..], []) => folders(rest, path),
        ([first, rest @ ..], [name, below @ ..]) => name_matches(first, name) && folders(rest, below),
        _ => false,
    }
}

fn name_matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, rest)) => name.strip_prefix(before).is_some_and(|name| {
            name.char_indices()
                .map(|(at, _)| at)
                .chain([name.len()])
                .any(|at| name.get(at..).is_some_and(|tail| name_matches(rest, tail)))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_matched_from_its_end() {
        for (pattern, path, expected) in [
            ("app.yaml", "app.yaml", true),
            ("app.yaml", "./services/app.yaml", true),
            ("./app.yaml", "app.yaml", true),
            ("services/app.yaml", "/srv/services/app.yaml", true),
            ("services/app.yaml", "/srv/other/app.yaml", false),
            ("app.yaml", "app.yaml.bak", false),
            ("*.yaml", "a/b.yaml", true),
            ("b*c*.yaml", "a/bxxcyy.yaml", true),
            ("services/*.yaml", "services/a/b.yaml", false),
            ("services/**/*.yaml", "x/services/a/b/c.yaml", true),
            ("services/**", "services/a/b.yaml", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(path), expected, "{pattern} {path}");
        }
    }
}
