//! Which service runs which pool.
//!
//! In this order: what `--map` says, of which several add up; the section that the pool stands in; the ConfigMap that it stands in,
//! by who takes it; the names; and the only application there is. Services of one image are one program, and all hold its pools. A
//! pool that states its own replicas keeps them, unless `--map` speaks of it or it stands in a service's own section. Where names
//! fit several services of different programs nobody is chosen, one replica is assumed, and the pool's origin says so.

use crate::client::deploy::holders::{self, Holder};
use crate::client::deploy::likeness::Names;
use crate::client::deploy::map::{Map, MapError};
use crate::client::deploy::processes::{self, LocatedPool};
use crate::client::deploy::service::{Container, Service};
use crate::client::deploy::{Deployed, image};
use crate::client::pool::Status;
use crate::client::pool::draft::Draft;
use crate::client::pool::instances::Instances;
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::place::Place;

/// A pool's services, and how they were found.
enum Found<'s> {
    /// These run it, all of them.
    Run(Vec<&'s Service>, &'static str),
    /// These might; nobody knows which.
    Unclear(Vec<&'s Service>),
    /// None does.
    Nobody,
}

impl Deployed {
    /// Gives every pool the instances of the service that runs it.
    ///
    /// # Errors
    /// A map names a pool or a service that is not there.
    pub fn link(&self, drafts: &mut [Draft], maps: &[Map]) -> Result<(), MapError> {
        for map in maps {
            map.service(&self.services)?;
            if !drafts.iter().any(|draft| map.is_of(draft)) {
                return Err(map.no_pool(drafts));
            }
        }
        let one_application = is_one_application(drafts);
        let names = Names::of(&self.services);
        for draft in drafts {
            let found = self.find(draft, maps, &names, one_application)?;
            self.apply(draft, found);
        }
        Ok(())
    }

    fn find<'s>(
        &'s self,
        draft: &Draft,
        maps: &[Map],
        names: &Names<'s>,
        one_application: bool,
    ) -> Result<Found<'s>, MapError> {
        let mapped = self.mapped(draft, maps)?;
        if !mapped.is_empty() {
            return Ok(Found::Run(mapped, "by --map"));
        }
        let place = draft.pool.place.as_ref();
        let around = |service: &&Service| place.is_some_and(|place| holds(&service.section, place));
        if let Some(service) = self.services.iter().find(around) {
            return Ok(Found::Run(vec![service], ""));
        }
        if states_replicas(draft) {
            return Ok(Found::Nobody);
        }
        let takers = self.takers(draft);
        if !takers.is_empty() {
            return Ok(Found::Run(takers, "by its ConfigMap"));
        }
        let (applications, alike) = (names.all(), names.most_alike(draft));
        Ok(match (alike.as_slice(), applications.as_slice()) {
            ([one], _) => Found::Run(image::sharing(one, &applications), "by name"),
            ([], [only]) if one_application => Found::Run(vec![only], "the only application"),
            ([], []) => Found::Nobody,
            ([], all) if one_application && image::are_one(all) => Found::Run(applications, "the only program"),
            ([], _) => Found::Unclear(applications),
            (several, _) if image::are_one(several) => Found::Run(alike, "by name"),
            _ => Found::Unclear(alike),
        })
    }

    /// The services that `--map` names for a pool: those of flags that name it, else those of flags for all pools.
    fn mapped(&self, draft: &Draft, maps: &[Map]) -> Result<Vec<&Service>, MapError> {
        let (for_all, own): (Vec<_>, Vec<_>) =
            maps.iter().filter(|map| map.is_of(draft)).partition(|map| map.is_for_all());
        let mut services: Vec<&Service> = Vec::new();
        for map in if own.is_empty() { for_all } else { own } {
            let service = map.service(&self.services)?;
            if !services.iter().any(|known| std::ptr::eq(*known, service)) {
                services.push(service);
            }
        }
        Ok(services)
    }

    /// The services that take the ConfigMap that a pool stands in.
    fn takers(&self, draft: &Draft) -> Vec<&Service> {
        let Some(place) = &draft.pool.place else { return Vec::new() };
        let Some(map) = self.manifests.maps.iter().find(|map| holds(&map.section, place)) else { return Vec::new() };
        let takes = |service: &&Service| {
            let mut references = service.containers.iter().flat_map(|container| &container.references);
            !service.once && references.any(|reference| reference.map == map.name)
        };
        self.services.iter().filter(takes).collect()
    }

    fn apply(&self, draft: &mut Draft, found: Found<'_>) {
        match found {
            Found::Run(services, why) => {
                let holders = services.iter().map(|service| self.holder(draft, service, why)).collect();
                holders::give(draft, holders, why);
                if let [service] = services.as_slice() {
                    draft.service = Some(service.name.clone());
                }
                if let Some(service) =
                    services.iter().find(|service| service.once && draft.pool.status == Status::Active)
                {
                    let why = format!("{} {} runs once", service.kind.title(), service.name);
                    draft.pool.status = Status::Conditional(why);
                }
            }
            Found::Unclear(services) => {
                let why = unclear(&draft.pool.name, &services);
                draft.pool.instances.origin = Origin { kind: OriginKind::Unresolved, ..Origin::default(why) };
                self.without_service(draft);
            }
            Found::Nobody => self.without_service(draft),
        }
    }

    /// One service with the processes of its replicas.
    fn holder(&self, draft: &Draft, service: &Service, why: &str) -> Holder {
        let mut instances = service.instances.clone();
        let named = format!("{} {}", service.kind.title(), service.name);
        let note = instances.origin.note.take().map(String::from);
        let says = note.as_ref().is_some_and(|note| note.contains(&service.name));
        let note = [Some(named).filter(|_| !says), note, Some(why.to_owned()).filter(|why| !why.is_empty())];
        instances.origin = instances.origin.with_note(note.into_iter().flatten().collect::<Vec<_>>().join(", "));
        let container = container_of(draft, service).map(|container| (service, container));
        let threads = self.processes(draft, &mut instances, container);
        Holder { name: service.name.clone(), instances, threads }
    }

    fn without_service(&self, draft: &mut Draft) {
        let mut instances = draft.pool.instances.clone();
        let threads = self.processes(draft, &mut instances, None);
        draft.pool.instances = instances;
        draft.pool.usage.threads = draft.pool.usage.threads.take().or(threads);
    }

    /// Puts the processes of a replica, unless the pool states them itself, and gives the threads of one.
    fn processes(
        &self,
        draft: &Draft,
        into: &mut Instances,
        runs: Option<(&Service, &Container)>,
    ) -> Option<Stated<u64>> {
        let own = draft.pool.instances.processes.clone();
        let path = draft.pool.place.as_ref().map_or("", |place| &*place.file);
        let pool = LocatedPool { library: draft.pool.library, path };
        let Some(found) = processes::of(pool, runs, &self.files) else {
            into.processes = own;
            return None;
        };
        into.processes = if own.origin.kind == OriginKind::Default { found.processes } else { own };
        found.threads
    }
}

fn holds(section: &Place, place: &Place) -> bool {
    section.file == place.file && section.span.start <= place.span.start && place.span.end <= section.span.end
}

fn states_replicas(draft: &Draft) -> bool {
    draft.pool.instances.origin.kind != OriginKind::Default
}

/// Whether all pools are of one application: their files lie in one folder, or in folders of it.
fn is_one_application(drafts: &[Draft]) -> bool {
    let files = drafts.iter().filter_map(|draft| Some(&*draft.pool.place.as_ref()?.file));
    let mut folders: Vec<_> =
        files.map(|file| file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder)).collect();
    folders.sort_unstable();
    folders.dedup();
    let Some(first) = folders.first() else { return false };
    folders.iter().all(|folder| folder.starts_with(first))
}

/// The container that holds the pool, else the one whose program can, else the first that is no sidecar.
fn container_of<'s>(draft: &Draft, service: &'s Service) -> Option<&'s Container> {
    let place = draft.pool.place.as_ref();
    let containers = &service.containers;
    let holding = containers.iter().find(|container| place.is_some_and(|place| holds(&container.section, place)));
    let runs = |container: &&Container| {
        let runner = container.process_type.as_ref().and_then(|kind| kind.runner);
        runner.is_some_and(|runner| runner.runs(draft.pool.library))
    };
    holding.or_else(|| containers.iter().find(runs)).or_else(|| containers.first())
}

/// The services that a note names.
const NAMED: usize = 4;

fn unclear(pool: &str, services: &[&Service]) -> String {
    let mut names: Vec<_> =
        services.iter().take(NAMED).map(|service| format!("{} ({})", service.name, service.place)).collect();
    if services.len() > NAMED {
        names.push(format!("{} more", services.len() - NAMED));
    }
    format!(
        "one replica assumed: which of {} runs it is not clear; say it with `--map {pool}=SERVICE`",
        names.join(", ")
    )
}
