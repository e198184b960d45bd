//! A pool while it is being read: what is written is there, what its library makes of it is not yet.

use std::time::Duration;

use crate::client::pool::hop::Hop;
use crate::client::pool::instances::Instances;
use crate::client::pool::library::Library;
use crate::client::pool::library::settling::{Inputs, Settling};
use crate::client::pool::remark::{Remark, Twice};
use crate::client::pool::settings::{Key, Limit, Setting, Settings};
use crate::client::pool::{DriverInUse, Engine, Pool, Status, Usage};
use crate::text::origin::{Origin, Stated};
use crate::text::place::Place;

/// A pool before its library's defaults, so that flags may still change what is written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The pool so far.
    pub pool: Pool,
    /// The profile that it is described for, where several stand side by side: `prod`, `development`.
    pub profile: Option<String>,
    /// The `--at` that pointed at it.
    pub at: Option<String>,
    /// The service that deploys it, where a single one does.
    pub service: Option<String>,
    /// What was noticed while reading it. Whose it is, is said by [`Draft::take_remarks`].
    pub remarks: Vec<Remark>,
    /// Settings that somebody may have set where this reader cannot see it: no default is assumed.
    pub unseen: Vec<Key>,
    /// Where the code that opens it has its connection string from; none where no code was read.
    pub opened: Option<Opened>,
    /// The key whose value is its connection string, where a file has one.
    pub link_key: Option<String>,
    /// The variable that stands for its connection string, where nothing resolves it.
    pub link_variable: Option<String>,
    /// What it gives to its own clients, where it is a layer's.
    pub serves: Option<Serves>,
}

/// How a layer between applications and servers is reached, and how long its clients may idle.
#[derive(Debug, Clone)]
pub struct Serves {
    /// The ports that it listens at.
    pub ports: Vec<u16>,
    /// When it closes a client's idle connection, where its file says so.
    pub idle: Option<Stated<Limit<Duration>>>,
}

/// Where code has a pool's connection string from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It stands there.
    Here,
    /// The environment's variable of this name.
    Variable(String),
    /// A configuration, a parameter: somewhere else.
    Somewhere,
}

impl Draft {
    /// A pool of which nothing else is known.
    pub fn new(name: impl Into<String>, library: &'static Library, library_origin: Origin) -> Self {
        Self {
            pool: Pool {
                name: name.into(),
                label: String::new(),
                library,
                library_origin,
                library_version: None,
                place: None,
                engine: Engine::Unknown,
                status: Status::Active,
                settings: Settings::default(),
                inputs: Inputs::new(),
                refusal: None,
                instances: Instances::default(),
                driver: DriverInUse::default(),
                usage: Usage::default(),
                destination: None,
                path: None,
                workload: None,
            },
            profile: None,
            at: None,
            service: None,
            remarks: Vec::new(),
            unseen: Vec::new(),
            opened: None,
            link_key: None,
            link_variable: None,
            serves: None,
        }
    }

    /// Begins at `place`.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.pool.place = place;
        self
    }

    /// The file's name without folder and extension, to tell pools of one name apart.
    pub fn stem(&self) -> &str {
        self.pool.place.as_ref().map_or("", |place| stem(&place.file))
    }

    /// Puts a setting that the file states; a different value that stood there already is noticed.
    pub fn put(&mut self, key: Key, setting: Setting) {
        if let Some(earlier) = self.pool.settings.get(key).filter(|earlier| earlier.value != setting.value) {
            let (passed_over, taken) = (earlier.clone(), setting.clone());
            let twice = Twice { pool: String::new(), setting: key, passed_over, taken };
            self.remarks.push(Remark::Twice(Box::new(twice)));
        }
        self.pool.settings.set(key, setting);
    }

    /// Lays it over another description of the same pool, whose word counts where this one says nothing.
    pub fn lay_over(&mut self, base: Self) {
        let pool = &mut self.pool;
        for (key, setting) in base.pool.settings.iter() {
            if !pool.settings.get(key).is_some_and(Setting::is_written) {
                pool.settings.set(key, setting.clone());
            }
        }
        for (name, setting) in base.pool.inputs {
            pool.inputs.entry(name).or_insert(setting);
        }
        if pool.engine == Engine::Unknown {
            pool.engine = base.pool.engine;
        }
        // A section that only changes the URL says nothing of the library.
        if !pool.settings.iter().any(|(key, setting)| setting.is_written() && base.pool.library.has(key)) {
            pool.library = base.pool.library;
            pool.library_origin = base.pool.library_origin;
        }
        pool.usage.user = pool.usage.user.take().or(base.pool.usage.user);
        pool.destination = pool.destination.take().or(base.pool.destination);
        self.remarks.extend(base.remarks);
        self.unseen.retain(|key| base.unseen.contains(key));
    }

    /// What was noticed, under the pool's final name.
    pub fn take_remarks(&mut self) -> Vec<Remark> {
        let mut remarks = std::mem::take(&mut self.remarks);
        for remark in &mut remarks {
            match remark {
                Remark::UnknownKey { pool, .. } => *pool = Some(self.pool.name.clone()),
                Remark::BareDuration(bare) => bare.pool.clone_from(&self.pool.name),
                Remark::Twice(twice) => twice.pool.clone_from(&self.pool.name),
            }
        }
        remarks
    }

    /// The pool with its library's defaults, and with the path of all pools where it has none of its own.
    pub fn complete(mut self, path: Option<&[Hop]>) -> Pool {
        let pool = &mut self.pool;
        if pool.label.is_empty() {
            pool.label.clone_from(&pool.name);
        }
        pool.path = pool.path.take().or_else(|| path.map(<[Hop]>::to_vec));
        pool.driver.known = pool.driver.known.or(pool.library.usual_driver);
        let mut settling = Settling {
            settings: &mut pool.settings,
            inputs: &pool.inputs,
            version: pool.library_version.as_ref().map(|version| version.value.as_str()),
            threads: pool.usage.threads.as_ref().map(|threads| threads.value),
            driver: pool.driver.known,
            unseen: &self.unseen,
            refused: None,
        };
        pool.library.complete(&mut settling);
        pool.refusal = settling.refused;
        self.pool
    }
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_has_no_folder_and_no_extension() {
        assert_eq!(stem("deploy/app.prod.yaml"), "app");
        assert_eq!(stem(".env"), ".env");
        assert_eq!(stem("<stdin>"), "<stdin>");
    }
}
