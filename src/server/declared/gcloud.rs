//! Google Cloud SQL: the answer of `gcloud sql instances describe NAME --format json`, or of `list`.

use super::Declared;
use super::engine;
use super::text::{Text, items_at, text_at};
use crate::server::flavors::CLOUD_SQL;
use crate::source::node::Node;

/// The instances of MySQL.
pub(super) fn read(text: &Text<'_>) -> Vec<Declared> {
    text.parts().filter_map(|instance| of_instance(text, instance)).collect()
}

fn of_instance(text: &Text<'_>, instance: &Node) -> Option<Declared> {
    let flags = items_at(instance, &["settings", "databaseFlags"]);
    let engine = text_at(instance, &["databaseVersion"]);
    instance.get("settings")?.entries()?;
    if !engine.map_or(!flags.is_empty(), |engine| engine.starts_with("MYSQL")) {
        return None;
    }
    let said = flags.iter().filter_map(|flag| text.said(text_at(flag, &["name"])?, flag.get("value")?));
    let shown_by = engine.map(|engine| format!("databaseVersion {engine}"));
    let installed = text_at(instance, &["databaseInstalledVersion"]).or(engine);
    Some(Declared {
        name: text_at(instance, &["name"]).unwrap_or_default().to_owned(),
        flavor: Some(&CLOUD_SQL),
        version: installed.and_then(engine::of_family),
        shown_by: shown_by.into_iter().collect(),
        said: said.collect(),
        ..Declared::default()
    })
}
