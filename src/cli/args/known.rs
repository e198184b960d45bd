//! Words that are completed by a shell and judged where they are used: what is near to a word that is not known is said there.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Command};

use crate::audit::rule::Category;
use crate::audit::rules::RULES;
use crate::client::libraries::LIBRARIES;

/// A text of which some are known.
#[derive(Clone)]
pub(super) struct Known(fn() -> Vec<&'static str>);

/// The name of a rule.
pub(super) fn rule() -> Known {
    Known(|| RULES.iter().map(|rule| rule.name).collect())
}

/// The name of a rule or of a family of rules.
pub(super) fn rule_or_family() -> Known {
    Known(|| {
        let families = Category::ALL.into_iter().map(Category::name);
        families.chain(RULES.iter().map(|rule| rule.name)).collect()
    })
}

/// The name of a pool library.
pub(super) fn library() -> Known {
    Known(|| LIBRARIES.iter().map(|library| library.name).collect())
}

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<Self::Value, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
