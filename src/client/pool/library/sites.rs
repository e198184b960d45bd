//! Where a library's section stands in files, as data.

use crate::client::pool::library::names::Name;
use crate::client::pool::library::{Default, Library};
use crate::client::pool::settings::Key;

/// A place where sections of a library stand.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// The application or framework that has it, for people; none for the library's own form.
    pub title: Option<&'static str>,
    /// The last names of the path to the section, in any case style; `*` is any one name. Empty is anywhere.
    pub path: &'static [&'static str],
    /// Keys in the section or above it, one of whose values must hold one of these words: `("adapter", &["mysql2"])`. A
    /// word after `=` is the whole value.
    pub with: &'static [(&'static str, &'static [&'static str])],
    /// The same, of keys in the section itself.
    pub holds: &'static [(&'static str, &'static [&'static str])],
    /// Sections that are not in it: what has one is something else's.
    pub lacks: &'static [&'static str],
    /// How much of the library must be seen there.
    pub needs: Needs,
    /// Names that only this place has; they go before the library's own.
    pub names: &'static [Name],
    /// Defaults that only this place has.
    pub defaults: &'static [Default],
    /// Sections in it that hold more of its names, with the names that they have.
    pub inner: &'static [(&'static str, &'static [Name])],
    /// Words of which the file's text must hold one: the module that a program imports.
    pub mentions: &'static [&'static str],
    /// The same of other words: the engine, which the section does not say.
    pub mentions_too: &'static [&'static str],
    /// Only clients of MySQL and MariaDB stand there.
    pub ours: bool,
    /// The key beside the list of such sections that names the one used by default.
    pub chosen_by: Option<&'static str>,
    /// Settings whose defaults are not the library's here, and are not known.
    pub unknown: &'static [Key],
    /// What the rest of the file must say, or the pool will not exist.
    pub requires: &'static [Requirement],
    /// What becomes of a section that names replicas.
    pub replication: Option<Replication>,
    /// What is not said there is the library's default, also where an environment says the connection string and nothing else: the
    /// framework reads the rest from nowhere else.
    pub says_all: bool,
    /// Keys that people write there and nothing reads.
    pub unread: &'static [Unread],
    /// All other keys that are read there: one that is none of them, and near one of the names, is misspelt. None where not all are known.
    pub closed: Option<&'static [&'static str]>,
    /// The path from the file's top to connection strings, each of which is a pool with the section's settings.
    pub each: &'static [&'static str],
    /// The framework whose pool in the same section it sets, by another way.
    pub feeds: Option<&'static str>,
}

/// A key that people write and nothing reads.
#[derive(Debug, Clone, Copy)]
pub struct Unread {
    /// The key, or the sections that lead to it from the pool's, and then the key.
    pub path: &'static [&'static str],
    /// Why nothing reads it.
    pub why: &'static str,
    /// What to write instead.
    pub instead: &'static str,
}

/// A key elsewhere in the file that decides whether a pool exists.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    /// Paths to the key, from the section or one above it; the first that is there decides. Without one it never holds.
    pub keys: &'static [&'static [&'static str]],
    /// Words of which its value must hold one; none is any value. A word after `!` it must not hold.
    pub words: &'static [&'static str],
    /// Whether it holds where no such key is there.
    pub or_absent: bool,
    /// Why the pool does not exist, for people.
    pub otherwise: &'static str,
}

/// Seata keeps its transactions in files where nothing else is said
/// (<https://seata.apache.org/docs/ops/deploy-guide-beginner/>).
pub(in crate::client) const SEATA_DB: &[Requirement] = &[Requirement {
    keys: &[&["mode"], &["lock", "mode"]],
    words: &["db"],
    or_absent: true,
    otherwise: "Seata's store.mode is not `db`",
}];

/// A database of Rocket's, of which two crates make pools. Nothing said of the size is four times its workers
/// (<https://api.rocket.rs/v0.5/rocket_db_pools/struct.Config.html>).
pub(in crate::client) const fn rocket(path: &'static [&'static str]) -> Site {
    Site::at(path).of("Rocket").with(&[("url", &["mysql://", "mariadb://"])]).unknown(&[Key::MaxOpen])
}

/// What pools a library makes of a section with `replication`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replication {
    /// One to read and one to write, each of the section's size.
    ReadAndWrite,
    /// One for each node, each of the section's size.
    EachNode,
}

/// How much of a library must be seen in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The path is enough.
    Path,
    /// The path, and one of the names.
    OneName,
    /// Variables of an environment that are called after the path: in a file somebody else finds what stands there.
    Variables,
    /// The path, and one of the names that only this place has.
    OwnName,
    /// A name that no other pool has, or two that other pools have too, and a database nearby.
    Likeness,
}

impl Site {
    /// Anywhere, by likeness.
    pub const ANYWHERE: Self = Self {
        title: None,
        path: &[],
        with: &[],
        holds: &[],
        lacks: &[],
        needs: Needs::Likeness,
        names: &[],
        defaults: &[],
        inner: &[],
        mentions: &[],
        mentions_too: &[],
        ours: false,
        chosen_by: None,
        unknown: &[],
        requires: &[],
        replication: None,
        says_all: false,
        unread: &[],
        closed: None,
        each: &[],
        feeds: None,
    };

    /// A section at this path that holds one of the library's names.
    pub const fn at(path: &'static [&'static str]) -> Self {
        Self { path, needs: Needs::OneName, ..Self::ANYWHERE }
    }

    /// Variables that are called after this path: `SPRING_DATASOURCE_URL`.
    pub const fn variables_of(path: &'static [&'static str]) -> Self {
        Self { path, needs: Needs::Variables, ..Self::ANYWHERE }
    }

    /// A section at this path, whatever it holds.
    pub const fn all_of(path: &'static [&'static str]) -> Self {
        Self { path, needs: Needs::Path, ..Self::ANYWHERE }
    }

    /// Only with one of its own names: the rest is what many have.
    #[must_use]
    pub const fn by_own_name(self) -> Self {
        Self { needs: Needs::OwnName, ..self }
    }

    /// Of this application.
    #[must_use]
    pub const fn of(self, title: &'static str) -> Self {
        Self { title: Some(title), ..self }
    }

    /// Only where a key says so.
    #[must_use]
    pub const fn with(self, with: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { with, ..self }
    }

    /// Only where a key of the section itself says so.
    #[must_use]
    pub const fn holding(self, holds: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self { holds, ..self }
    }

    /// Only where the section holds none of these sections.
    #[must_use]
    pub const fn lacking(self, lacks: &'static [&'static str]) -> Self {
        Self { lacks, ..self }
    }

    /// With names of its own.
    #[must_use]
    pub const fn names(self, names: &'static [Name]) -> Self {
        Self { names, ..self }
    }

    /// A section at this path that looks like the library's.
    pub const fn like(path: &'static [&'static str]) -> Self {
        Self { path, ..Self::ANYWHERE }
    }

    /// With more names in sections of its own.
    #[must_use]
    pub const fn inner(self, inner: &'static [(&'static str, &'static [Name])]) -> Self {
        Self { inner, ..self }
    }

    /// Only in files that mention one of these.
    #[must_use]
    pub const fn mentioning(self, mentions: &'static [&'static str]) -> Self {
        Self { mentions, ..self }
    }

    /// Only in files that mention one of these as well.
    #[must_use]
    pub const fn and_mentioning(self, mentions_too: &'static [&'static str]) -> Self {
        Self { mentions_too, ..self }
    }

    /// Of a client of MySQL or MariaDB only.
    #[must_use]
    pub const fn ours(self) -> Self {
        Self { ours: true, ..self }
    }

    /// One of several, of which this key beside them names the one that is used.
    #[must_use]
    pub const fn chosen_by(self, key: &'static str) -> Self {
        Self { chosen_by: Some(key), ..self }
    }

    /// With defaults of its own.
    #[must_use]
    pub const fn defaults(self, defaults: &'static [Default]) -> Self {
        Self { defaults, ..self }
    }

    /// With settings whose defaults are not known here.
    #[must_use]
    pub const fn unknown(self, unknown: &'static [Key]) -> Self {
        Self { unknown, ..self }
    }

    /// Only where this is said elsewhere in the file; else the pool is shown and not judged.
    #[must_use]
    pub const fn requires(self, requires: &'static [Requirement]) -> Self {
        Self { requires, ..self }
    }

    /// Several pools where the section names replicas.
    #[must_use]
    pub const fn replicated(self, replication: Replication) -> Self {
        Self { replication: Some(replication), ..self }
    }

    /// Where everything is said that the library is told.
    #[must_use]
    pub const fn says_all(self) -> Self {
        Self { says_all: true, ..self }
    }

    /// Setting the pool of a framework in the same section.
    #[must_use]
    pub const fn feeding(self, title: &'static str) -> Self {
        Self { feeds: Some(title), ..self }
    }

    /// With keys that people write there and nothing reads.
    #[must_use]
    pub const fn unread(self, unread: &'static [Unread]) -> Self {
        Self { unread, ..self }
    }

    /// Where nothing is read but the names and these keys.
    #[must_use]
    pub const fn closed(self, others: &'static [&'static str]) -> Self {
        Self { closed: Some(others), ..self }
    }

    /// One pool for each connection string at this path.
    #[must_use]
    pub const fn each(self, each: &'static [&'static str]) -> Self {
        Self { each, ..self }
    }
}

impl Library {
    /// The library's name that a key is in any case style, those of a place first.
    pub fn name_of(&'static self, place: &'static Site, key: &str) -> Option<&'static Name> {
        let names = || place.names.iter().chain(self.names);
        names().find(|name| name.is(key))
    }
}

/// Whether two names are equal but for their case styles, found without building either.
pub(crate) fn same(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|c| !matches!(c, b'-' | b'_' | b' ')).map(|c| c.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}
