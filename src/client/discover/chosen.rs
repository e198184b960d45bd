//! Which of several connections an application uses: a key beside the list of them names the one for who asks for none.

use crate::client::discover::section::Section;
use crate::client::pool::Status;
use crate::source::placeholders;
use crate::text::names::normal;

/// The status of the section that ends `levels`, where `key` beside the list that it stands in names another one.
///
/// A framework's own file lists a connection for each engine that it knows, called after its driver: those are no pools
/// until they are chosen. One with a name of its own is there because somebody asks for it.
pub(super) fn status(levels: &[Section<'_>], key: &str) -> Option<Status> {
    let [.., parent, _, own] = levels else { return None };
    let cell = parent.get(&normal(key)).filter(|cell| placeholders::unresolved(cell.text).is_none())?;
    if cell.text.is_empty() || normal(cell.text) == normal(&own.name) {
        return None;
    }
    let reason = format!("{}: {} ({})", cell.name, cell.text, cell.place(cell.span));
    let listed = ["mysql", "mariadb"].contains(&normal(&own.name).as_str());
    Some(if listed { Status::Inert(reason) } else { Status::Conditional(format!("where it is asked for; {reason}")) })
}
