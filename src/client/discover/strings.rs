//! Connection strings that are a whole pool: their parameters are a library's settings.

use std::borrow::Cow;

use crate::client::discover::assemble::{NamedField, PoolParts};
use crate::client::discover::claim::Claim;
use crate::client::discover::engine;
use crate::client::discover::link::Link;
use crate::client::discover::search::Claimed;
use crate::client::discover::section::Section;
use crate::client::libraries::LIBRARIES;
use crate::client::libraries::engines::Evidence;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::names::{Name, Weight};
use crate::client::pool::library::sites::{Site, same};
use crate::client::pool::library::{Library, Strings};
use crate::client::pool::{Engine, Status};
use crate::client::value::field::{self, Field};
use crate::dsn::ado::{self, Pair};
use crate::source::error::ConfigError;
use crate::text::language::Language;
use crate::text::origin::Stated;

/// The pools that connection strings of a section are, of which a parameter tells a library, or which can be of the one that is
/// wished.
///
/// # Errors
/// A parameter's value is not what the library wants.
pub(super) fn read<'s>(
    own: &'s Section<'s>,
    claimed: &Claimed,
    wished: Option<&'static Library>,
) -> Result<Claim, ConfigError> {
    let may_be = |text: &str| text.contains('=') || (wished.is_some() && text.contains("://"));
    let mut claim = Claim::default();
    for field in own.fields().iter().filter(|field| may_be(field.text) && !claimed.contains(&field.whole)) {
        let draft = match Link::of(field) {
            Some(link) => url(own, &link, wished)?,
            None if own.may_be_of(Language::DotNet) => ado(own, field, wished)?,
            None => None,
        };
        if let Some(draft) = draft {
            claim.spans.push(field.whole);
            claim.add(draft);
        }
    }
    Ok(claim)
}

fn url<'s>(
    own: &'s Section<'s>,
    link: &Link<'s>,
    wished: Option<&'static Library>,
) -> Result<Option<Draft>, ConfigError> {
    let scheme = link.field.text.trim().split("://").next().unwrap_or_default().to_ascii_lowercase();
    let is_told = |library: &Library| match library.strings {
        Strings::Url(schemes) => {
            schemes.contains(&scheme.as_str()) && (wished.is_some() || own_params(library, link) > 0)
        }
        Strings::Own(schemes) => schemes.contains(&scheme.as_str()),
        Strings::None | Strings::Ado => false,
    };
    let may_be = |library: &Library| is_wished(library, wished) && own.may_be_of(library.language);
    let told = LIBRARIES.iter().copied().filter(|library| may_be(library) && is_told(library));
    let Some(library) = told.max_by_key(|library| (own_params(library, link), exact(library, link))) else {
        return Ok(None);
    };
    let why = match wished {
        Some(_) => "--library says so".to_owned(),
        None => format!("the parameters of its URL are {}'s", library.title),
    };
    let site = &Site::ANYWHERE;
    PoolParts { section: own, library, site, members: &[], link: Some(link), why: &why }.draft().map(Some)
}

fn is_wished(library: &Library, wished: Option<&'static Library>) -> bool {
    wished.is_none_or(|wished| wished == library)
}

/// How many of a URL's parameters are spelled as a library spells them: `connection_limit` is Prisma's, `connectionLimit` mysql2's.
fn exact(library: &Library, link: &Link<'_>) -> usize {
    let spellings = || library.params.iter().flat_map(Name::spellings);
    link.params.iter().filter(|param| spellings().any(|spelling| spelling == param.name)).count()
}

/// How many of a URL's parameters no other library has. A switch that is off tells nothing: `pool=false`.
fn own_params(library: &Library, link: &Link<'_>) -> usize {
    let is_on = |value: &str| !value.eq_ignore_ascii_case("false");
    link.params.iter().filter(|param| is_own(library, &param.name) && is_on(&param.value)).count()
}

/// Whether no other library has a parameter of this name.
fn is_own(library: &Library, param: &str) -> bool {
    library.param_of(param).is_some_and(|name| name.weight == Weight::Unique)
}

fn ado<'s>(
    own: &'s Section<'s>,
    field: &'s Field<'s>,
    wished: Option<&'static Library>,
) -> Result<Option<Draft>, ConfigError> {
    let pairs = ado::pairs(field.text);
    if !ado::has_server(&pairs) {
        return Ok(None);
    }
    let provider = provider(own).map(str::to_ascii_lowercase);
    let is_said = |library: &Library| {
        provider.as_ref().is_some_and(|provider| library.classes.iter().any(|class| provider.contains(class)))
    };
    let sure = |library: &Library| pairs.iter().filter(|pair| is_own(library, &pair.name)).count();
    let known = |library: &Library| pairs.iter().filter(|pair| library.param_of(&pair.name).is_some()).count();
    let libraries = LIBRARIES.iter().copied().filter(|library| library.strings == Strings::Ado);
    let libraries = libraries.filter(|library| is_wished(library, wished));
    let Some(library) = libraries.max_by_key(|library| (is_said(library), sure(library), known(library))) else {
        return Ok(None);
    };
    let (is_said, is_sure) = (is_said(library), sure(library) > 0);
    let is_ours = match (ado::engine(&pairs), engine::of_section(own, &[])) {
        (Some(ours), _) => ours,
        (None, Some(Evidence::Ours(_))) => true,
        (None, Some(Evidence::Other)) => false,
        (None, None) => wished.is_some() || is_sure || engine::names_ours(field.words()),
    };
    if !is_ours {
        return Ok(None);
    }
    let title = library.title;
    let why = match (is_said, is_sure) {
        _ if wished.is_some() => "--library says so".to_owned(),
        (true, _) => format!("its provider is {title}"),
        (false, true) => format!("the keys of its connection string are {title}'s"),
        (false, false) => format!("{title} is assumed: its connection string would do for others as well"),
    };
    let (site, members) = (&Site::ANYWHERE, ado_members(library, field, &pairs));
    let parts = PoolParts { section: own, library, site, members: &members, link: None, why: &why };
    let mut draft = parts.draft()?;
    draft.pool.engine = Engine::MySql;
    if let Some(name) = ado_name(own, field) {
        draft.pool.name = name;
    }
    if ado::is_off(&pairs) {
        draft.pool.status = Status::Inert("Pooling=false: every open makes a connection".to_owned());
    }
    let origin = || field.origin(field.span);
    let user = ado::user(&pairs).map(|user| Stated::new(user.to_owned(), origin()));
    draft.pool.usage.user = draft.pool.usage.user.or(user);
    if ado::is_interactive(&pairs) {
        draft.pool.usage.interactive = Some(Stated::new(true, origin()));
    }
    draft.pool.place = Some(field.place(field.key_span));
    Ok(Some(draft))
}

/// The pairs of a connection string that are a library's.
fn ado_members<'s>(library: &'static Library, field: &Field<'s>, pairs: &[Pair]) -> Vec<NamedField<'s>> {
    let member = |pair: &Pair| {
        let name = library.param_of(&pair.name)?;
        let spelling = name.spellings().find(|spelling| same(spelling, &pair.name)).unwrap_or(name.name);
        Some(NamedField { field: Cow::Owned(field::part_of(field, pair.value).under(spelling)), name })
    };
    pairs.iter().filter_map(member).collect()
}

/// The provider of .NET's connections that a section names: `providerName="MySql.Data.MySqlClient"`.
fn provider<'l>(own: &'l Section<'_>) -> Option<&'l str> {
    own.get_any(&["providername", "provider", "dbprovider", "databaseprovider"]).map(|field| field.text)
}

/// What a connection string is called: the name of its element of XML, else its key, where variables of the environment have
/// the path to it in them (<https://learn.microsoft.com/aspnet/core/fundamentals/configuration/#connection-string-prefixes>).
fn ado_name(own: &Section<'_>, field: &Field<'_>) -> Option<String> {
    // What a call is given has no name but the call's.
    if !field.name.is_empty() && field.name.bytes().all(|byte| byte.is_ascii_digit()) && !own.name.is_empty() {
        return Some(own.name.to_string());
    }
    if matches!(field.key().as_str(), "connectionstring" | "connstring" | "connstr" | "value") {
        let named = own.get("name").map(|name| name.text.to_owned());
        let is_alone = !own.is_database() && !own.name.is_empty() && !own.is_named("connectionstrings");
        return named.or_else(|| is_alone.then(|| own.name.to_string())).or_else(|| Some(field.name.to_owned()));
    }
    let last = field.name.rsplit(':').next().and_then(|name| name.rsplit("__").next()).unwrap_or(field.name);
    (!last.is_empty()).then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::client::discover::{self, FileFacts};
    use crate::client::libraries::named;
    use crate::client::options::ReadOptions;
    use crate::source::forms::yaml;
    use crate::text::place::SourceFile;

    /// The libraries and names of the pools of a file.
    fn pools(text: &str, library: Option<&str>) -> Vec<String> {
        let file = SourceFile::new("app.yaml", text);
        let root = yaml::read(&file).expect("valid").remove(0);
        let reading = ReadOptions { library: library.and_then(named), ..ReadOptions::default() };
        let drafts = discover::read(&FileFacts::of(&file, &reading), &root).expect("readable");
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
