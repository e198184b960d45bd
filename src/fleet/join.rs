//! The clients of one server's services as one client, each pool under its service's name.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Fleet, ServerEntry, ServiceEntry};
use crate::client::flags::{FlagError, Flags};
use crate::client::pool::remark::Remark;
use crate::client::read::{self, ReadError};
use crate::client::{Client, Service};
use crate::source::files::gather::Gathered;

/// The files of a service, as `--config` would read them.
pub type Files<'a> = &'a dyn Fn(&ServiceEntry) -> Result<Gathered, ReadError>;

/// Reads the services of a server, and joins them. What flags say of the server counts more than what the file says.
///
/// # Errors
/// A service's files cannot be read, or a flag cannot be followed.
pub fn client(fleet: &Fleet, server: &ServerEntry, files: Files<'_>, flags: &Flags) -> Result<Client, ReadError> {
    let mut whole = Client { sources: vec![Arc::clone(&fleet.file)], ..Client::default() };
    let mut taken = Taken { sources: HashSet::from([Arc::clone(fleet.file.name())]), ..Taken::default() };
    for service in fleet.services_of(server) {
        let client = read::gathered(&files(service)?, &flags.of_service(&service.name).over(&service.overrides))?;
        let alone = client.pools.len() == 1;
        if let Some(client) = on_server(service, server, client)? {
            add(&mut whole, service, client, alone, &mut taken);
        }
    }
    let (reserved, machine) = flags.stated();
    whole.reserved = reserved.or_else(|| server.reserved.clone()).or(whole.reserved);
    let stated = &server.machine;
    whole.machine.memory = machine.memory.clone().or_else(|| stated.memory.clone()).or(whole.machine.memory);
    whole.machine.cpus = machine.cpus.clone().or_else(|| stated.cpus.clone()).or(whole.machine.cpus);
    Ok(whole)
}

/// Checks that every flag names a service of the fleet.
///
/// # Errors
/// A flag names none.
pub fn check(fleet: &Fleet, flags: &Flags) -> Result<(), FlagError> {
    let names: Vec<_> = fleet.services.iter().map(|service| service.name.as_str()).collect();
    flags.name_services(&names)
}

/// A service's client with the pools that use this server; none where all of its pools use others.
fn on_server(service: &ServiceEntry, server: &ServerEntry, mut client: Client) -> Result<Option<Client>, ReadError> {
    let names: Vec<_> = client.pools.iter().map(|pool| pool.name.as_str()).collect();
    service.targets.check(&service.name, &names)?;
    let is_here = |pool: &str| service.targets.of(pool) == Some(&server.name);
    let is_first = service.targets.first() == Some(&server.name);
    client.remarks.retain(|remark| match remark {
        Remark::UnknownKey { pool, .. } => pool.as_deref().map_or(is_first, is_here),
        Remark::BareDuration(bare) => is_here(&bare.pool),
        Remark::Twice(twice) => is_here(&twice.pool),
    });
    let had_none = client.pools.is_empty();
    client.pools.retain(|pool| is_here(&pool.name));
    Ok((had_none && is_first || !client.pools.is_empty()).then_some(client))
}

fn add(whole: &mut Client, service: &ServiceEntry, client: Client, alone: bool, taken: &mut Taken) {
    let Client { mut pools, reserved, machine, mut remarks, read, sources, walked, seen: _, services: _, indexes: _ } =
        client;
    let mut names: HashMap<String, String> = HashMap::new();
    for pool in &mut pools {
        let name = if alone { service.name.clone() } else { format!("{}.{}", service.name, pool.name) };
        // A service may be called as another's pool.
        let mut unique = name.clone();
        let mut number = 1;
        while !taken.pools.insert(unique.clone()) {
            number += 1;
            unique = format!("{name}-{number}");
        }
        pool.label.clone_from(&unique);
        names.insert(std::mem::replace(&mut pool.name, unique.clone()), unique);
    }
    let rename = |pool: &mut String| {
        if let Some(name) = names.get(pool.as_str()) {
            pool.clone_from(name);
        }
    };
    for remark in &mut remarks {
        match remark {
            Remark::UnknownKey { pool, .. } => pool.iter_mut().for_each(rename),
            Remark::BareDuration(bare) => rename(&mut bare.pool),
            Remark::Twice(twice) => rename(&mut twice.pool),
        }
    }
    whole.services.push(Service {
        name: service.name.clone(),
        pools: pools.iter().map(|pool| pool.name.clone()).collect(),
        files: sources.iter().map(|source| source.name().to_string()).collect(),
        place: service.place.clone(),
    });
    whole.pools.extend(pools);
    whole.walked.join(walked);
    add_new(&mut whole.read, &mut taken.read, read, |name| name);
    whole.remarks.extend(remarks);
    add_new(&mut whole.sources, &mut taken.sources, sources, |source| source.name());
    // Each file speaks of the whole server: the one that keeps most is met with all of them.
    whole.reserved = match (whole.reserved.take(), reserved) {
        (Some(one), Some(other)) => Some(if other.value > one.value { other } else { one }),
        (one, other) => one.or(other),
    };
    whole.machine.memory = whole.machine.memory.take().or(machine.memory);
    whole.machine.cpus = whole.machine.cpus.take().or(machine.cpus);
}

/// The names that the whole has already.
#[derive(Default)]
struct Taken {
    pools: HashSet<String>,
    read: HashSet<Arc<str>>,
    sources: HashSet<Arc<str>>,
}

/// Adds the items whose name is not there yet.
fn add_new<T>(items: &mut Vec<T>, known: &mut HashSet<Arc<str>>, others: Vec<T>, name: impl Fn(&T) -> &Arc<str>) {
    let new: Vec<_> = others.into_iter().filter(|item| !known.contains(name(item))).collect();
    known.extend(new.iter().map(|item| Arc::clone(name(item))));
    items.extend(new);
}
