//! `poolcheck explain`: a rule's page, or what an error means.

mod page;
mod symptom;

use anyhow::bail;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::{output, terminal};
use crate::audit::rules::{self, RULES};
use crate::audit::symptoms;
use crate::text::names;

/// Errors of which more is said than their names, where a text fits several.
const TOLD: usize = 1;

/// Prints the page of the rule, or what is known of the error.
pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let what = args.what.join(" ");
    let width = terminal::width(false);
    if let Some(rule) = rules::named(&what) {
        output::print(&page::page(rule.docs, width))?;
        return Ok(Exit::Clean);
    }
    let found = symptoms::find(&what);
    if found.is_empty() {
        match names::nearest(&what, RULES.iter().map(|rule| rule.name)) {
            Some(near) => bail!("there is no rule `{what}`; did you mean `{near}`?"),
            None => bail!(
                "`{what}` is neither a rule (`poolcheck rules` lists them) nor an error that is known; give its number, or \
                 the words that are the same each time, such as `poolcheck explain \"gone away\"`"
            ),
        }
    }
    output::print(&symptom::told(&found, TOLD, width))?;
    Ok(Exit::Clean)
}
