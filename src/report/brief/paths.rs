//! Names of files as a narrow page shows them: shortened from the left to the folder that all have in common, never cut inside.

use std::path::Path;

use crate::report::Report;
use crate::text::place::Place;

/// The folder that all files of a run have in common, where their names are too long to be repeated whole.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// It ends with its slash; empty where names are shown as they are.
    root: String,
}

impl Paths {
    /// The names of a report's places, none longer than `longest` where that can be.
    pub fn of(report: &Report<'_>, longest: usize) -> Self {
        let pools = report.client.pools.iter().filter_map(|pool| pool.place.as_ref());
        let findings = report.audit.findings.iter().filter_map(|finding| finding.location.as_ref());
        let files = pools.chain(findings).map(|place| place.file.as_ref());
        Self::of_names(files, longest)
    }

    fn of_names<'f>(files: impl Iterator<Item = &'f str> + Clone, longest: usize) -> Self {
        if files.clone().all(|file| file.chars().count() <= longest) {
            return Self::default();
        }
        let folder = |file: &'f str| Path::new(file).parent().and_then(Path::to_str).unwrap_or_default();
        let root = files.map(folder).reduce(common).unwrap_or_default();
        let root = if root.is_empty() || root.ends_with('/') { root.to_owned() } else { format!("{root}/") };
        Self { root }
    }

    /// The folder, where names are shortened.
    pub fn root(&self) -> Option<&str> {
        (!self.root.is_empty()).then_some(self.root.as_str())
    }

    /// A file's name.
    pub fn name<'f>(&self, file: &'f str) -> &'f str {
        file.strip_prefix(&self.root).unwrap_or(file)
    }

    /// A file's name with the line.
    pub fn place(&self, place: &Place) -> String {
        format!("{}:{}", self.name(&place.file), place.start.line)
    }
}

/// The folders that two paths begin with alike.
fn common<'p>(one: &'p str, other: &str) -> &'p str {
    let mut end = 0;
    for (mine, theirs) in one.split_inclusive('/').zip(other.split_inclusive('/')) {
        if mine.trim_end_matches('/') != theirs.trim_end_matches('/') {
            break;
        }
        end += mine.len();
    }
    one.get(..end).unwrap_or_default().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'f>(files: &[&'f str], longest: usize) -> Vec<&'f str> {
        let paths = Paths::of_names(files.iter().copied(), longest);
        files.iter().map(|file| paths.name(file)).collect()
    }

    #[test]
    fn names_are_shortened_to_the_common_folder_and_only_where_they_are_long() {
        let files = ["platform/services/payment/application.yml", "platform/services/shop/app.yml"];
        assert_eq!(names(&files, 60), files);
        assert_eq!(names(&files, 30), ["payment/application.yml", "shop/app.yml"]);
        assert_eq!(names(&["platform/services/payment/application.yml"], 30), ["application.yml"]);
        assert_eq!(
            names(&["/srv/ab/application.yml", "/srv/abc/application.yml"], 10),
            ["ab/application.yml", "abc/application.yml"]
        );
        assert_eq!(names(&["a/application.yml", "b/application.yml"], 10), ["a/application.yml", "b/application.yml"]);
    }
}
