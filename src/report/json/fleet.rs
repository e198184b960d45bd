//! The report of a fleet: what an ordinary report says of its server stands in that server's audit.

use serde::Serialize;
use serde_json::Value as Json;

use super::{Body, SCHEMA, body, hidden_count, pretty, summary};
use crate::report::VERSION;
use crate::report::fleet::{Fleet, Part};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    poolcheck: &'static str,
    fleet: &'a str,
    audits: Vec<Audit<'a>>,
    summary: Json,
}

#[derive(Serialize)]
struct Audit<'a> {
    name: &'a str,
    services: Vec<&'a str>,
    #[serde(flatten)]
    body: Body,
}

/// The reports of a fleet's servers, and what they count together.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let hidden = fleet.audits.iter().map(|part| hidden_count(&part.report)).sum();
    pretty(&Document {
        schema: SCHEMA,
        poolcheck: VERSION,
        fleet: fleet.file,
        audits: fleet.audits.iter().map(audit).collect(),
        summary: summary(|severity| fleet.count(severity), hidden),
    })
}

fn audit<'a>(part: &'a Part<'_>) -> Audit<'a> {
    Audit { name: part.name, services: part.services(), body: body(&part.report) }
}
