//! Connection strings that are a whole pool: their parameters are a library's settings.

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::engine::{self, Evidence};
use crate::client::discover::link::Link;
use crate::client::discover::section::Section;
use crate::client::libraries::LIBRARIES;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::names::{Name, Weight};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings};
use crate::client::value::field::{self, Field};
use crate::dsn::ado;
use crate::source::error::ConfigError;
use crate::text::language::Language;
use crate::text::names::normal;
use crate::text::place::SourceFile;

/// The pool that a cell's connection string is, if one of its parameters tells a library, or if it can be the one that is wished.
///
/// # Errors
/// A parameter's value is not what the library wants.
pub(super) fn read<'a>(
    file: &'a SourceFile,
    levels: &[Section<'a>],
    cell: &Field<'a>,
    wished: Option<&'static Library>,
) -> Result<Option<Draft>, ConfigError> {
    match Link::of(cell) {
        Some(link) => url(file, levels, link, wished),
        None if levels.last().is_some_and(|own| own.may_be_of(Language::DotNet)) => ado(file, levels, cell, wished),
        None => Ok(None),
    }
}

fn url<'a>(
    file: &'a SourceFile,
    levels: &[Section<'a>],
    link: Link<'a>,
    wished: Option<&'static Library>,
) -> Result<Option<Draft>, ConfigError> {
    let scheme = link.cell.text.trim().split("://").next().unwrap_or_default().to_ascii_lowercase();
    let is_wished = |library: &Library| wished.is_none_or(|wished| wished == library);
    let told = |library: &&&Library| {
        is_wished(library)
            && match library.strings {
                Strings::Url(schemes) => {
                    schemes.contains(&scheme.as_str()) && (wished.is_some() || telling(library, &link) > 0)
                }
                Strings::Own(schemes) => schemes.contains(&scheme.as_str()),
                Strings::None | Strings::Ado => false,
            }
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
    let why = match wished {
        Some(_) => "--library says so".to_owned(),
        None => format!("the parameters of its URL are {}'s", library.title),
    };
    let parts = PoolParts { file, levels, library, place: &Site::ANYWHERE, members: Vec::new(), link: Some(link), why };
    parts.draft().map(Some)
}

/// How many of a URL's parameters are spelled as a library spells them: `connection_limit` is Prisma's, `connectionLimit` mysql2's.
fn exact(library: &Library, link: &Link<'_>) -> usize {
    let spellings = || library.params.iter().flat_map(Name::spellings);
    link.params.iter().filter(|param| spellings().any(|spelling| spelling == param.name)).count()
}

/// How many of a URL's parameters no other library has. A switch that is off tells nothing: `pool=false`.
fn telling(library: &Library, link: &Link<'_>) -> usize {
    let is_telling = |name: &str| library.param_of(name).is_some_and(|name| name.weight == Weight::Unique);
    let is_on = |value: &str| !value.eq_ignore_ascii_case("false");
    link.params.iter().filter(|param| is_telling(&param.name) && is_on(&param.value)).count()
}

fn ado<'a>(
    file: &'a SourceFile,
    levels: &[Section<'a>],
    cell: &Field<'a>,
    wished: Option<&'static Library>,
) -> Result<Option<Draft>, ConfigError> {
    let pairs = ado::pairs(cell.text);
    if !ado::has_server(&pairs) {
        return Ok(None);
    }
    let known = |library: &Library| pairs.iter().filter(|pair| library.param_of(&pair.name).is_some()).count();
    let only = |library: &Library| {
        let is_telling =
            |pair: &&ado::Pair| library.param_of(&pair.name).is_some_and(|name| name.weight == Weight::Unique);
        pairs.iter().filter(is_telling).count()
    };
    let provider = provider(levels).map(str::to_ascii_lowercase);
    let said = |library: &Library| {
        provider.as_ref().is_some_and(|provider| library.classes.iter().any(|class| provider.contains(class)))
    };
    let is_wished = |library: &Library| wished.is_none_or(|wished| wished == library);
    let libraries = LIBRARIES.iter().copied().filter(|library| library.strings == Strings::Ado && is_wished(library));
    let score = |library: &&Library| (said(library), only(library), known(library));
    let Some(library) = libraries.max_by_key(score) else { return Ok(None) };
    let ours = match (ado::engine(&pairs), engine::of_section(levels, &[])) {
        (Some(ours), _) => ours,
        (None, Some(Evidence::Ours(_))) => true,
        (None, Some(Evidence::Other)) => false,
        (None, None) => wished.is_some() || only(library) > 0 || engine::names_ours(cell.words()),
    };
    if !ours {
        return Ok(None);
    }
    let members = pairs.iter().filter_map(|pair| {
        let name = library.param_of(&pair.name)?;
        Some(NamedField { cell: field::part_of(cell, pair.value), name })
    });
    let why = match (said(library), only(library)) {
        _ if wished.is_some() => "--library says so".to_owned(),
        (true, _) => format!("its provider is {}", library.title),
        (false, 0) => format!("{} is assumed: its connection string would do for others as well", library.title),
        (false, _) => format!("the keys of its connection string are {}'s", library.title),
    };
    let members: Vec<_> = members.collect();
    let parts = PoolParts { file, levels, library, place: &Site::ANYWHERE, members, link: None, why };
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

/// The provider of .NET's connections that a section names: `providerName="MySql.Data.MySqlClient"`.
fn provider<'l>(levels: &'l [Section<'_>]) -> Option<&'l str> {
    let names = ["providername", "provider", "dbprovider", "databaseprovider"];
    let own = levels.last()?;
    names.iter().find_map(|name| own.get(name)).map(|cell| cell.text)
}

/// What a connection string is called: the name of its element of XML, else its key, where variables of the environment have
/// the path to it in them (<https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#connection-string-prefixes>).
fn ado_name(levels: &[Section<'_>], cell: &Field<'_>) -> Option<String> {
    let own = levels.last()?;
    if matches!(cell.key().as_str(), "connectionstring" | "connstring" | "connstr" | "value") {
        let named = own.get("name").map(|name| name.text.to_owned());
        let is_alone = !own.is_database() && !own.name.is_empty() && normal(&own.name) != "connectionstrings";
        return named.or_else(|| is_alone.then(|| own.name.clone())).or_else(|| Some(cell.name.to_owned()));
    }
    let last = cell.name.rsplit(':').next().and_then(|name| name.rsplit("__").next()).unwrap_or(cell.name);
    (!last.is_empty()).then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::libraries::named;
    use crate::client::options::ReadOptions;
    use crate::source::forms::yaml;

    /// The libraries and names of the pools of a file.
    fn pools(text: &str, library: Option<&str>) -> Vec<String> {
        let file = SourceFile::new("app.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        let reading = ReadOptions { library: library.and_then(named), ..ReadOptions::default() };
        let drafts = crate::client::discover::read(&file, &root, &reading).expect("readable");
        drafts.iter().map(|draft| format!("{} {}", draft.pool.library.name, draft.pool.name)).collect()
    }

    #[test]
    fn a_spelling_tells_what_its_letters_do_not() {
        assert_eq!(pools("URL: mysql://u@h/d?connection_limit=5\n", None), ["prisma app"]);
        assert_eq!(pools("URL: mysql://u@h/d?connectionLimit=5\n", None), ["mysql2-node app"]);
        assert!(pools("URL: postgres://u@h/d?connection_limit=5\n", None).is_empty());
    }

    #[test]
    fn a_library_that_is_named_reads_what_tells_nothing() {
        let url = "URL: mysql://u@h/d\n";
        assert!(pools(url, None).is_empty());
        assert_eq!(pools(url, Some("mysql2-node")), ["mysql2-node app"]);
        let string = "ConnectionStrings__Shop: Server=h;Uid=u;Max Pool Size=5\n";
        assert!(pools(string, None).is_empty());
        assert_eq!(pools(string, Some("mysql-data-net")), ["mysql-data-net Shop"]);
    }
}
