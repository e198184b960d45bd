//! Units of systemd: `ExecStart=` (<https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>). Of a template
//! (`shop@.service`) as many run as somebody starts, which is in no file.

use crate::client::deploy::process_type::{Amount, Count, ProcessType};
use crate::client::deploy::{command, command_words, file_name};
use crate::source::Form;
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// The process of a unit; none where the file is none that starts something.
pub(super) fn read(file: &SourceFile, form: &Form, root: &Node) -> Option<ProcessType> {
    let name = file_name(file.name()).strip_suffix(".service").filter(|_| form.is_ini())?;
    let start = root.get("Service")?.get("ExecStart")?;
    let words = command_words::of_node(file, start);
    let place = file.place(start.span);
    let unknown = || ProcessType::new(name, None, place.clone());
    let mut kind = command::started(file, name, &words).unwrap_or_else(unknown);
    kind.once = root.get("Service").and_then(|service| service.get("Type")?.text()) == Some("oneshot");
    if name.ends_with('@') {
        kind.copies = Some(Count { amount: Amount::Unknown, text: format!("{name}.service"), place });
    }
    Some(kind)
}
