//! Connection strings that are a whole pool: their parameters are a library's settings.

use super::assemble::{Member, Parts};
use super::cell::{self, Cell};
use super::engine::{self, Evidence};
use super::level::Level;
use super::link::Link;
use crate::client::draft::Draft;
use crate::client::error::ConfigError;
use crate::client::libraries::names::{Name, Weight};
use crate::client::libraries::places::Place;
use crate::client::libraries::{LIBRARIES, Library, Strings};
use crate::dsn::ado;
use crate::text::place::SourceFile;

/// The pool that a cell's connection string is, if one of its parameters tells a library.
///
/// # Errors
/// A parameter's value is not what the library wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &[Level<'a>],
    cell: &Cell<'a>,
) -> Result<Option<Draft>, ConfigError> {
    let draft = match Link::of(cell) {
        Some(link) => url(file, levels, link)?,
        None if levels.last().is_some_and(|own| own.may_be_of(".NET")) => ado(file, levels, cell)?,
        None => None,
    };
    Ok(draft)
}

fn url<'a>(file: &'a SourceFile, levels: &[Level<'a>], link: Link<'a>) -> Result<Option<Draft>, ConfigError> {
    let scheme = link.cell.text.trim().split("://").next().unwrap_or_default().to_ascii_lowercase();
    let told = |library: &&&Library| match library.strings {
        Strings::Url(schemes) => schemes.contains(&scheme.as_str()) && telling(library, &link) > 0,
        Strings::Own(schemes) => schemes.contains(&scheme.as_str()),
        Strings::None | Strings::Ado => false,
    };
    let may_be = |library: &&&Library| levels.last().is_some_and(|own| own.may_be_of(library.language));
    let Some(library) = LIBRARIES
        .iter()
        .filter(told)
        .filter(may_be)
        .max_by_key(|library| (telling(library, &link), exact(library, &link)))
    else {
        return Ok(None);
    };
    let why = format!("the parameters of its URL are {}'s", library.title);
    let parts = Parts { file, levels, library, place: &Place::ANYWHERE, members: Vec::new(), link: Some(link), why };
    parts.draft().map(Some)
}

/// How many of a URL's parameters are spelled as a library spells them: `connection_limit` is Prisma's, `connectionLimit` mysql2's.
fn exact(library: &Library, link: &Link<'_>) -> usize {
    let spellings = || library.params.iter().flat_map(Name::spellings);
    link.params.iter().filter(|param| spellings().any(|spelling| spelling == param.name)).count()
}

/// How many of a URL's parameters no other library has. A switch that is off tells nothing: `pool=false`.
fn telling(library: &Library, link: &Link<'_>) -> usize {
    let is_telling = |name: &str| library.param_of(name).is_some_and(|name| name.weight == Weight::Telling);
    let is_on = |value: &str| !value.eq_ignore_ascii_case("false");
    link.params.iter().filter(|param| is_telling(&param.name) && is_on(&param.value)).count()
}

fn ado<'a>(file: &'a SourceFile, levels: &[Level<'a>], cell: &Cell<'a>) -> Result<Option<Draft>, ConfigError> {
    let pairs = ado::pairs(cell.text);
    if !ado::has_server(&pairs) {
        return Ok(None);
    }
    let known = |library: &Library| pairs.iter().filter(|pair| library.param_of(&pair.name).is_some()).count();
    let only = |library: &Library| {
        let is_telling =
            |pair: &&ado::Pair| library.param_of(&pair.name).is_some_and(|name| name.weight == Weight::Telling);
        pairs.iter().filter(is_telling).count()
    };
    let provider = engine::provider(levels).map(str::to_ascii_lowercase);
    let said = |library: &Library| {
        provider.as_ref().is_some_and(|provider| library.classes.iter().any(|class| provider.contains(class)))
    };
    let libraries = LIBRARIES.iter().copied().filter(|library| library.strings == Strings::Ado);
    let score = |library: &&Library| (said(library), only(library), known(library));
    let Some(library) = libraries.max_by_key(score) else { return Ok(None) };
    let ours = match (ado::engine(&pairs), engine::of_section(levels, &[])) {
        (Some(ours), _) => ours,
        (None, Some(Evidence::Ours(_))) => true,
        (None, Some(Evidence::Other)) => false,
        (None, None) => only(library) > 0 || engine::names_ours(&cell.words),
    };
    if !ours {
        return Ok(None);
    }
    let members = pairs.iter().filter_map(|pair| {
        let name = library.param_of(&pair.name)?;
        Some(Member { cell: cell::part_of(cell, pair.value), name })
    });
    let why = match (said(library), only(library)) {
        (true, _) => format!("its provider is {}", library.title),
        (false, 0) => format!("{} is assumed: its connection string would do for others as well", library.title),
        (false, _) => format!("the keys of its connection string are {}'s", library.title),
    };
    let members: Vec<_> = members.collect();
    let parts = Parts { file, levels, library, place: &Place::ANYWHERE, members, link: None, why };
    let mut draft = parts.draft()?;
    draft.pool.engine = crate::client::pool::Engine::MySql;
    if let Some(name) = ado_name(levels, cell) {
        draft.pool.name = name;
    }
    if ado::is_off(&pairs) {
        draft.pool.status =
            crate::client::pool::Status::Inert("Pooling=false: every open makes a connection".to_owned());
    }
    draft.pool.usage.user = draft.pool.usage.user.or_else(|| {
        let user = ado::user(&pairs)?;
        Some(crate::text::origin::Stated::new(user.to_owned(), cell.origin(cell.span)))
    });
    if ado::is_interactive(&pairs) {
        draft.pool.usage.interactive = Some(crate::text::origin::Stated::new(true, cell.origin(cell.span)));
    }
    draft.pool.place = Some(cell.place(cell.key_span));
    Ok(Some(draft))
}

/// What a connection string is called: the name of its element of XML, else its key, where variables of the environment have
/// the path to it in them (<https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#connection-string-prefixes>).
fn ado_name(levels: &[Level<'_>], cell: &Cell<'_>) -> Option<String> {
    let own = levels.last()?;
    if let Some(name) = own.get("name").filter(|_| cell.key() == "connectionstring") {
        return Some(name.text.to_owned());
    }
    let last = cell.name.rsplit(':').next().and_then(|name| name.rsplit("__").next()).unwrap_or(cell.name);
    (cell.name != last || levels.len() <= 2).then(|| last.to_owned())
}
