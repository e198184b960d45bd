//! What to type: the one best change as it would stand in the file, and the others in a few words.

use crate::audit::finding::{Edit, Finding, Remedy, Side};
use crate::client::pool::settings::Hindrance;
use crate::report::{Report, excerpt};
use crate::text::place::Place;

/// The longest piece of a line that is repeated with its new value.
const LONGEST: usize = 60;

/// Alternatives that are named beside the best change.
const ALTERNATIVES: usize = 3;

/// The best change, and others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// `add ` where no line says it yet, `run ` of a statement; else nothing: the line changes.
    pub verb: &'static str,
    /// What one types, or what to do where nothing can be typed.
    pub text: String,
    /// Where, if it is a line of a file.
    pub place: Option<&'a Place>,
    /// Whether it is typed as it stands, as opposed to advice in words.
    pub literal: bool,
    /// Other ways out, in a few words each.
    pub alternatives: Vec<String>,
}

impl Change<'_> {
    /// The change with its verb.
    pub fn said(&self) -> String {
        format!("{}{}", self.verb, self.text)
    }

    /// The alternatives behind the best change: `, or max_connections 450`.
    pub fn others(&self) -> String {
        let glue = if self.literal { ", or " } else { "; or " };
        self.alternatives.iter().map(|other| format!("{glue}{other}")).collect()
    }
}

/// What to do about a finding; none where its rule knows no way out.
pub fn of<'a>(report: &Report<'_>, finding: &'a Finding) -> Option<Change<'a>> {
    let (best, others) = finding.remedies.split_first()?;
    let (text, literal) = typed(report, best).map_or_else(|| (advice(best), false), |text| (text, true));
    let mut alternatives = Vec::new();
    for other in others.iter().filter_map(|remedy| brief(report, remedy)) {
        if other != text && !alternatives.contains(&other) && alternatives.len() < ALTERNATIVES {
            alternatives.push(other);
        }
    }
    let verb = match best.hindrance {
        Some(Hindrance::NotInFile) if literal => "add ",
        _ if literal && best.sql.as_ref() == Some(&text) => "run ",
        _ => "",
    };
    Some(Change { verb, text, place: best.edit.as_ref().map(|edit| &edit.place), literal, alternatives })
}

/// Advice without what follows from it.
fn advice(remedy: &Remedy) -> String {
    remedy.text.split("; ").next().unwrap_or_default().to_owned()
}

/// What one types for a remedy; none where it is advice in words.
pub fn typed(report: &Report<'_>, remedy: &Remedy) -> Option<String> {
    let edited = || remedy.edit.as_ref().and_then(|edit| edited(report, edit));
    edited().or_else(|| remedy.typed.clone()).or_else(|| remedy.sql.clone())
}

/// A remedy in a few words; none where it needs more.
fn brief(report: &Report<'_>, remedy: &Remedy) -> Option<String> {
    let assigned = || {
        let set = remedy.assignments.iter().filter(|_| remedy.side == Side::Server);
        let set: Vec<_> = set.map(|set| format!("{} {}", set.variable, set.value)).collect();
        (!set.is_empty()).then(|| set.join(" and "))
    };
    remedy.brief.clone().or_else(assigned).or_else(|| typed(report, remedy))
}

/// The piece of a line that holds a value, with the new one in its place: from the key to the end of the value.
fn edited(report: &Report<'_>, edit: &Edit) -> Option<String> {
    let excerpt = excerpt::of(report, &edit.place)?;
    let piece = piece(excerpt.text.get(..excerpt.value.start)?, &edit.replacement);
    (piece.chars().count() <= LONGEST && !piece.contains('…')).then_some(piece)
}

/// What stands before a value from its own key on, then the value with what closes its quote or call.
fn piece(before: &str, value: &str) -> String {
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`' | '>'));
    let call = before.ends_with('(');
    let head = before.trim_end_matches('(');
    // The last thing that separates one key from another; what opens a call belongs to its name.
    let from = head.rfind(['{', ',', ';', '?', '&', '(', '[']).map_or(0, |at| at + 1);
    let key = before.get(from..).unwrap_or(before).trim_start().trim_start_matches("- ");
    let close = match quote {
        Some('>') | None => String::new(),
        Some(_) if value.starts_with(['"', '\'', '`']) => String::new(),
        Some(quote) => quote.to_string(),
    };
    format!("{key}{value}{close}{}", if call { ")" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_a_key_with_its_new_value() {
        for (before, expected) in [
            ("    max_open: ", "max_open: 20"),
            ("pool: {max_idle: 1, max_open: ", "max_open: 20"),
            ("spring.datasource.hikari.maximum-pool-size=", "spring.datasource.hikari.maximum-pool-size=20"),
            ("\tdb.SetMaxOpenConns(", "db.SetMaxOpenConns(20)"),
            ("  \"connectionLimit\": ", "\"connectionLimit\": 20"),
            ("engine = create_engine(URL, pool_size=", "pool_size=20"),
            ("  url: mysql://u@h/x?a=1&connection_limit=", "connection_limit=20"),
            ("<property name=\"maxTotal\" value=\"", "<property name=\"maxTotal\" value=\"20\""),
            ("      - DB_POOL=", "DB_POOL=20"),
            ("<max-pool-size>", "<max-pool-size>20"),
        ] {
            assert_eq!(piece(before, "20"), expected, "{before}");
        }
    }
}
