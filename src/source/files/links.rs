//! Links to files, as folders that Kubernetes mounts have them: each file once, whatever leads to it.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

/// The links that lead to files which are not found anyway; several to one file count once.
pub(super) fn follow(mut links: Vec<PathBuf>, files: &[PathBuf]) -> Followed {
    let mut followed = Followed { files: Vec::new(), twice: 0 };
    if links.is_empty() {
        return followed;
    }
    let mut targets: HashSet<PathBuf> = files.iter().filter_map(|file| fs::canonicalize(file).ok()).collect();
    links.sort();
    for link in links {
        if fs::canonicalize(&link).is_ok_and(|target| targets.insert(target)) {
            followed.files.push(link);
        } else {
            followed.twice += 1;
        }
    }
    followed
}

/// Links to files, and how many led to a file that is read already.
pub(super) struct Followed {
    pub(super) files: Vec<PathBuf>,
    pub(super) twice: usize,
}
