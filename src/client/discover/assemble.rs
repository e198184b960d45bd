//! A pool out of a section that was recognised: what its keys, its connection string and the sections above say.

use crate::client::discover::engine::{self, Evidence};
use crate::client::discover::link::Link;
use crate::client::discover::section::Section;
use crate::client::discover::{naming, properties, requirement, stated_replicas};
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name};
use crate::client::pool::library::sites::Site;
use crate::client::pool::profile;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::client::pool::{Engine, Status};
use crate::client::value;
use crate::client::value::field::Field;
use crate::dsn::Param;
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::names::normal;
use crate::text::origin::{Origin, Stated};
use crate::text::place::SourceFile;
use crate::text::quantity;

/// A key of a section that is one of a library's names.
#[derive(Debug, Clone)]
pub(super) struct NamedField<'a> {
    /// The key and its value.
    pub(super) cell: Field<'a>,
    /// The name that it is.
    pub(super) name: &'static Name,
}

/// Everything that is known of a pool before its values are read.
#[derive(Debug)]
pub(super) struct PoolParts<'l, 'a> {
    /// The file.
    pub(super) file: &'a SourceFile,
    /// The sections from the file's top to the pool's own.
    pub(super) levels: &'l [Section<'a>],
    /// The library.
    pub(super) library: &'static Library,
    /// The place as which its section was recognised.
    pub(super) place: &'static Site,
    /// Its keys, what counts more last.
    pub(super) members: Vec<NamedField<'a>>,
    /// Its connection string.
    pub(super) link: Option<Link<'a>>,
    /// How the library was recognised, for people.
    pub(super) why: String,
}

impl<'a> PoolParts<'_, 'a> {
    /// The pool.
    ///
    /// # Errors
    /// A value is not what its key wants.
    pub(super) fn draft(&self) -> Result<Draft, ConfigError> {
        let mut draft = self.begin();
        self.settings(&mut draft)?;
        self.link(&mut draft)?;
        for default in self.place.defaults {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
        if draft.pool.usage.user.is_none() {
            draft.pool.usage.user = self.user();
        }
        Ok(draft)
    }

    fn begin(&self) -> Draft {
        let section = || self.levels.last().map(|own| own.node.span);
        let own = self.members.iter().filter(|member| !member.cell.merged);
        let first = own.map(|member| member.cell.key_span).min();
        let first = first.or_else(|| self.link.as_ref().map(|link| link.cell.key_span)).or_else(section);
        let place = first.map(|span| self.file.place(span));
        let mut draft = Draft::new("", self.library, Origin::inferred(self.why.clone())).at(place);
        draft.pool.name = naming::of(self.levels).unwrap_or_else(|| draft.stem.clone());
        draft.pool.engine = match engine::of_section(self.levels, &[]) {
            Some(Evidence::Ours(engine)) => engine,
            _ if self.link.is_some() => Engine::MySql,
            _ => self.selected().unwrap_or(Engine::Unknown),
        };
        let unmet = || requirement::unmet(self.file, self.levels, self.place);
        if let Some(reason) = engine::inert(self.levels, &[]).or_else(unmet) {
            draft.pool.status = Status::Inert(reason);
        } else if let Some(lazy) = self.lazy() {
            draft.pool.status = Status::Conditional(lazy);
        }
        draft.unseen.extend(self.place.unknown);
        draft.unseen.extend(self.told_by_url());
        draft.pool.instances = stated_replicas::instances(self.levels);
        draft.profile = profile::of_path(self.levels.iter().map(|level| level.name.as_str()));
        draft
    }

    /// What the URL would say that nothing resolves.
    fn told_by_url(&self) -> Vec<Key> {
        let is_open = |member: &NamedField<'_>| {
            member.name.meaning == Meaning::Link && placeholders::unresolved(member.cell.text).is_some()
        };
        if self.link.is_some() || !self.members.iter().any(is_open) {
            return Vec::new();
        }
        let key = |name: &Name| match name.meaning {
            Meaning::Setting(key) => Some(key),
            _ => None,
        };
        self.library.params.iter().filter_map(key).collect()
    }

    /// The engine that a key names by which the place was recognised: `KC_DB: mariadb`.
    fn selected(&self) -> Option<Engine> {
        self.place.with.iter().find_map(|(key, _)| {
            let cell = self.levels.iter().rev().find_map(|level| level.get(&normal(key)))?;
            engine::of_text(cell.text)
        })
    }

    /// Whether the pool is made only once somebody asks it for a connection, as dynamic-datasource's `lazy: true` says.
    fn lazy(&self) -> Option<String> {
        let cell = self.levels.last()?.get("lazy").filter(|cell| cell.text.eq_ignore_ascii_case("true"))?;
        Some(format!("lazy: it opens with its first use ({})", cell.place(cell.span)))
    }

    fn settings(&self, draft: &mut Draft) -> Result<(), ConfigError> {
        for NamedField { cell, name } in self.members.iter().filter(|member| is_read(member.name)) {
            let unit = name.unit_key.and_then(|key| self.levels.last()?.get(&normal(key)));
            let read = unit.map_or(**name, |unit| name.in_unit(unit.text));
            if let Some(setting) = value::read(self.library, &read, cell, cell.text, cell.span)? {
                take(draft, name, setting);
            }
        }
        Ok(())
    }

    /// What the connection string says: the library's own parameters and those of its driver, which win over the same ones among
    /// the pool's keys.
    fn link(&self, draft: &mut Draft) -> Result<(), ConfigError> {
        let Some(link) = &self.link else { return Ok(()) };
        if let Some(driver) = link.driver.filter(|_| self.library.takes_driver()) {
            for NamedField { cell, name } in properties::of_driver(self.levels, self.library, driver) {
                if let Some(setting) = value::read(self.library, name, &cell, cell.text, cell.span)? {
                    take(draft, name, setting);
                }
            }
        }
        for param in &link.params {
            let driver = link.driver.filter(|_| self.library.takes_driver());
            let named = self.library.param_of(&param.name).or_else(|| driver?.name_of(&param.name));
            if let Some(name) = named.filter(|name| is_read(name))
                && let Some(setting) = value::read(self.library, name, &link.cell, &param.value, link.span(param))?
            {
                take(draft, name, setting);
            }
            if let Some(seconds) = session_wait_timeout(param) {
                let origin = link.cell.origin(link.span(param));
                let value = Value::Time(std::time::Duration::from_secs(seconds));
                draft.pool.settings.set(Key::SessionWaitTimeout, Setting::written(value, seconds.to_string(), origin));
            }
            if param.name.eq_ignore_ascii_case("interactiveClient") && param.value.eq_ignore_ascii_case("true") {
                draft.pool.usage.interactive = Some(Stated::new(true, link.cell.origin(link.span(param))));
            }
        }
        for default in link.driver.filter(|_| self.library.takes_driver()).iter().flat_map(|driver| driver.defaults) {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
        Ok(())
    }

    /// The account, by a key beside the pool or in the connection string.
    fn user(&self) -> Option<Stated<String>> {
        let plain = |text: &str| !text.is_empty() && !text.contains(['$', '{', '%', '<']);
        let named = |level: &Section<'a>| {
            let cell = ["username", "user", "dbuser", "dbusername"].iter().find_map(|name| level.get(name))?;
            plain(cell.text).then(|| Stated::new(cell.text.to_owned(), cell.origin(cell.span)))
        };
        let of_link = || {
            let link = self.link.as_ref()?;
            let user = link.user.clone().filter(|user| plain(user))?;
            Some(Stated::new(user, link.cell.origin(link.cell.span)))
        };
        let near = || self.levels.iter().rev().take(2).find_map(named);
        let inside = || {
            let own = self.levels.last()?;
            self.place.inner.iter().find_map(|(section, _)| named(&own.child(section)?))
        };
        of_link().or_else(near).or_else(inside)
    }
}

/// Whether a name's value is one that is read.
fn is_read(name: &Name) -> bool {
    !matches!(name.meaning, Meaning::Nothing | Meaning::Link)
}

/// Puts a value where its name belongs.
fn take(draft: &mut Draft, name: &'static Name, setting: Setting) {
    match name.meaning {
        Meaning::Setting(key) => draft.pool.settings.set(key, setting),
        Meaning::Input(_) => {
            draft.pool.inputs.insert(name.kept_as, setting);
        }
        Meaning::Link | Meaning::Nothing => {}
    }
}

/// `sessionVariables=wait_timeout=600,…` of Connector/J and MariaDB's
/// (<https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-session.html>).
fn session_wait_timeout(param: &Param) -> Option<u64> {
    if !param.name.eq_ignore_ascii_case("sessionVariables") {
        return None;
    }
    param.value.split([',', ';']).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let name = name.trim().trim_start_matches('@').trim_start_matches("session.");
        name.eq_ignore_ascii_case("wait_timeout").then(|| quantity::count(value.trim()).ok()).flatten()
    })
}
