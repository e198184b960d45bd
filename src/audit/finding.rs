//! What a rule says: the verdict, its arithmetic as facts, its consequence, and what to change.

use super::rule::Rule;
use crate::client::pool::Pool;
use crate::client::pool::settings::{Hindrance, Key};
use crate::text::origin::Origin;
use crate::text::place::Place;

/// How bad it is. Ordered: an error is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Will hurt under some load or some day.
    Warning,
    /// Will fail.
    Error,
}

impl Severity {
    /// The name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Two settings contradict each other.
    Configured,
    /// The server's counters prove it.
    Observed,
    /// Computed from the stated workload.
    Predicted,
}

impl Basis {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::Observed => "observed",
            Self::Predicted => "predicted",
        }
    }
}

/// The side that a fact or a remedy belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The application and its pools.
    Client,
    /// The database server.
    Server,
    /// What stands between them.
    Path,
}

impl Side {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Path => "path",
        }
    }
}

/// One number of the arithmetic, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Whose number it is.
    pub side: Side,
    /// Its name.
    pub name: String,
    /// Its value, with the unit.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}

/// A change of one stretch of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub place: Place,
    /// The text that replaces it.
    pub replacement: String,
}

/// A new value of a server's variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable's name.
    pub variable: String,
    /// Its new value, as SQL and option files take it.
    pub value: String,
}

/// One way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The side that changes.
    pub side: Side,
    /// What to do, in words and numbers.
    pub text: String,
    /// The change in the file, where it is one.
    pub edit: Option<Edit>,
    /// Why a new value for a setting is no edit.
    pub hindrance: Option<Hindrance>,
    /// What one types, in the words of the file or the library, where that is neither an edit nor a statement:
    /// `pool_pre_ping=True`.
    pub typed: Option<String>,
    /// The change in a few words, for a line of alternatives: `at most 32 replicas`.
    pub brief: Option<String>,
    /// The statement on the server, where it is one.
    pub sql: Option<String>,
    /// The variables that change, also where no statement can change them.
    pub assignments: Vec<Assignment>,
}

impl Remedy {
    /// A way out in words.
    pub fn advice(side: Side, text: impl Into<String>) -> Self {
        Self {
            side,
            text: text.into(),
            edit: None,
            hindrance: None,
            typed: None,
            brief: None,
            sql: None,
            assignments: Vec::new(),
        }
    }

    /// A change of the client's file, or why it is none.
    pub fn change(text: impl Into<String>, edit: Result<Edit, Hindrance>) -> Self {
        let hindrance = edit.as_ref().err().copied();
        Self { edit: edit.ok(), hindrance, ..Self::advice(Side::Client, text) }
    }

    /// Says what one types.
    #[must_use]
    pub fn typed(self, typed: impl Into<String>) -> Self {
        Self { typed: Some(typed.into()), ..self }
    }

    /// Says it in a few words.
    #[must_use]
    pub fn brief(self, brief: impl Into<String>) -> Self {
        Self { brief: Some(brief.into()), ..self }
    }
}

/// One rule's verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// What it rests on.
    pub basis: Basis,
    /// The pool it is about; none for the fleet or the server.
    pub pool: Option<String>,
    /// What was found, with the numbers of both sides. Lower case, no full stop.
    pub message: String,
    /// What will happen, and why.
    pub consequence: String,
    /// What people see of it, in a few words; where nothing is said here, the consequence begins with it.
    pub effect: Option<String>,
    /// The offending value's place.
    pub location: Option<Place>,
    /// The arithmetic.
    pub facts: Vec<Fact>,
    /// The ways out.
    pub remedies: Vec<Remedy>,
    /// What tells two findings of one rule in one pool apart, such as a key; part of the fingerprint.
    pub subject: String,
}

impl Finding {
    /// A verdict of `rule`, with the rule's severity and on the basis of the configuration.
    pub fn new(rule: &Rule, message: impl Into<String>) -> Self {
        Self {
            rule: rule.name,
            severity: rule.severity,
            basis: Basis::Configured,
            pool: None,
            message: message.into(),
            consequence: String::new(),
            effect: None,
            location: None,
            facts: Vec::new(),
            remedies: Vec::new(),
            subject: String::new(),
        }
    }

    /// Sets the severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the basis.
    #[must_use]
    pub fn basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// Sets the pool.
    #[must_use]
    pub fn pool(mut self, pool: &str) -> Self {
        self.pool = Some(pool.to_owned());
        self
    }

    /// Says what will happen.
    #[must_use]
    pub fn consequence(mut self, text: impl Into<String>) -> Self {
        self.consequence = text.into();
        self
    }

    /// Says in a few words what people see of it.
    #[must_use]
    pub fn effect(mut self, text: impl Into<String>) -> Self {
        self.effect = Some(text.into());
        self
    }

    /// Points at the offending value, if the origin has a place.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        self.location.clone_from(&origin.place);
        self
    }

    /// Points at the line of a pool's setting, or at the pool's section where the setting has none.
    #[must_use]
    pub fn at_setting(mut self, pool: &Pool, key: Key) -> Self {
        let place = pool.settings.get(key).and_then(|setting| setting.origin.place.as_ref());
        self.location = place.or(pool.place.as_ref()).cloned();
        self.subject(key.name())
    }

    /// Adds a number of the arithmetic.
    #[must_use]
    pub fn fact(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    /// Adds numbers of the arithmetic.
    #[must_use]
    pub fn facts(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// Adds ways out.
    #[must_use]
    pub fn remedies(mut self, remedies: impl IntoIterator<Item = Remedy>) -> Self {
        self.remedies.extend(remedies);
        self
    }

    /// Tells it apart from another finding of the same rule in the same pool.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// A short name that stays the same when lines move or numbers elsewhere change: rule, pool and subject, hashed by
    /// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>).
    pub fn fingerprint(&self) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in [self.rule, self.pool.as_deref().unwrap_or_default(), &self.subject] {
            for byte in part.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}
