//! The files that were found: one line of them, or each with its pools and what was passed over.

use super::layout::columns;
use crate::report::{Report, files};
use crate::source::files::walked::{Reason, Walked};
use crate::text::quantity::plural;

/// How many files were read of those that were met; none where each was given by its name.
pub(super) fn line(walked: &Walked) -> Option<String> {
    if walked.is_empty() {
        return None;
    }
    let mut text =
        format!("read {} of {} under {}", walked.read(), plural(walked.files as u64, "file"), walked.roots.join(", "));
    for reason in [Reason::NotUnderstood, Reason::Unreadable, Reason::Folder] {
        if walked.count(reason) > 0 {
            text.push_str(&format!(", {} {}", walked.count(reason), reason.what()));
        }
    }
    Some(text + "; -v names them")
}

/// Every file that was read, and what was passed over; nothing where each was given by its name.
pub(super) fn section(report: &Report<'_>, width: usize) -> String {
    let walked = &report.client.walked;
    if walked.is_empty() {
        return String::new();
    }
    let pools = |count| if count == 0 { "no pool".to_owned() } else { plural(count as u64, "pool") };
    let rows =
        files::read(report.client).into_iter().map(|(path, count)| vec![pools(count), path.to_owned()]).collect();
    let mut text = format!("\nfiles read\n{}", columns(rows, &[], 2, width));
    let (files, folders) = (plural(walked.files as u64, "file"), plural(walked.folders as u64, "folder"));
    if walked.passed_over.is_empty() && walked.notes.is_empty() {
        return text;
    }
    text.push_str(&format!("\npassed over, of {files} in {folders}\n"));
    let counts = Reason::ALL.into_iter().filter(|reason| walked.count(*reason) > 0);
    let counts = counts.map(|reason| vec![walked.count(reason).to_string(), reason.what().to_owned()]).collect();
    text.push_str(&columns(counts, &[0], 2, width));
    let notes = walked.notes.iter().map(|note| vec![format!("{}: {}", note.path, note.message)]).collect();
    text.push_str(&columns(notes, &[], 2, width));
    text
}
