//! Files into trees whose every node knows its place.
//!
//! One reader a form; what they all give is a [`Document`]. Nothing here knows what a pool is.

pub mod comments;
mod embedded;
pub mod error;
pub mod files;
pub mod forms;
pub mod node;
pub mod parallel;
pub mod placeholders;
mod programs;
pub mod variables;

use std::sync::Arc;

pub use embedded::embedded;
pub use forms::Form;

use self::node::Node;
use crate::source::error::ConfigError;
use crate::text::place::SourceFile;
use forms::template::Mask;

/// Values that one file may hold, aliases followed; the largest configuration seen in public has some 20,000.
const MOST_NODES: usize = 1_000_000;
/// How deep a file may nest, aliases followed.
const DEEPEST: usize = 200;

/// A document of a file.
#[derive(Debug, Clone)]
pub struct Document {
    /// The form that it was read as.
    pub form: Form,
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
    let roots = match form {
        Form::Yaml => read_yaml(file, &Mask::of_templates(file.text())).map_err(|error| of_no_form(file, error)),
        Form::Json => read_yaml(file, &forms::json::without_comments(Mask::of_templates(file.text()))),
        Form::Properties => forms::properties::read(file),
        Form::Toml => forms::toml::read(file),
        Form::Ini => forms::ini::read(file),
        Form::Env => Ok(forms::env::read(file)),
        Form::Php => programs::php::read(file).map(one),
        Form::Python => programs::python::read(file).map(one),
        Form::JavaScript => programs::javascript::read(file).map(one),
        Form::Ruby => programs::ruby::read(file).map(one),
        Form::Libconfig => forms::libconfig::read(file).map(one),
        Form::Xml => forms::xml::read(file).map(one),
        Form::Prisma => forms::prisma::read(file).map(one),
    };
    let document = |written: Arc<Node>| {
        let root = if form.has_dotted_keys() { forms::dotted::unfold(&written) } else { Arc::clone(&written) };
        Document { form, root, written }
    };
    Ok(roots?.into_iter().map(document).collect())
}

fn one(root: Arc<Node>) -> Vec<Arc<Node>> {
    vec![root]
}

/// Reads what is left of a text when its templates and comments are masked, or else the text as it stands.
fn read_yaml(file: &SourceFile, mask: &Mask<'_>) -> Result<Vec<Arc<Node>>, ConfigError> {
    if !mask.hides() {
        return forms::yaml::read(file);
    }
    forms::yaml::read_masked(file, mask)
        .or_else(|error| forms::yaml::read(file).map_err(|_| forms::template::advise(error, mask)))
}

/// The error of a file that was read as YAML because its name and its text tell no form, such as HOCON or Rust.
pub(super) fn of_no_form(file: &SourceFile, error: ConfigError) -> ConfigError {
    let is_named = |ending: &&str| file.name().to_ascii_lowercase().ends_with(*ending);
    let ends = [".conf", ".rs", ".java", ".kt", ".scala", ".groovy", ".cs", ".lua", ".ex", ".exs", ".hcl", ".tf"];
    if !ends.iter().any(is_named) {
        return error;
    }
    let message = format!("this is of no form that is read ({})", error.message);
    let help = "YAML, JSON, TOML, INI, properties, .env, XML, libconfig and Prisma are read, and of PHP, Python, JavaScript, \
                Ruby and Go what is literal; write a poolcheck.yaml that says what this file says";
    ConfigError { message, ..error }.help(help)
}

/// An error for a text that holds something, and nothing of its form.
fn nothing_in(file: &SourceFile, form: &str) -> ConfigError {
    ConfigError::of(file.name(), format!("this was read as {form}, and no line of it is a key with a value")).help(
        "is this the right file? Its name decides its form: `.yaml`, `.json`, `.toml`, `.properties`, `.ini`, `.env`",
    )
}

/// An error for a text that holds more than any configuration does.
fn too_much(file: &SourceFile) -> ConfigError {
    ConfigError::of(file.name(), "this file holds more than a million values")
        .help("no connection-pool configuration needs that; is this the right file?")
}
