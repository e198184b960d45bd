//! What a fleet file says of all pools of a service, and which flags are for which service.

use std::sync::Arc;

use crate::client::flags::set::PoolField;
use crate::client::flags::{FlagError, Flags};
use crate::client::libraries::go;
use crate::client::own::key::OwnKey;
use crate::client::own::pool;
use crate::client::own::reader::Reader;
use crate::client::pool::draft::Draft;
use crate::client::pool::remark::Remark;
use crate::source::error::ConfigError;
use crate::source::node::Node;
use crate::text::names::nearest;
use crate::text::origin::Origin;
use crate::text::place::SourceFile;

/// One field of every pool, stated in another file than the pools' own.
#[derive(Debug, Clone)]
pub(super) struct Common {
    file: Arc<SourceFile>,
    field: OwnKey,
    node: Arc<Node>,
}

impl Common {
    pub(super) fn apply(&self, drafts: &mut [Draft]) -> Result<(), FlagError> {
        // One value of several pools: an edit for one would reach the others.
        let node = Node { shared: self.node.shared || drafts.len() > 1, ..(*self.node).clone() };
        for draft in drafts {
            pool::apply(Reader::of_file(&self.file), self.field, &node, draft)
                .map_err(|error| FlagError::of_config(self.file.name(), error))?;
        }
        Ok(())
    }
}

impl Flags {
    /// States a field of every pool, as it stands in a file. Flags count more.
    ///
    /// # Errors
    /// The value is not what the field wants.
    pub fn common(&mut self, file: &Arc<SourceFile>, field: OwnKey, node: &Arc<Node>) -> Result<(), ConfigError> {
        // Read once into a pool that nobody sees, so that a mistake has its line.
        let mut trial = Draft::new("", &go::GO, Origin::default(""));
        pool::apply(Reader::of_file(file), field, node, &mut trial)?;
        if let Some(Remark::UnknownKey { key, nearest, place, .. }) = trial.remarks.first() {
            let error = ConfigError::at(place, format!("there is no key `{key}`"));
            return Err(nearest.map_or(error.clone(), |name| error.help(format!("did you mean `{name}`?"))));
        }
        self.common.push(Common { file: Arc::clone(file), field, node: Arc::clone(node) });
        Ok(())
    }

    /// The flags that are for one service, in its own words: `SERVICE.setting` is for all of its pools,
    /// `SERVICE.POOL.setting` for one.
    #[must_use]
    pub fn of_service(&self, service: &str) -> Self {
        let fields = self.fields.iter().filter_map(|set| set.of_service(service)).collect();
        Self { fields, common: Vec::new(), ..self.clone() }
    }

    /// These flags over what a file says of all pools.
    #[must_use]
    pub fn over(self, file: &Self) -> Self {
        let mut all = Self { common: file.common.clone(), ..self };
        all.variables.over(&file.variables);
        all.maps.extend(file.maps.iter().cloned());
        if all.reading.profiles.is_empty() {
            all.reading.profiles.clone_from(&file.reading.profiles);
        }
        all
    }

    /// Checks that every flag names one of the services.
    ///
    /// # Errors
    /// A flag names none.
    pub fn name_services(&self, services: &[&str]) -> Result<(), FlagError> {
        let lost = self.fields.iter().find(|set| !services.iter().any(|name| set.of_service(name).is_some()));
        let Some(set) = lost else { return Ok(()) };
        let error = FlagError::new(&set.flag, format!("there is no service `{}`", set.pool));
        Err(match nearest(&set.pool, services.iter().copied()) {
            Some(name) => error.help(format!("did you mean `{name}`?")),
            None => error.help(format!("the services are {}", services.join(", "))),
        })
    }
}

impl PoolField {
    fn of_service(&self, service: &str) -> Option<Self> {
        let pool = match self.pool.strip_prefix(service) {
            _ if self.pool == "*" => "*",
            Some("") => "*",
            rest => rest?.strip_prefix('.')?,
        };
        Some(Self { pool: pool.to_owned(), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::client::pool::settings::{Hindrance, Key, Limit};
    use crate::client::read::read;
    use crate::source::forms::yaml;

    fn common(text: &str) -> Result<Flags, ConfigError> {
        let file = Arc::new(SourceFile::new("fleet.yaml", text));
        let root = yaml::read(&file)?.remove(0);
        let mut overrides = Flags::default();
        for entry in root.entries().expect("a mapping") {
            overrides.common(&file, OwnKey::named(&entry.key).expect("a field"), &entry.value)?;
        }
        Ok(overrides)
    }

    fn with(overrides: &Flags) -> Client {
        let file = SourceFile::new("a.yaml", "pools: {read: {max_open: 5}, write: {max_open: 6}}\n");
        read(&[Arc::new(file)], overrides).expect("valid")
    }

    #[test]
    fn what_a_file_says_of_all_pools_counts_less_than_a_flag() {
        let mut flags = Flags::default();
        flags.set("shop.read.max_open=9").expect("a flag");
        let client = with(&flags.of_service("shop").over(&common("max_open: 7\nreplicas: 3\n").expect("valid")));
        let open = |at: usize| client.pools[at].settings.count(Key::MaxOpen);
        assert_eq!((open(0), open(1)), (Some(Limit::At(9)), Some(Limit::At(7))));
        assert_eq!(client.pools[1].instances.origin.to_string(), "fleet.yaml:2");
        let spelling = client.pools[1].settings.get(Key::MaxOpen).expect("stated").spelling;
        assert_eq!(spelling, Err(Hindrance::Shared));
    }

    #[test]
    fn a_mistake_has_its_line() {
        let error = common("replicas: many\n").expect_err("refused").to_string();
        assert!(error.starts_with("fleet.yaml:1:11: "), "{error}");
        let error = common("workload: {peak_qsp: 5}\n").expect_err("refused").to_string();
        assert!(error.contains("fleet.yaml:1:12: there is no key `peak_qsp`; did you mean `peak_qps`?"), "{error}");
    }

    #[test]
    fn a_flag_is_for_the_service_that_it_names() {
        let mut flags = Flags::default();
        flags.set("shop.max_open=9").expect("a flag");
        flags.replicas("4");
        let of = |name: &str| with(&flags.of_service(name)).pools.remove(0);
        assert_eq!(of("shop").settings.count(Key::MaxOpen), Some(Limit::At(9)));
        assert_eq!((of("shopping").settings.count(Key::MaxOpen), of("jobs").instances.max), (Some(Limit::At(5)), 4));
        assert!(flags.name_services(&["shop", "jobs"]).is_ok());
        let error = flags.name_services(&["shops"]).expect_err("refused").to_string();
        assert!(error.ends_with("there is no service `shop`; did you mean `shops`?"), "{error}");
    }
}
