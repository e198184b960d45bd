//! Pools whose server is a layer of the same run: ProxySQL, MaxScale. The layer stands between, whatever the files say of it.

use crate::client::pool::destination::Destination;
use crate::client::pool::draft::{Draft, Serves};
use crate::client::pool::hop::{self, Hop};
use crate::text::language::Language;
use crate::text::names::words;
use crate::text::origin::Origin;

/// The port of servers, which a layer may have taken over: there its name must say that it is one.
const SERVERS: u16 = 3306;

/// Puts the layers of a run on the way of the pools that lead to them.
pub(super) fn link(drafts: &mut [Draft]) {
    let layers: Vec<(&'static str, Serves)> = drafts
        .iter()
        .filter(|draft| draft.pool.is_judged() && draft.pool.library.language == Language::Layer)
        .filter_map(|draft| Some((draft.pool.library.name, draft.serves.clone()?)))
        .collect();
    if layers.is_empty() {
        return;
    }
    let applications = |draft: &&mut Draft| draft.pool.library.language != Language::Layer && draft.pool.path.is_none();
    for draft in drafts.iter_mut().filter(applications) {
        let Some(destination) = &draft.pool.destination else { continue };
        let leads = |(name, serves): &&(&'static str, Serves)| leads_to(destination, name, serves);
        let Some((name, serves)) = layers.iter().find(leads) else { continue };
        let origin = destination.origin.clone();
        draft.pool.path = hop(name, serves, origin).map(|hop| vec![hop]);
    }
}

fn leads_to(destination: &Destination, layer: &str, serves: &Serves) -> bool {
    let port = destination.port.unwrap_or(SERVERS);
    let is_called_so = destination.host.as_deref().is_some_and(|host| words(host).iter().any(|word| word == layer));
    is_called_so || (port != SERVERS && serves.ports.contains(&port))
}

fn hop(layer: &str, serves: &Serves, mut origin: Origin) -> Option<Hop> {
    origin.add_note("the host and port that it names are this layer's");
    let mut hop = Hop::of(hop::preset_named(layer)?, origin);
    hop.idle = serves.idle.clone().or(hop.idle);
    hop.judged_itself = true;
    Some(hop)
}
