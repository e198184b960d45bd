//! The files that were found: one line of them, or each with its pools and what was passed over.

use std::collections::BTreeMap;

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
    let mut text = format!("{}\nfiles read\n{}", programs(report, width), columns(rows, &[], 2, width));
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

/// The programs that the pools are of, as a tree of their folders.
fn programs(report: &Report<'_>, width: usize) -> String {
    let mut programs: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for pool in &report.client.pools {
        if let Some(program) = &pool.program {
            let [judged, inert] = programs.entry(program).or_default();
            *(if pool.is_judged() { judged } else { inert }) += 1;
        }
    }
    if programs.is_empty() {
        return String::new();
    }
    let mut rows = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    for (program, [judged, inert]) in programs {
        let parts: Vec<&str> = program.split('/').collect();
        let common = above.iter().zip(&parts).take_while(|(one, other)| one == other).count().min(parts.len() - 1);
        for (depth, part) in parts.iter().enumerate().skip(common) {
            let indented = format!("{}{part}", "  ".repeat(depth));
            let pools = if depth + 1 < parts.len() { String::new() } else { counts(judged, inert) };
            rows.push(vec![indented, pools]);
        }
        above = parts;
    }
    format!("\nprograms\n{}", columns(rows, &[], 2, width))
}

fn counts(judged: u64, inert: u64) -> String {
    match (judged, inert) {
        (judged, 0) => plural(judged, "pool"),
        (0, inert) => format!("{inert} inert"),
        (judged, inert) => format!("{}, {inert} inert", plural(judged, "pool")),
    }
}
