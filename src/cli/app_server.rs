//! `--dsn app`: the server that the configuration itself names, with the account that it uses there.

use std::collections::BTreeMap;

use anyhow::bail;

use super::args::ServerArgs;
use super::output;
use crate::client::Client;
use crate::client::pool::Pool;
use crate::client::pool::destination::{Destination, is_plain};
use crate::dsn;
use crate::dsn::address::DEFAULT_PORT;

/// The word, and what stands before a pool's name.
const APP: &str = "app";
const APP_OF: &str = "app:";

/// Whether a source means the application's own server. A folder of that name is `./app`, and a Go DSN of a user of that name
/// has an `@`.
pub(super) fn is_meant(dsn: &str) -> bool {
    dsn == APP || dsn.strip_prefix(APP_OF).is_some_and(|pool| !pool.contains(['@', '(']))
}

/// The flags with the server that the configuration names, where that is what was asked for; said before it is asked.
///
/// # Errors
/// No pool names a host, several name different ones, or there is no pool of that name.
pub(super) fn resolved(args: &ServerArgs, client: &Client) -> anyhow::Result<ServerArgs> {
    let Some(wish) = args.dsn.as_deref().filter(|dsn| is_meant(dsn)) else { return Ok(args.clone()) };
    let wanted = wish.strip_prefix(APP_OF);
    let is_wanted = |pool: &&Pool| wanted.is_none_or(|name| pool.name == name || pool.label == name);
    let pools: Vec<_> = client.pools.iter().filter(|pool| pool.is_judged()).filter(is_wanted).collect();
    if let (Some(name), []) = (wanted, pools.as_slice()) {
        bail!("--dsn app: there is no pool `{name}`");
    }
    let mut servers: BTreeMap<(&str, u16), Vec<(&Pool, &Destination)>> = BTreeMap::new();
    for pool in pools {
        if let Some((destination, host)) = pool.destination.as_ref().and_then(|to| Some((to, to.host.as_deref()?))) {
            servers.entry((host, destination.port.unwrap_or(DEFAULT_PORT))).or_default().push((pool, destination));
        }
    }
    let mut each = servers.into_iter();
    match (each.next(), each.len()) {
        (Some((server, named)), 0) => {
            let Some((pool, destination)) = named.first() else { bail!("--dsn app: no server is named") };
            Ok(ServerArgs { dsn: Some(source(client, pool, destination, server)), ..args.clone() })
        }
        (Some(first), _) => {
            let told = |((host, port), named): ((&str, u16), Vec<(&Pool, &Destination)>)| {
                let pools: Vec<_> = named.iter().map(|(pool, _)| pool.name.as_str()).collect();
                format!("{host}:{port} (--dsn app:{})", pools.first().copied().unwrap_or_default())
            };
            let all: Vec<_> = std::iter::once(first).chain(each).map(told).collect();
            bail!("--dsn app: the configuration names several servers: {}", all.join(", "))
        }
        (None, _) => bail!(
            "--dsn app: no configuration names its server by a host that stands there; name it: --dsn mysql://USER@HOST/"
        ),
    }
}

/// A connection string for the server, with the account and the password that stand in the pool's own.
fn source(client: &Client, pool: &Pool, destination: &Destination, (host, port): (&str, u16)) -> String {
    let place = destination.origin.place.as_ref();
    let text = place.and_then(|place| {
        client
            .source(&place.file)?
            .text()
            .get(place.span.start..place.span.end)
            .map(|text| text.trim_matches(['"', '\'']))
    });
    let own = text.and_then(|text| dsn::parse(text).ok());
    let stated = pool.usage.user.as_ref().map(|user| user.value.clone());
    let user = own.as_ref().and_then(|own| own.user.clone()).or(stated).filter(|user| is_plain(user));
    let password = own.and_then(|own| own.password).filter(|password| is_plain(password.reveal()));
    let at = user.as_ref().map_or(String::new(), |user| format!("{user}@"));
    let database = destination.database.as_deref().map_or(String::new(), |database| format!("/{database}"));
    let named = place.map_or(String::new(), |place| format!(", which {place} names"));
    output::complain(&format!("asking {at}{host}:{port}{database}{named}"));
    let login = match (&user, &password) {
        (Some(user), Some(password)) => format!("{}:{}@", encoded(user), encoded(password.reveal())),
        (Some(user), None) => format!("{}@", encoded(user)),
        (None, _) => String::new(),
    };
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    format!("mysql://{login}{host}:{port}/")
}

/// A text as a URL has it.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_no_path_and_a_password_is_no_syntax() {
        assert!(is_meant("app") && is_meant("app:checkout"));
        assert!(!is_meant("./app") && !is_meant("app.yaml") && !is_meant("app:secret@tcp(db:3306)/"));
        assert_eq!(encoded("a@b/c"), "a%40b%2Fc");
    }
}
