//! Azure Database for MySQL: the answer of `az mysql flexible-server parameter list`.

use super::Declared;
use super::text::{Text, text_at};
use crate::server::flavors::{AZURE_MYSQL, Flavor, variables};
use crate::source::node::Node;

/// Keys that only Azure's answers have beside `name` and `value`.
const AZURES: [&str; 5] = ["defaultValue", "allowedValues", "isReadOnly", "currentValue", "isConfigPendingRestart"];

/// The server whose parameters are listed. Some of the keys may have been left out of the answer by a query.
pub(super) fn read(text: &Text<'_>) -> Vec<Declared> {
    text.documents.iter().filter_map(|root| of_list(text, root)).collect()
}

fn of_list(text: &Text<'_>, root: &Node) -> Option<Declared> {
    let items = root.items()?;
    let name = |item: &Node| text_at(item, &["name"]).map(str::to_owned);
    let is_known = |item: &Node| name(item).is_some_and(|name| variables::known().any(|known| known == name));
    if !items.iter().all(|item| name(item).is_some() && item.get("value").is_some())
        || !items.iter().any(|item| is_known(item))
    {
        return None;
    }
    let is_azures = items.iter().any(|item| AZURES.iter().any(|key| item.get(key).is_some()));
    let mut doubts = Vec::new();
    let pending = |item: &&std::sync::Arc<Node>| {
        text_at(item, &["isConfigPendingRestart"]).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    };
    if let Some(name) = items.iter().filter(pending).find_map(|item| name(item)) {
        doubts.push(format!("{name} waits for a restart"));
    }
    Some(Declared {
        flavor: is_azures.then_some(&AZURE_MYSQL as &'static Flavor),
        shown_by: is_azures.then(|| "the form of Azure's parameters".to_owned()).into_iter().collect(),
        said: items.iter().filter_map(|item| text.said(&name(item)?, item.get("value")?)).collect(),
        doubts,
        ..Declared::default()
    })
}
