//! A pool out of a section that was recognised: what its keys, its connection string and the sections above say.

use std::borrow::Cow;

use crate::client::discover::link::Link;
use crate::client::discover::section::Section;
use crate::client::discover::{destination, engine, environment, naming, properties, stated_replicas, status, unread};
use crate::client::libraries::engines::Evidence;
use crate::client::pool::Engine;
use crate::client::pool::draft::Draft;
use crate::client::pool::library::Library;
use crate::client::pool::library::names::{Meaning, Name};
use crate::client::pool::library::sites::Site;
use crate::client::pool::settings::{Key, Setting, Value};
use crate::client::value::field::Field;
use crate::client::value::named;
use crate::dsn::Param;
use crate::source::error::ConfigError;
use crate::source::placeholders;
use crate::text::names::normal;
use crate::text::origin::{Origin, Stated};
use crate::text::quantity;

/// A key of a section that is one of a library's names.
#[derive(Debug, Clone)]
pub(super) struct NamedField<'s> {
    /// The key and its value.
    pub(super) field: Cow<'s, Field<'s>>,
    /// The name that it is.
    pub(super) name: &'static Name,
}

/// Everything that is known of a pool before its values are read.
#[derive(Debug)]
pub(super) struct PoolParts<'p, 's> {
    /// The pool's section.
    pub(super) section: &'s Section<'s>,
    /// The library.
    pub(super) library: &'static Library,
    /// The place as which its section was recognised.
    pub(super) site: &'static Site,
    /// Its keys, what counts more last.
    pub(super) members: &'p [NamedField<'s>],
    /// Its connection string.
    pub(super) link: Option<&'p Link<'s>>,
    /// How the library was recognised, for people.
    pub(super) why: &'p str,
}

impl PoolParts<'_, '_> {
    /// The pool.
    ///
    /// # Errors
    /// A value is not what its key wants.
    pub(super) fn draft(&self) -> Result<Draft, ConfigError> {
        let mut draft = self.begin();
        self.settings(&mut draft)?;
        self.link(&mut draft)?;
        for default in self.site.defaults {
            draft.pool.settings.set_default(default.key, default.value, default.source);
        }
        unread::remarks(self.section, self.library, self.site, &mut draft.remarks);
        if draft.pool.usage.user.is_none() {
            draft.pool.usage.user = self.user();
        }
        draft.pool.destination = destination::of(self.section, self.link);
        let of_members = || self.members.iter().find(|member| member.name.meaning == Meaning::Link);
        let key = self.link.map(|link| link.field.name).or_else(|| Some(of_members()?.field.name));
        draft.link_key = key.map(str::to_owned);
        if self.link.is_none() {
            let variable = || placeholders::variable(of_members()?.field.text);
            draft.link_variable = variable().map(|(name, _)| name.to_owned());
        }
        Ok(draft)
    }

    fn begin(&self) -> Draft {
        let own = self.members.iter().filter(|member| !member.field.merged);
        let first = own.map(|member| member.field.key_span).min();
        let first = first.or_else(|| self.link.map(|link| link.field.key_span)).unwrap_or(self.section.node.span);
        let place = self.section.facts.file.place(first);
        let mut draft = Draft::new("", self.library, Origin::inferred(self.why.to_owned())).at(Some(place));
        draft.pool.name = naming::of(self.section).unwrap_or_else(|| draft.stem().to_owned());
        draft.pool.engine = match engine::of_section(self.section, &[]) {
            Some(Evidence::Ours(engine)) => engine,
            _ if self.link.is_some() => Engine::MySql,
            _ => self.selected().unwrap_or(Engine::Unknown),
        };
        draft.pool.status = status::of(self.section, self.site);
        draft.unseen.extend(self.site.unknown);
        draft.unseen.extend(self.told_by_url());
        draft.pool.instances = stated_replicas::instances(self.section);
        draft.profile = environment::of(self.section);
        draft
    }

    /// What the URL would say that nothing resolves.
    fn told_by_url(&self) -> Vec<Key> {
        let is_open = |member: &NamedField<'_>| {
            member.name.meaning == Meaning::Link && placeholders::unresolved(member.field.text).is_some()
        };
        if self.link.is_some() || !self.members.iter().any(is_open) {
            return Vec::new();
        }
        let key = |name: &Name| match name.meaning {
            Meaning::Setting(key) => Some(key),
            _ => None,
        };
        let of_driver = self.library.usual_driver.filter(|_| self.library.takes_driver());
        let of_driver = of_driver.into_iter().flat_map(|driver| driver.names);
        self.library.params.iter().chain(of_driver).filter_map(key).collect()
    }

    /// The engine that a key names by which the place was recognised: `KC_DB: mariadb`.
    fn selected(&self) -> Option<Engine> {
        self.site.with.iter().find_map(|(key, _)| {
            let field = self.section.up().find_map(|section| section.get(&normal(key)))?;
            engine::of_text(field.text)
        })
    }

    fn settings(&self, draft: &mut Draft) -> Result<(), ConfigError> {
        for NamedField { field, name } in self.members.iter().filter(|member| is_read(member.name)) {
            let unit = name.unit_key.and_then(|key| self.section.get(&normal(key)));
            let read = unit.map_or(**name, |unit| name.in_unit(unit.text));
            if let Some(setting) = named::read(self.library, &read, field, field.text, field.span)? {
                take(draft, name, setting);
            }
        }
        Ok(())
    }

    /// What the connection string says: the library's own parameters and those of its driver, which win over the same ones among
    /// the pool's keys.
    fn link(&self, draft: &mut Draft) -> Result<(), ConfigError> {
        let Some(link) = self.link else { return Ok(()) };
        let driver = link.driver.filter(|driver| self.library.takes_driver() && self.library.is_above(driver));
        let of_driver = driver.map(|driver| properties::of_driver(self.section, self.library, driver));
        for NamedField { field, name } in of_driver.iter().flatten() {
            if let Some(setting) = named::read(self.library, name, field, field.text, field.span)? {
                take(draft, name, setting);
            }
        }
        for param in &link.params {
            let named = self.library.param_of(&param.name).or_else(|| driver?.name_of(&param.name));
            if let Some(name) = named.filter(|name| is_read(name))
                && let Some(setting) = named::read(self.library, name, &link.field, &param.value, link.span(param))?
            {
                take(draft, name, setting.under(&param.name));
            }
            if let Some(seconds) = session_wait_timeout(param) {
                let origin = link.field.origin(link.span(param));
                let value = Value::Time(std::time::Duration::from_secs(seconds));
                let setting = Setting::written(value, seconds.to_string(), origin).under("wait_timeout");
                draft.pool.settings.set(Key::SessionWaitTimeout, setting);
            }
            if param.name.eq_ignore_ascii_case("interactiveClient") && param.value.eq_ignore_ascii_case("true") {
                draft.pool.usage.interactive = Some(Stated::new(true, link.field.origin(link.span(param))));
            }
        }
        draft.pool.driver.known = driver;
        Ok(())
    }

    /// The account, by a key beside the pool or in the connection string.
    fn user(&self) -> Option<Stated<String>> {
        let of_link = || {
            let user = self.link?.user.clone().filter(|user| is_plain(user))?;
            Some(Stated::new(user, self.link?.field.origin(self.link?.field.span)))
        };
        let near = || self.section.up().take(2).find_map(user_of);
        let inside = || self.site.inner.iter().find_map(|(name, _)| user_of(self.section.child(name)?));
        of_link().or_else(near).or_else(inside)
    }
}

/// The account that a key of a section states.
fn user_of(section: &Section<'_>) -> Option<Stated<String>> {
    let field = section.get_any(&["username", "user", "dbuser", "dbusername"])?;
    is_plain(field.text).then(|| Stated::new(field.text.to_owned(), field.origin(field.span)))
}

/// Whether a text is an account as it stands, and no placeholder.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.contains(['$', '{', '%', '<'])
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
