//! Configurations were given, and none holds a pool: a gate on the wrong file must not pass.

use crate::audit::context::Context;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule, Skip};
use crate::client::Service;
use crate::client::pool::Pool;
use crate::client::seen::Seen;
use crate::text::names::first_of;
use crate::text::origin::Origin;
use crate::text::quantity::plural;

/// no-pool-found
pub(super) static RULE: Rule = Rule {
    name: "no-pool-found",
    summary: "none of the given configurations holds a pool",
    category: Category::Config,
    severity: Severity::Error,
    needs: &[Need::Config],
    docs: include_str!("no_pool_found.md"),
    check: Check::Fleet(check),
};

/// The files that the message names.
const NAMED: usize = 3;

fn check(cx: &Context<'_>) -> FleetVerdict {
    if !cx.config_given {
        return Err(Skip::lacking("a configuration (--config)"));
    }
    if !cx.client.services.is_empty() {
        let empty = cx.client.services.iter().filter(|service| service.pools.is_empty());
        return Ok(empty.map(of_service).collect());
    }
    let is_searched = !cx.client.walked.is_empty();
    if cx.client.pools.iter().any(Pool::is_judged) || (!is_searched && !cx.client.pools.is_empty()) {
        return Ok(Vec::new());
    }
    if !cx.client.pools.is_empty() {
        let aside = plural(cx.client.pools.len() as u64, "pool");
        return Ok(vec![
            nothing_in(format!("no pool that runs was found in {}; {aside} set aside", looked_at(cx)), None)
                .consequence("tests, examples, copies and other environments are no application: nothing was checked"),
        ]);
    }
    let (seen, remedy) = seen(cx);
    Ok(vec![
        nothing_in(format!("no connection pool was found in {}{seen}", looked_at(cx)), remedy)
            .consequence("nothing of the application's side was checked: a gate on the wrong file would always pass"),
    ])
}

/// A service whose pools are in no sum.
fn of_service(service: &Service) -> Finding {
    let sources: Vec<_> = service.files.iter().map(String::as_str).collect();
    nothing_in(format!("no connection pool of {} was found in {}", service.name, files(&sources)), None)
        .at(&Origin::file(service.place.clone()))
        .subject(&service.name)
        .consequence("its connections are in no sum: the budget looks better than it is")
}

/// What was seen instead of a pool, and what to do about it.
fn seen(cx: &Context<'_>) -> (String, Option<String>) {
    match &cx.client.seen {
        None => (String::new(), None),
        Some(Seen { place, scheme, ours: true }) => (
            format!("; a URL of MySQL or MariaDB stands at {place}"),
            Some(format!(
                "say which library reads that URL, and its defaults are judged: `--config {} --library {}` \
                 (`poolcheck libraries` lists them)",
                place.file,
                // Only SQLAlchemy names its driver so.
                if scheme.contains('+') { "sqlalchemy" } else { "NAME" }
            )),
        ),
        Some(Seen { place, scheme, ours: false }) => {
            (format!("; the URL at {place} is of another database, `{scheme}://`"), None)
        }
    }
}

fn nothing_in(message: String, remedy: Option<String>) -> Finding {
    let finding = Finding::new(&RULE, message);
    let finding = match remedy {
        Some(remedy) => finding.remedy(Remedy::advice(Side::Client, remedy)),
        None => finding,
    };
    finding.remedy(Remedy::advice(
        Side::Client,
        "give the file that sets the pool's size, or write the settings in poolcheck's own form: \
         `pool: {library: go, max_open: 40, max_lifetime: 5m}`",
    ))
}

/// Where was looked: for what in folders, or in which files.
fn looked_at(cx: &Context<'_>) -> String {
    let walked = &cx.client.walked;
    if walked.is_empty() {
        let sources: Vec<_> = cx.client.sources.iter().map(|source| source.name().as_ref()).collect();
        return files(&sources);
    }
    format!(
        "{}: {} looked at, {} read (those that speak of a pool, of MySQL or MariaDB, or of processes)",
        walked.roots.join(", "),
        plural(walked.files as u64, "file"),
        cx.client.read.len(),
    )
}

fn files(sources: &[&str]) -> String {
    // A go.mod never holds a pool, and may have been read only because it stands beside.
    let all = || sources.iter().copied();
    let configs: Vec<_> = all().filter(|name| !name.ends_with("go.mod")).collect();
    let names = if configs.is_empty() { all().collect() } else { configs };
    match names.as_slice() {
        [] => "the configuration".to_owned(),
        names => first_of(names, NAMED),
    }
}
