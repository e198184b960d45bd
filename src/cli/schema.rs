//! `poolcheck schema NAME`: a JSON Schema for editors and programs.

use super::args::{SchemaArgs, SchemaName};
use super::exit::Exit;
use super::output;
use crate::schema;

/// Prints the schema.
pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Exit> {
    let schema = match args.name {
        SchemaName::Config => schema::config(),
        SchemaName::Fleet => schema::fleet(),
        SchemaName::Settings => schema::settings(),
        SchemaName::Report => schema::report(),
    };
    output::print(&(serde_json::to_string_pretty(&schema)? + "\n"))?;
    Ok(Exit::Clean)
}
