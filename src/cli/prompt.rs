//! Asking for a password on the terminal, without an echo.
//!
//! The echo is off before the prompt stands there, so that what is pasted at once is not seen, and what was typed before
//! is dropped. Signals from the keyboard are off as well: Ctrl-C would leave a terminal without an echo behind.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read as _, Write as _};

use anyhow::{Context as _, bail};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use crate::dsn::secret::Secret;

const PROMPT: &str = "password: ";
/// What the keys send.
const ENTER: [u8; 2] = [b'\n', b'\r'];
const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_U: u8 = 21;
const BACKSPACE: [u8; 2] = [8, 127];

/// Asks for the password.
pub(super) fn password() -> anyhow::Result<Secret> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
    let terminal = terminal.context("there is no terminal to ask for the password; use --password-file")?;
    let silent = Silent::on(&terminal).context("cannot turn the terminal's echo off")?;
    (&terminal).write_all(PROMPT.as_bytes())?;
    let typed = line(&terminal);
    // The line break that was not echoed.
    (&terminal).write_all(b"\n")?;
    drop(silent);
    match typed.context("cannot read the password from the terminal")? {
        Some(typed) => Ok(Secret::new(String::from_utf8_lossy(&typed))),
        None => bail!("no password was given"),
    }
}

/// What was typed up to the line break; none where it was given up.
fn line(terminal: &File) -> io::Result<Option<Vec<u8>>> {
    let mut typed = Vec::new();
    for byte in BufReader::new(terminal).bytes() {
        match byte? {
            byte if ENTER.contains(&byte) => return Ok(Some(typed)),
            CTRL_C => return Ok(None),
            CTRL_D if typed.is_empty() => return Ok(None),
            CTRL_U => typed.clear(),
            byte if BACKSPACE.contains(&byte) => erase_letter(&mut typed),
            byte => typed.push(byte),
        }
    }
    Ok(None)
}

/// Drops the last letter, which may be several bytes of UTF-8.
fn erase_letter(typed: &mut Vec<u8>) {
    while let Some(byte) = typed.pop() {
        if !matches!(byte, 0x80..=0xBF) {
            return;
        }
    }
}

/// A terminal without echo, until it is dropped.
struct Silent<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Silent<'a> {
    fn on(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        // Each byte as it comes.
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silent<'_> {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_erased_whole() {
        let mut typed = "aä".as_bytes().to_vec();
        erase_letter(&mut typed);
        assert_eq!(typed, b"a");
        erase_letter(&mut typed);
        erase_letter(&mut typed);
        assert!(typed.is_empty());
    }
}
