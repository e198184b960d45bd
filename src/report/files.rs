//! Which files were read, and how many pools stand in each.

use std::collections::HashMap;

use crate::client::Client;

/// The files that were read, in order, each with the number of its pools.
pub fn read(client: &Client) -> Vec<(&str, usize)> {
    let mut pools: HashMap<&str, usize> = HashMap::new();
    for place in client.pools.iter().filter_map(|pool| pool.place.as_ref()) {
        *pools.entry(&place.file).or_default() += 1;
    }
    let names = client.read.iter().map(AsRef::as_ref);
    names.map(|name| (name, pools.get(name).copied().unwrap_or(0))).collect()
}
