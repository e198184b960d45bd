//! What the command line says of the application: `--set POOL.setting=value`, `--replicas`, `--workload` and their kin.
//!
//! Values are read as in poolcheck's own form, by the same readers; only their origin differs.

mod error;
mod found;
mod services;
mod set;

use std::borrow::Cow;
use std::sync::Arc;

pub use error::FlagError;

use crate::client::deploy::map::Map;
use crate::client::options::ReadOptions;
use crate::client::own::Machine;
use crate::client::own::key::OwnKey;
use crate::client::pool::draft::Draft;
use crate::source::variables::Variables;
use crate::text::names::nearest;
use crate::text::origin::{Origin, Stated};
use crate::text::place::SourceFile;
use crate::text::quantity::{self, QuantityError};
use services::Common;
use set::PoolField;

/// A variable of the server, set by a flag: for the caller, who knows the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSetting {
    /// The variable's name.
    pub name: String,
    /// The value as typed.
    pub value: String,
    /// The flag, as it was typed.
    pub flag: String,
}

/// Everything that flags say of the application. Later flags win over earlier ones.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// What a fleet file says of a service's pools.
    common: Vec<Common>,
    fields: Vec<PoolField>,
    maps: Vec<Map>,
    reserved: Option<Stated<u64>>,
    machine: Machine,
    /// What placeholders stand for.
    pub variables: Variables,
    /// What decides how files are read.
    pub reading: ReadOptions,
}

impl Flags {
    /// Takes the text of one `--set`: `POOL.setting=value`, `*.setting=value`, or `server.variable=value`.
    ///
    /// A variable of the server is handed back, except for `server.memory` and `server.cpus`, which are its machine's.
    ///
    /// # Errors
    /// The text is not of that form, or the setting is not known.
    pub fn set(&mut self, text: &str) -> Result<Option<ServerSetting>, FlagError> {
        let flag = format!("--set {text}");
        let form = "write `--set POOL.setting=value`, with `*` for all pools";
        let (target, value) =
            text.split_once('=').ok_or_else(|| FlagError::new(&flag, "there is no `=` in it").help(form))?;
        let (pool, name) = target
            .trim()
            .rsplit_once('.')
            .filter(|(pool, _)| !pool.is_empty())
            .ok_or_else(|| FlagError::new(&flag, "it names no pool").help(form))?;
        if pool == "server" {
            return self.set_server(name, value, flag);
        }
        let Some(field) = OwnKey::named(name) else {
            let known = OwnKey::names();
            let help = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the known ones are {}", known.join(", ")),
            };
            return Err(FlagError::new(&flag, format!("there is no setting `{name}`")).help(help));
        };
        self.fields.push(PoolField { pool: pool.to_owned(), field, value: value.to_owned(), flag });
        Ok(None)
    }

    fn set_server(&mut self, name: &str, value: &str, flag: String) -> Result<Option<ServerSetting>, FlagError> {
        match name {
            "memory" => self.machine.memory = Some(number(flag, value, quantity::size)?),
            "cpus" => self.machine.cpus = Some(number(flag, value, quantity::count)?),
            _ => return Ok(Some(ServerSetting { name: name.to_owned(), value: value.to_owned(), flag })),
        }
        Ok(None)
    }

    /// Takes `--replicas`: `20`, or `10..40` (`10-40`) under an autoscaler.
    pub fn replicas(&mut self, text: &str) {
        let value =
            match text.split_once("..").or_else(|| text.trim().split_once('-').filter(|(min, _)| !min.is_empty())) {
                Some((min, max)) => format!("{{min: {}, max: {}}}", min.trim(), max.trim()),
                None => text.to_owned(),
            };
        self.all(OwnKey::Replicas, value, format!("--replicas {text}"));
    }

    /// Takes `--processes`: a number per replica.
    pub fn processes(&mut self, text: &str) {
        self.all(OwnKey::Processes, text.to_owned(), format!("--processes {text}"));
    }

    /// Takes `--workload`: `peak_qps=1200,hold_time=8ms`, with the keys of the own form's `workload`.
    pub fn workload(&mut self, text: &str) {
        self.all(OwnKey::Workload, flow_mapping(text), format!("--workload {text}"));
    }

    /// Takes `--reserved`: connections to keep.
    ///
    /// # Errors
    /// No whole number.
    pub fn reserved(&mut self, text: &str) -> Result<(), FlagError> {
        self.reserved = Some(number(format!("--reserved {text}"), text, quantity::count)?);
        Ok(())
    }

    /// Takes one `--map`: `POOL=SERVICE`.
    ///
    /// # Errors
    /// The text is not of that form.
    pub fn map(&mut self, text: &str) -> Result<(), FlagError> {
        self.maps.push(Map::parse(text)?);
        Ok(())
    }

    /// Which service runs which pool, where flags say it.
    pub fn maps(&self) -> &[Map] {
        &self.maps
    }

    /// These flags with the environment files that frameworks read by themselves.
    #[must_use]
    pub fn beside<'f>(&self, files: impl IntoIterator<Item = &'f Arc<SourceFile>>) -> Cow<'_, Self> {
        let mut all = Cow::Borrowed(self);
        for file in files {
            all.to_mut().variables.add_beside(file);
        }
        all
    }

    fn all(&mut self, field: OwnKey, value: String, flag: String) {
        self.fields.push(PoolField { pool: "*".to_owned(), field, value, flag });
    }

    /// The connections to keep, and the server's machine, where flags state them.
    pub fn stated(&self) -> (Option<Stated<u64>>, &Machine) {
        (self.reserved.clone(), &self.machine)
    }

    /// Puts the flags' values into the pools.
    ///
    /// # Errors
    /// A flag names a pool that is not there, or its value is not what the field wants.
    pub fn apply(&self, drafts: &mut [Draft]) -> Result<(), FlagError> {
        for common in &self.common {
            common.apply(drafts)?;
        }
        for set in &self.fields {
            if set.pool != "*" && !drafts.iter().any(|draft| draft.pool.name == set.pool) {
                return Err(set.no_such_pool(drafts));
            }
            for draft in drafts.iter_mut().filter(|draft| set.pool == "*" || draft.pool.name == set.pool) {
                set.apply(draft)?;
            }
        }
        Ok(())
    }
}

fn number(
    flag: String,
    text: &str,
    parse: impl Fn(&str) -> Result<u64, QuantityError>,
) -> Result<Stated<u64>, FlagError> {
    match parse(text) {
        Ok(value) => Ok(Stated::new(value, Origin::flag(flag))),
        Err(error) => Err(FlagError::new(&flag, error.to_string())),
    }
}

/// `a=1,b={c: 2, d: 3}` as YAML's `{a: 1,b: {c: 2, d: 3}}`; what is a mapping already stays.
fn flow_mapping(text: &str) -> String {
    if text.trim_start().starts_with('{') {
        return text.to_owned();
    }
    let mut depth = 0_i32;
    let mut keyed = false;
    let mut out = String::from("{");
    for character in text.chars() {
        match character {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => keyed = false,
            '=' if depth == 0 && !keyed => {
                keyed = true;
                out.push_str(": ");
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out.push('}');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::client::pool::settings::{Hindrance, Key, Limit};
    use crate::client::read::{ReadError, read};
    use crate::text::origin::OriginKind;
    use crate::text::place::SourceFile;
    use std::sync::Arc;

    const POOLS: &str = "pools: {checkout: {max_open: 5}, db.main: {max_open: 5}}\n";

    fn with(overrides: &Flags) -> Result<Client, String> {
        let file = Arc::new(SourceFile::new("a.yaml", POOLS));
        read(&[file], overrides).map_err(|error| match error {
            ReadError::Flag(error) => error.to_string(),
            ReadError::Config(error) => panic!("{error}"),
        })
    }

    fn set(text: &str) -> Result<Client, String> {
        let mut overrides = Flags::default();
        overrides.set(text).map_err(|error| error.to_string())?;
        with(&overrides)
    }

    #[test]
    fn a_setting_of_one_pool_or_of_all_is_replaced() {
        let open = |client: &Client, at: usize| client.pools[at].settings.count(Key::MaxOpen);
        let one = set("db.main.max_open=40").expect("valid");
        assert_eq!((open(&one, 0), open(&one, 1)), (Some(Limit::At(5)), Some(Limit::At(40))));
        let all = set("*.max_open=unlimited").expect("valid");
        assert_eq!((open(&all, 0), open(&all, 1)), (Some(Limit::Unlimited), Some(Limit::Unlimited)));
    }

    #[test]
    fn a_flag_s_value_says_so() {
        let client = set("checkout.max_open=40").expect("valid");
        let setting = client.pools[0].settings.get(Key::MaxOpen).expect("set");
        assert_eq!(setting.origin.kind, OriginKind::Flag);
        assert_eq!(setting.origin.to_string(), "--set checkout.max_open=40");
        assert_eq!(setting.spelling, Err(Hindrance::NotInFile));
    }

    #[test]
    fn any_field_of_the_form_can_be_set() {
        assert!(
            set("checkout.path=[{name: haproxy, idle: 50s}]").is_ok_and(|client| client.pools[0].hops().len() == 1)
        );
        assert!(set("checkout.replicas={min: 2, max: 9}").is_ok_and(|client| client.pools[0].instances.max == 9));
        assert!(set("*.library=generic").is_ok_and(|client| client.pools[1].library.name == "generic"));
    }

    #[test]
    fn a_mistake_names_the_nearest() {
        for (text, wanted) in [
            ("checkuot.max_open=40", "did you mean `checkout`?"),
            ("zzz.max_open=40", "the pools are checkout, db.main"),
            ("checkout.max_opne=40", "did you mean `max_open`?"),
            ("max_open=40", "names no pool"),
            ("checkout.max_open", "no `=`"),
            ("checkout.max_open=", "has no value"),
            ("checkout.max_open=ten", "`ten` is not a whole number"),
            ("checkout.max_lifetime=600", "write `600s`"),
            ("checkout.workload={peak_qsp: 5}", "did you mean `peak_qps`?"),
            ("checkout.max_open=[", "not valid YAML"),
        ] {
            let error = set(text).expect_err("refused");
            assert!(error.contains(wanted), "{text}: {error}");
            assert!(error.starts_with(&format!("`--set {text}`: ")), "{text}: {error}");
        }
    }

    #[test]
    fn a_variable_of_the_server_is_handed_back() {
        let mut overrides = Flags::default();
        let setting = overrides.set("server.max_connections=300").expect("valid").expect("the server's");
        assert_eq!((setting.name.as_str(), setting.value.as_str()), ("max_connections", "300"));
        assert_eq!(overrides.set("server.memory=16GiB"), Ok(None));
        assert_eq!(overrides.stated().1.memory.as_ref().map(|memory| memory.value), Some(16 << 30));
        assert!(overrides.set("server.cpus=many").is_err());
    }

    #[test]
    fn replicas_take_a_number_or_a_range() {
        for (text, wanted) in [("20", (20, 20)), ("10..40", (10, 40)), ("10-40", (10, 40))] {
            let mut overrides = Flags::default();
            overrides.replicas(text);
            let client = with(&overrides).expect("valid");
            assert_eq!((client.pools[0].instances.min, client.pools[0].instances.max), wanted, "{text}");
        }
        for text in ["-5", "many", "40..10", "1..", ""] {
            let mut overrides = Flags::default();
            overrides.replicas(text);
            let error = with(&overrides).expect_err(text);
            assert!(error.starts_with(&format!("`--replicas {text}`")), "{error}");
        }
    }

    #[test]
    fn a_workload_is_a_list_of_its_keys() {
        let mut overrides = Flags::default();
        overrides.workload("peak_qps=1200,hold_time={mean: 8ms, p95: 20ms}");
        let load = with(&overrides).expect("valid").pools.remove(0).workload.expect("stated");
        assert_eq!(load.rate.map(|rate| rate.value), Some(1200.0));
        assert_eq!(load.hold_time.and_then(|hold| hold.value.p95).map(|p95| p95.as_millis()), Some(20));
    }
}
