//! Colour and width, decided once for the whole program.

use std::env;
use std::io::IsTerminal;

use super::args::ColorWish;

/// The width of a page that is no terminal: reports in logs and tickets.
const PAGE: usize = 80;
/// Longer lines are hard to read, however wide the terminal.
const WIDEST: usize = 120;

/// Decides about colour: the flag, then NO_COLOR (<https://no-color.org>), then CLICOLOR_FORCE, then the terminal.
pub(super) fn colour(wish: ColorWish, to_file: bool) {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let colour = match wish {
        ColorWish::Always => true,
        ColorWish::Never => false,
        ColorWish::Auto if set("NO_COLOR") => false,
        ColorWish::Auto if env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0") => true,
        ColorWish::Auto => {
            !to_file && std::io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    };
    colored::control::set_override(colour);
}

/// The columns to write for.
pub(super) fn width(to_file: bool) -> usize {
    if to_file {
        return PAGE;
    }
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    // What a pipe ends in is nobody's to know, but may be said.
    let said = || env::var("COLUMNS").ok()?.parse().ok();
    let columns = if std::io::stdout().is_terminal() { terminal() } else { said() };
    columns.unwrap_or(PAGE).min(WIDEST)
}

/// Whether what is written last is what is seen.
pub(super) fn scrolls(to_file: bool) -> bool {
    !to_file && std::io::stdout().is_terminal()
}

/// Whether the terminal's locale knows ASCII alone; a pipe and a file get what a page gets.
pub(super) fn is_ascii(to_file: bool) -> bool {
    // The first that is set counts: https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html#tag_08_02
    let said =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    let knows_more = |locale: &str| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    scrolls(to_file) && !said.is_some_and(|locale| knows_more(&locale))
}
