//! One program that is run as several services: the web server, the worker and the scheduler of one image hold the same pools,
//! each in processes of its own.

use crate::client::deploy::service::{Container, Service};

/// Images that hold a language and no program: services that share one of them may have nothing else in common.
const BARE: [&str; 21] = [
    "alpine",
    "amazoncorretto",
    "aspnet",
    "bun",
    "busybox",
    "composer",
    "debian",
    "deno",
    "dotnet",
    "eclipse-temurin",
    "elixir",
    "golang",
    "gradle",
    "maven",
    "node",
    "openjdk",
    "php",
    "python",
    "ruby",
    "rust",
    "ubuntu",
];

/// Of all services those that run the program of one of them, itself among them.
pub(super) fn sharing<'s>(one: &'s Service, all: &[&'s Service]) -> Vec<&'s Service> {
    let Some(program) = program(one) else { return vec![one] };
    let mut sharing: Vec<_> = all.iter().copied().filter(|other| self::program(other) == Some(program)).collect();
    if sharing.is_empty() {
        sharing.push(one);
    }
    sharing
}

/// Whether all of several services run one program.
pub(super) fn are_one(services: &[&Service]) -> bool {
    let Some((first, rest)) = services.split_first() else { return false };
    let program = program(first);
    program.is_some() && rest.iter().all(|other| self::program(other) == program)
}

/// What tells one program from another: the image, or the folder that it is built of.
fn program(service: &Service) -> Option<&str> {
    service.containers.iter().find_map(|container| container.built.as_deref().or_else(|| own_image(container)))
}

fn own_image(container: &Container) -> Option<&str> {
    let image = container.image.as_deref()?;
    let name = image.rsplit('/').next().unwrap_or(image);
    let name = name.split([':', '@']).next().unwrap_or(name);
    (!BARE.contains(&name)).then_some(image)
}
