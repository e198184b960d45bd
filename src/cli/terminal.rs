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
    if to_file || !std::io::stdout().is_terminal() {
        return PAGE;
    }
    terminal_size::terminal_size().map_or(PAGE, |(width, _)| usize::from(width.0).min(WIDEST))
}
