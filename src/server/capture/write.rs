//! Writes a capture: one sorted, reviewable YAML file that reads back to the same audit.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use super::own::{AccountOf, FORMAT, File, TakenFrom};
use crate::server::facts::{Entries, Server, Source};
use crate::server::flavors;
use crate::text::date::Date;

/// How and when a capture was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When, in UTC, as `2026-11-21T04:30:00Z`.
    pub at: String,
}

impl Taken {
    /// Now.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { at: utc(since.as_secs()) }
    }
}

/// A time since 1970 as `2026-11-21T04:30:00Z`; a clock beyond the year 9999 is at 1970.
fn utc(seconds: u64) -> String {
    let date = Date::from_unix_days(seconds / 86_400).map_or_else(|| "1970-01-01".to_owned(), |date| date.to_string());
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{date}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The head of the file, for whoever opens it.
const HEAD: &str = "\
# A server as `poolcheck capture` saw it: SHOW GLOBAL VARIABLES and SHOW GLOBAL STATUS.
# Audit it with `poolcheck --dsn THIS_FILE --config …`. It holds no password and no key.
";

/// Writes a server as a capture that [`super::read`] reads back to the same variables, counters and account.
///
/// # Errors
/// A value that YAML cannot hold.
pub fn write(server: &Server, taken: &Taken) -> Result<String, serde_yaml::Error> {
    let session = server.variables.iter().filter(|(_, entry)| entry.session).map(|(name, _)| name.to_owned());
    let file = File {
        poolcheck_capture: FORMAT,
        poolcheck: env!("CARGO_PKG_VERSION").to_owned(),
        taken: TakenFrom {
            from: server.source.target().to_owned(),
            at: taken.at.clone(),
            source: matches!(server.source, Source::Declared { .. } | Source::Observed { .. })
                .then(|| server.source.name().to_owned()),
            counted: server.counted.map(|span| span.as_secs()),
            flavor: (server.variables.text("version") != Some(&server.version_text)
                || flavors::recognise(&server.variables).flavor.name != server.flavor.name)
                .then(|| server.flavor.name.to_owned()),
        },
        server: server.version_text.clone(),
        account: server.account.as_ref().map(|account| AccountOf {
            user: account.user.clone(),
            max_user_connections: account.max_user_connections,
        }),
        between: server.between.clone(),
        evidence: server.evidence.clone(),
        session_values: session.collect(),
        variables: entries(&server.variables),
        status: entries(&server.status),
    };
    Ok(format!("{HEAD}{}", serde_yaml::to_string(&file)?))
}

fn entries(entries: &Entries) -> BTreeMap<String, String> {
    let kept = entries.iter().filter(|(name, entry)| entry.value.is_empty() || !is_secret(name));
    kept.map(|(name, entry)| (name.to_owned(), entry.value.clone())).collect()
}

/// Variables that hold a secret, or a key that nobody reviews. No rule reads one.
fn is_secret(name: &str) -> bool {
    name.ends_with("rsa_public_key") || matches!(name, "report_password" | "wsrep_sst_auth")
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_795_235_400), "2026-11-21T04:30:00Z");
    }
}
