//! Files in place: written beside the old one and moved over it, so that nobody ever reads half a file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::patch::Patched;

/// UTF-8's byte-order mark, which is no part of the text that was read.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the patched file over the one that was read.
///
/// The bytes outside the patches stay, and so do the permissions; a link keeps pointing at the file that is changed.
///
/// # Errors
/// The file is not what was read any more, or cannot be written.
pub fn write(file: &Patched) -> io::Result<()> {
    let path = fs::canonicalize(file.source.name().as_ref())?;
    let old = fs::read(&path)?;
    let (mark, text) = if old.starts_with(MARK) { old.split_at(MARK.len()) } else { ([].as_slice(), old.as_slice()) };
    if text != file.source.text().as_bytes() {
        return Err(io::Error::other("it has changed since it was read; nothing was written"));
    }
    let new = [mark, file.apply(file.source.text()).as_bytes()].concat();
    let beside = beside(&path)?;
    put(&beside, &path, &new).inspect_err(|_| {
        // What is left of the attempt helps nobody, and its own failure must not hide the first.
        let _ = fs::remove_file(&beside);
    })
}

/// A name beside the file: moving it over the file is one step only within a folder's own file system.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no file name"))?.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.poolcheck-{}", std::process::id())))
}

fn put(beside: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::files::open;
    use crate::text::place::Span;

    fn patched(path: &Path) -> Patched {
        let mut file = Patched::new(open::load(&path.to_string_lossy()).expect("readable"));
        assert!(file.replace(Span { start: 3, end: 5 }, "7m30s", "rule", None));
        file
    }

    #[test]
    fn a_mark_permissions_and_links_are_kept_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("app.yaml");
        fs::write(&path, b"\xEF\xBB\xBFa: 1h # why\r\n").expect("written");
        #[cfg(unix)]
        let path = {
            use std::os::unix::fs::{PermissionsExt, symlink};
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("permissions");
            let link = folder.path().join("link.yaml");
            symlink(&path, &link).expect("a link");
            link
        };
        write(&patched(&path)).expect("written");
        assert_eq!(fs::read(&path).expect("text"), b"\xEF\xBB\xBFa: 7m30s # why\r\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert!(fs::symlink_metadata(&path).expect("the link").is_symlink());
            assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o640);
            assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
        }
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("app.yaml");
        fs::write(&path, "a: 1h\n").expect("written");
        let file = patched(&path);
        fs::write(&path, "a: 2h\n").expect("written");
        let error = write(&file).expect_err("refused").to_string();
        assert!(error.contains("has changed since"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("text"), "a: 2h\n");
    }
}
