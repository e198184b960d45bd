//! The password that a flag brings: from a file, from standard input, or asked for on the terminal.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context as _, bail};

use super::args::ServerArgs;
use super::prompt;
use crate::dsn::secret::Secret;

/// Longer than any password: a file beyond it is another file.
const LIMIT: u64 = 4096;

/// The password, where a flag brings one.
pub(super) fn of(args: &ServerArgs) -> anyhow::Result<Option<Secret>> {
    if args.ask_password {
        return prompt::password().map(Some);
    }
    args.password_file.as_deref().map(from_file).transpose()
}

/// Whether the password is to come from standard input.
pub(super) fn takes_stdin(args: &ServerArgs) -> bool {
    args.password_file.as_deref() == Some(Path::new("-"))
}

fn from_file(path: &Path) -> anyhow::Result<Secret> {
    let name = path.display();
    let text = if path == Path::new("-") { text(io::stdin().lock()) } else { File::open(path).and_then(text) };
    let text = text.with_context(|| format!("cannot read the password from {name}"))?;
    // The line break is the editor's, not the password's.
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    match password {
        "" => bail!("the password file {name} is empty"),
        _ if text.len() as u64 > LIMIT || password.contains('\n') => {
            bail!("the password file {name} holds more than one line; it must hold the password alone")
        }
        _ => Ok(Secret::new(password)),
    }
}

fn text(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(LIMIT + 1).read_to_string(&mut text)?;
    Ok(text)
}
