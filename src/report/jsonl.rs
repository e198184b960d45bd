//! One finding a line, each an object as in the JSON report: for streams and for `grep`.

use serde_json::Value as Json;

use super::fleet::Fleet;
use super::{Report, json};

/// The findings, the hidden ones last where they are asked for.
pub fn render(report: &Report<'_>) -> String {
    written(objects(report))
}

/// The findings of all servers, each with the name of its server's `audit`.
pub fn fleet(fleet: &Fleet<'_>) -> String {
    let named = fleet.audits.iter().flat_map(|part| {
        objects(&part.report).map(|mut object| {
            if let Json::Object(fields) = &mut object {
                fields.insert("audit".into(), part.name.into());
            }
            object
        })
    });
    written(named)
}

fn objects(report: &Report<'_>) -> impl Iterator<Item = Json> {
    json::findings(report).into_iter().chain(json::hidden(report))
}

fn written(objects: impl Iterator<Item = Json>) -> String {
    objects.fold(String::new(), |text, line| text + &line.to_string() + "\n")
}
