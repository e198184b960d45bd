//! Option files as servers read them (`my.cnf`), and their options on a command line.
//!
//! The grammar of a line is the clients'; here is which groups count, and what an option says of a variable.

mod arguments;
mod file;

pub(super) use arguments::of_node as arguments_of_node;
pub(super) use file::{folder_files, lines_of_node, of_file, of_node as file_of_node};

use super::text::Text;
use super::{Declared, Said};
use crate::server::capture::CaptureError;
use crate::server::flavors::variables;
use crate::text::place::Place;

/// The server of an option file.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    if !text.documents.is_empty() || !file::has_server_group(text.file.text()) {
        return Ok(Vec::new());
    }
    Ok(vec![of_file(text.file, None)?])
}

/// What an option says of variables. `loose-` means it only where the server knows it; `skip-` and `disable-` turn it off, or
/// down to 0 where it is a number.
fn said(option: &str, value: Option<&str>, place: &Place) -> Vec<Said> {
    let option = option.replace('_', "-");
    let option = option.strip_prefix("loose-").unwrap_or(&option);
    let is_number = |name: &str| variables::known().any(|known| known == name.replace('-', "_"));
    let new = |name: &str, value: &str| Said::new(name, value, place.clone());
    if let Some(name) = option.strip_prefix("disable-") {
        return vec![new(name, if is_number(name) { "0" } else { "OFF" })];
    }
    if let Some(name) = option.strip_prefix("skip-") {
        if is_number(name) {
            return vec![new(name, "0")];
        }
        // `skip-name-resolve=0`: MySQL skips it all the same, and MariaDB does not.
        let switch = match value {
            None => new(option, "ON"),
            Some(value) if is_on(value) => new(option, "ON"),
            Some(value) => Said { value: Err(value.to_owned()), ..new(option, value) },
        };
        return vec![switch, new(name, "OFF")];
    }
    vec![new(option.strip_prefix("enable-").unwrap_or(option), value.unwrap_or("ON"))]
}

fn is_on(value: &str) -> bool {
    ["1", "on", "true", "yes"].contains(&value.to_ascii_lowercase().as_str())
}
