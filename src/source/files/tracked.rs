//! The files that git tracks, whatever its ignores say of them: a file that was added once stays a part of the repository
//! (<https://git-scm.com/docs/gitignore>). Read out of git's index (<https://git-scm.com/docs/index-format>); git itself is not run.

use std::fs;
use std::path::{Path, PathBuf};

/// The largest index that is read, in bytes: that of a repository with a million files has a hundred million.
const LARGEST: u64 = 256 << 20;

/// The tracked files at or below a folder, as paths that begin with it; none where no repository is around it.
pub(super) fn below(folder: &Path) -> Vec<PathBuf> {
    let Some((root, below)) = repository(folder) else { return Vec::new() };
    let index = root.join(".git").join("index");
    let is_small = fs::metadata(&index).is_ok_and(|file| file.len() <= LARGEST);
    let Some(bytes) = is_small.then(|| fs::read(&index).ok()).flatten() else { return Vec::new() };
    let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
    let paths = paths(&bytes).unwrap_or_default();
    paths.iter().filter_map(|path| path.strip_prefix(prefix.as_str())).map(|rest| folder.join(rest)).collect()
}

/// The folder above that holds the repository, and the way from it to this one.
fn repository(folder: &Path) -> Option<(PathBuf, String)> {
    let folder = fs::canonicalize(folder).ok()?;
    let root = folder.ancestors().find(|above| above.join(".git").join("index").is_file())?;
    let below = folder.strip_prefix(root).ok()?.to_str()?.to_owned();
    Some((root.to_owned(), below))
}

/// The paths of an index of version 2, 3 or 4, the versions that git writes; none where it is something else.
fn paths(bytes: &[u8]) -> Option<Vec<String>> {
    /// What stands before the path of an entry: times, numbers, the object's name, flags.
    const HEAD: usize = 62;
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (version, count) = (number(4)?, number(8)?);
    if bytes.get(..4)? != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let (mut at, mut found, mut last) = (12, Vec::new(), Vec::new());
    for _ in 0..count {
        let flags = u16::from_be_bytes(bytes.get(at + HEAD - 2..at + HEAD)?.try_into().ok()?);
        let is_extended = version > 2 && flags & 0x4000 != 0;
        let start = at + HEAD + if is_extended { 2 } else { 0 };
        let (kept, start) = if version == 4 { shortened(bytes, start, last.len())? } else { (0, start) };
        let end = start + bytes.get(start..)?.iter().position(|byte| *byte == 0)?;
        last.truncate(kept);
        last.extend_from_slice(bytes.get(start..end)?);
        found.extend(String::from_utf8(last.clone()));
        // Version 4 has no padding; the others fill up to eight bytes, with one zero at least.
        at = if version == 4 { end + 1 } else { at + (end - at + 8) / 8 * 8 };
    }
    Some(found)
}

/// How much of the path before an entry's of version 4 is kept, and where the rest begins.
fn shortened(bytes: &[u8], mut at: usize, length: usize) -> Option<(usize, usize)> {
    let mut cut: usize = 0;
    let mut first = true;
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        // Git's own encoding adds one for each byte that follows.
        cut = if first { 0 } else { cut.checked_add(1)?.checked_mul(128)? } + usize::from(byte & 0x7f);
        first = false;
        if byte & 0x80 == 0 {
            return Some((length.checked_sub(cut)?, at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(path: &str) -> Vec<u8> {
        let mut bytes = vec![0; 60];
        bytes.extend(u16::try_from(path.len()).expect("short").to_be_bytes());
        bytes.extend(path.as_bytes());
        let padded = (bytes.len() + 8) / 8 * 8;
        bytes.resize(padded, 0);
        bytes
    }

    #[test]
    fn an_index_lists_its_paths() {
        let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x02".to_vec();
        bytes.extend(entry("a/local.yaml"));
        bytes.extend(entry("b.yaml"));
        assert_eq!(paths(&bytes), Some(vec!["a/local.yaml".to_owned(), "b.yaml".to_owned()]));
        assert_eq!(paths(b"DIRC\0\0\0\x09\0\0\0\x02"), None);
    }

    #[test]
    fn version_4_cuts_what_two_paths_share() {
        let mut bytes = b"DIRC\0\0\0\x04\0\0\0\x02".to_vec();
        for (cut, rest) in [(0_u8, "src/app.yaml"), (8, "db.yaml")] {
            bytes.extend([0; 62]);
            bytes.push(cut);
            bytes.extend(rest.as_bytes());
            bytes.push(0);
        }
        assert_eq!(paths(&bytes), Some(vec!["src/app.yaml".to_owned(), "src/db.yaml".to_owned()]));
    }

    proptest! {
        #[test]
        fn no_index_makes_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), version in 2_u8..5) {
            let head = [b'D', b'I', b'R', b'C', 0, 0, 0, version, 0, 0, 0, 9];
            bytes.splice(0..0, head);
            let _ = paths(&bytes);
        }
    }
}
