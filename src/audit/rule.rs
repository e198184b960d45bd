//! What a rule is: a static record and one plain function.

use super::context::Context;
use super::finding::{Finding, Severity};
use super::suppress::Use;
use crate::client::pool::Pool;

/// The families of rules, in the order of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Who runs out first.
    Capacity,
    /// Who closes first.
    Staleness,
    /// Who gives up first.
    Timeouts,
    /// How often connections are made anew.
    Churn,
    /// The driver and the code around it.
    Driver,
    /// The configuration itself.
    Config,
}

impl Category {
    /// The families, in the order of the catalogue.
    pub const ALL: [Self; 6] =
        [Self::Capacity, Self::Staleness, Self::Timeouts, Self::Churn, Self::Driver, Self::Config];

    /// The family with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Staleness => "staleness",
            Self::Timeouts => "timeouts",
            Self::Churn => "churn",
            Self::Driver => "driver",
            Self::Config => "config",
        }
    }
}

/// An input that a rule cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A configuration with a pool.
    Config,
    /// The server's variables.
    Variables,
    /// The server's counters.
    Counters,
    /// What the server shows when it is asked for evidence.
    Evidence,
    /// A stated workload.
    Workload,
}

impl Need {
    /// The name in the list of rules.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Variables => "server variables",
            Self::Counters => "server counters",
            Self::Evidence => "evidence (--evidence)",
            Self::Workload => "workload",
        }
    }
}

/// Why a rule could not be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The input that it lacked, in words.
    pub needs: String,
}

impl Skip {
    /// A rule that lacked an input.
    pub fn lacking(needs: impl Into<String>) -> Self {
        Self { needs: needs.into() }
    }
}

/// A pool rule's answer: a finding, silence, or what it lacked.
pub type PoolVerdict = Result<Option<Finding>, Skip>;

/// A fleet rule's answer: findings, or what it lacked.
pub type FleetVerdict = Result<Vec<Finding>, Skip>;

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Each judged pool by itself; the engine names the pool in the finding.
    Pool(fn(&Context<'_>, &Pool) -> PoolVerdict),
    /// The fleet, the server or the files as a whole.
    Fleet(fn(&Context<'_>) -> FleetVerdict),
    /// Each ignore with what became of it, after all other rules.
    Ignores(fn(&Use) -> Option<Finding>),
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Its only id: kebab-case, never reused.
    pub name: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Its family.
    pub category: Category,
    /// Its usual severity; a finding may say less.
    pub severity: Severity,
    /// What it cannot do without.
    pub needs: &'static [Need],
    /// Its page.
    pub docs: &'static str,
    /// The judgement.
    pub check: Check,
}
