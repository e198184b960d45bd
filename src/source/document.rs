//! A file into its documents: whatever its form, trees whose every node knows its place.

use std::sync::Arc;

use crate::source::error::ConfigError;
use crate::source::form::Form;
use crate::source::forms::dotted;
use crate::source::node::Node;
use crate::text::place::SourceFile;

/// A document of a file.
#[derive(Debug, Clone)]
pub struct Document {
    /// The form that it was read as.
    pub form: &'static Form,
    /// The tree as an application sees it: keys with dots in them are sections.
    pub root: Arc<Node>,
    /// The tree as it is written, for a reader to whom a dot is a letter.
    pub written: Arc<Node>,
}

/// Reads all documents of a file, in the form that its name or its text tells.
///
/// # Errors
/// The text is not of that form, nests too deep, or holds more values than any configuration has.
pub fn read(file: &SourceFile) -> Result<Vec<Document>, ConfigError> {
    let form = Form::of(file);
    let document = |written: Arc<Node>| {
        let root = if form.has_dotted_keys { dotted::unfold(&written) } else { Arc::clone(&written) };
        Document { form, root, written }
    };
    Ok((form.read)(file)?.into_iter().map(document).collect())
}
