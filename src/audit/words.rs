//! The words of the user's own file: rules speak of settings by poolcheck's names, people know them by their own keys.
//!
//! A rule writes `max_open 50`, and who reads it finds `maximumPoolSize 50` or `max-lifetime 1800000 (30m)`, as it stands in
//! the file. A name that the server has as well is the server's behind the words "the server's".

use std::borrow::Cow;

use crate::audit::finding::Finding;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Key, Setting};

/// What stands before a name that is the server's own.
const OF_THE_SERVER: &str = "server's ";

/// The longest value that is repeated as it was written.
const LONGEST: usize = 24;

/// How settings are called where a finding is read.
#[derive(Debug, Default)]
pub struct Words<'p> {
    /// The words that differ from poolcheck's names, with the setting where it is a single pool's.
    own: Vec<(Key, &'p str, Option<&'p Setting>)>,
}

impl<'p> Words<'p> {
    /// The words of one pool.
    pub fn of(pool: &'p Pool) -> Self {
        let setting = |key| pool.settings.get(key).filter(|setting| setting.key.is_some());
        Self { own: Key::ALL.into_iter().map(|key| (key, pool.word(key), setting(key))).collect() }
    }

    /// The words that all of these pools share; poolcheck's where they differ.
    pub fn shared(pools: &(impl Iterator<Item = &'p Pool> + Clone)) -> Self {
        let shared = |key: Key| {
            let mut words = pools.clone().map(|pool| pool.word(key));
            let first = words.next()?;
            words.all(|word| word == first).then_some((key, first, None))
        };
        Self { own: Key::ALL.into_iter().filter_map(shared).collect() }
    }

    /// Says a finding in these words.
    pub fn say(&self, finding: &mut Finding) {
        let texts = [&mut finding.message, &mut finding.consequence];
        let remedies = finding.remedies.iter_mut().map(|remedy| &mut remedy.text);
        for text in texts.into_iter().chain(finding.effect.as_mut()).chain(remedies) {
            if let Cow::Owned(said) = self.translate(text) {
                *text = said;
            }
        }
    }

    /// A text in these words.
    pub fn translate<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut said = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_name(rest) {
            said.push_str(before);
            let own = self.own.iter().find(|(key, ..)| key.name() == name).filter(|_| !said.ends_with(OF_THE_SERVER));
            let taken = own.map_or(0, |(key, word, setting)| {
                said.push_str(word);
                setting.and_then(|setting| as_written(*key, setting, after)).map_or(0, |(written, shown)| {
                    said.push_str(&written);
                    shown
                })
            });
            if own.is_none() {
                said.push_str(name);
            }
            rest = after.get(taken..).unwrap_or_default();
        }
        said.push_str(rest);
        if said == text { Cow::Borrowed(text) } else { Cow::Owned(said) }
    }
}

/// The next word that is the name of a setting, with what stands before and after it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !is_part(c)) {
        let name = word.trim_end_matches(|c: char| !is_part(c));
        if Key::named(name).is_some() {
            let (before, rest) = text.split_at_checked(at)?;
            let (name, after) = rest.split_at_checked(name.len())?;
            return Some((before, name, after));
        }
        at += word.len();
    }
    None
}

/// A value as it was written with what it means, and the bytes of ` VALUE` that it takes the place of; none where the text
/// goes on with something else, or says it as it was written.
fn as_written(key: Key, setting: &Setting, after: &str) -> Option<(String, usize)> {
    let configured =
        setting.configured.as_deref().filter(|text| text.len() <= LONGEST && !text.contains(['$', '{']))?;
    let shown = setting.written.unwrap_or(setting.value).show(key);
    let rest = after.strip_prefix(' ')?.strip_prefix(shown.as_str())?;
    let ends = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (ends && configured != shown).then(|| (format!(" {configured} ({shown})"), 1 + shown.len()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::libraries::hikaricp::HIKARICP;
    use crate::client::pool::draft::Draft;
    use crate::client::pool::settings::Value;
    use crate::text::origin::Origin;

    fn pool() -> Pool {
        let mut draft = Draft::new("shop", &HIKARICP, Origin::inferred("its keys"));
        let mut put = |key, value: Value, text: &str, own: &str| {
            draft.pool.settings.set(key, Setting::written(value, text, Origin::flag("test")).under(own));
        };
        put(Key::MaxOpen, Value::Count(50), "50", "spring.datasource.hikari.maximum-pool-size");
        put(Key::MaxLifetime, Value::Time(Duration::from_secs(1800)), "1800000", "max-lifetime");
        draft.complete(None)
    }

    #[test]
    fn a_setting_is_called_by_the_key_that_stands_in_the_file() {
        let pool = pool();
        let said = |text: &str| Words::of(&pool).translate(text).into_owned();
        assert_eq!(said("max_open 50 is above 40"), "maximum-pool-size 50 is above 40");
        assert_eq!(
            said("max_lifetime 30m reaches wait_timeout 600 s"),
            "max-lifetime 1800000 (30m) reaches wait_timeout 600 s"
        );
        assert_eq!(said("max_lifetime 30ms, max_lifetime"), "max-lifetime 30ms, max-lifetime");
    }

    #[test]
    fn what_is_the_server_s_stays_the_server_s() {
        let pool = pool();
        let text = "connect_timeout 30s is above the server's connect_timeout 10 s";
        assert!(Words::of(&pool).translate(text).ends_with("is above the server's connect_timeout 10 s"));
        assert_eq!(Words::of(&pool).translate("net_read_timeout 30 s, ä"), "net_read_timeout 30 s, ä");
    }

    #[test]
    fn pools_that_call_it_differently_are_told_in_poolcheck_s_words() {
        let (one, mut other) = (pool(), pool());
        let shared = |other: &Pool| {
            Words::shared(&[&one, other].into_iter()).translate("lower max_open of every pool").into_owned()
        };
        assert_eq!(shared(&other), "lower maximum-pool-size of every pool");
        other.settings.set(Key::MaxOpen, Setting::written(Value::Count(5), "5", Origin::flag("test")).under("size"));
        assert_eq!(shared(&other), "lower max_open of every pool");
    }
}
