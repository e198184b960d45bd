//! Ansible: the variables of the roles geerlingguy.mysql and fauust.mariadb, in a playbook, an inventory or a role's defaults.

use super::options;
use super::text::Text;
use super::{Declared, Said};
use crate::server::capture::CaptureError;
use crate::server::flavors::{MARIADB, variables};
use crate::source::node::Node;

/// What geerlingguy.mysql calls a server's variable begins with this. Of the role's own variables some do too, and are none of
/// the server's (<https://github.com/geerlingguy/ansible-role-mysql/blob/master/defaults/main.yml>).
const PREFIX: &str = "mysql_";
/// The texts that fauust.mariadb puts under `[mysqld]`
/// (<https://github.com/fauust/ansible-role-mariadb/blob/main/defaults/main.yml>).
const RAW: [&str; 3] = ["mariadb_basic_settings_raw", "mariadb_fine_tuning_raw", "mariadb_innodb_raw"];

/// The servers whose variables are set.
pub(super) fn read(text: &Text<'_>) -> Result<Vec<Declared>, CaptureError> {
    let mut found = Vec::new();
    for part in text.parts() {
        let vars = part.get("vars").filter(|vars| vars.entries().is_some());
        found.extend(of_variables(text, vars.unwrap_or(part))?);
    }
    Ok(found)
}

fn of_variables(text: &Text<'_>, vars: &Node) -> Result<Option<Declared>, CaptureError> {
    let (mut said, mut raw) = (Vec::<Said>::new(), Vec::new());
    for entry in vars.entries().unwrap_or_default() {
        if RAW.contains(&entry.key.as_str()) {
            raw.extend(options::lines_of_node(text, &entry.value)?);
        } else if let Some(name) =
            entry.key.strip_prefix(PREFIX).filter(|name| variables::known().any(|known| known == *name))
        {
            said.extend(text.said(name, &entry.value));
        }
    }
    let is_mariadbs = !raw.is_empty();
    said.extend(raw);
    if said.is_empty() {
        return Ok(None);
    }
    Ok(Some(Declared {
        flavor: is_mariadbs.then_some(&MARIADB),
        shown_by: is_mariadbs.then(|| "the variables of the role fauust.mariadb".to_owned()).into_iter().collect(),
        said,
        ..Declared::default()
    }))
}
