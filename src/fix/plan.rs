//! Which remedies are taken: step by step, each only if the audit is better with it.

use std::collections::HashSet;
use std::sync::Arc;

use super::patch::Patched;
use crate::audit::Audit;
use crate::audit::finding::{Assignment, Edit, Fact, Finding, Remedy, Severity, Side};
use crate::audit::servers::Spread;
use crate::client::pool::settings::Hindrance;
use crate::client::read::ReadError;
use crate::server::ServerState;
use crate::server::flavors::Statement;
use crate::text::place::SourceFile;

/// Judges files and a server, as the user asked for it.
pub type Judge<'a> = dyn Fn(&[Arc<SourceFile>], &ServerState) -> Result<Audit, ReadError> + 'a;

/// Which sides may change, and which one does where both could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The files may change.
    pub client: bool,
    /// The server may change.
    pub server: bool,
    /// The side that changes where either could.
    pub prefer: Side,
}

/// A variable of the server that is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The variable and its new value.
    pub assignment: Assignment,
    /// How this server takes it.
    pub statement: Statement,
    /// The findings that it settles: rule, pool, message.
    pub settles: Vec<(&'static str, Option<String>, String)>,
}

/// A finding that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The finding.
    pub finding: Finding,
    /// Why nothing was changed for it.
    pub why: Why,
}

/// Why nothing was changed for a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The change would not make the audit better; says what it would bring.
    #[error("{0}")]
    Worse(String),
    /// The value cannot be changed where it stands.
    #[error("{}", .0.reason())]
    Hindered(Hindrance),
    /// The side that could settle it was not to change.
    #[error("{0}")]
    OtherSide(&'static str),
    /// What it rests on is assumed; says what.
    #[error("{0}")]
    Assumed(&'static str),
    /// No remedy is a plain change of a value.
    #[error("it needs a decision: see its remedies")]
    Decision,
}

/// What is to change, and what stays.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The files with their changes, in the order in which they were read.
    pub files: Vec<Patched>,
    /// The server's variables that change.
    pub settings: Vec<Setting>,
    /// The findings that stay when all of it is done.
    pub left: Vec<Left>,
}

/// Chooses the changes. The first audit is of the files as they are.
///
/// # Errors
/// The files cannot be read as they are; a change after which they cannot be read is never taken.
pub fn plan(files: &[Arc<SourceFile>], server: &ServerState, wish: Wish, judge: &Judge<'_>) -> Result<Plan, ReadError> {
    let mut files: Vec<_> = files.iter().map(|file| Patched::new(Arc::clone(file))).collect();
    // The script is run later, if at all: the files must be at rest beside the server as it is, too.
    for _ in 1..PASSES {
        let plan = pass(&files, server, wish, judge)?;
        if plan.files.iter().flat_map(Patched::patches).eq(files.iter().flat_map(Patched::patches)) {
            return Ok(plan);
        }
        files = plan.files;
    }
    pass(&files, server, wish, judge)
}

/// How often the files are looked at again; none of many thousand random fleets needed more than three.
const PASSES: usize = 8;

fn pass(files: &[Patched], server: &ServerState, wish: Wish, judge: &Judge<'_>) -> Result<Plan, ReadError> {
    let now: Vec<_> = files.iter().map(Patched::now).collect();
    let audit = judge(&now, server)?;
    let state = State { files: files.to_vec(), server: server.clone(), settings: Vec::new() };
    let mut planner = Planner { wish, judge, state, audit, refused: Vec::new() };
    while planner.step() {}
    Ok(planner.finish())
}

/// Files and server as they are with the changes so far.
#[derive(Clone)]
struct State {
    files: Vec<Patched>,
    server: ServerState,
    settings: Vec<Setting>,
}

struct Planner<'a> {
    wish: Wish,
    judge: &'a Judge<'a>,
    state: State,
    /// The audit of the state.
    audit: Audit,
    /// Changes that made nothing better from this state, with why.
    refused: Vec<(Remedy, String)>,
}

/// A remedy of a finding that can be done by poolcheck.
#[derive(Clone)]
struct Choice {
    finding: usize,
    remedy: Remedy,
}

impl Planner<'_> {
    /// Takes the next changes: at most one for each pool and one for the fleet, so that each is judged by what it does.
    /// What only one side can settle comes first, since it may settle what both sides could.
    fn step(&mut self) -> bool {
        let (one_sided, either): (Vec<_>, Vec<_>) = self.choices().into_iter().partition(|(_, one_sided)| *one_sided);
        let choices = if one_sided.is_empty() { either } else { one_sided };
        let mut choices: Vec<_> = choices.into_iter().map(|(choice, _)| choice).collect();
        // From the end of each file, so that no change moves the place of another.
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.remedy.edit.as_ref().map(|edit| edit.place.span)));
        if choices.is_empty() {
            return false;
        }
        self.take_some(&choices);
        true
    }

    /// Takes the changes together, or else the first part of them that helps. One that does not help alone is refused.
    fn take_some(&mut self, choices: &[Choice]) -> bool {
        match (self.try_all(choices), choices) {
            (Ok(()), _) => true,
            (Err(why), [choice]) => {
                self.refused.push((choice.remedy.clone(), why));
                false
            }
            (Err(_), _) => {
                let (first, rest) = choices.split_at(choices.len() / 2);
                self.take_some(first) || self.take_some(rest)
            }
        }
    }

    /// The first choice of each pool and of the fleet, worst finding first, and whether only one side can settle it.
    fn choices(&self) -> Vec<(Choice, bool)> {
        let mut pools: Vec<Option<&str>> = Vec::new();
        let mut choices = Vec::new();
        for (at, finding) in self.audit.findings.iter().enumerate() {
            let pool = finding.pool.as_deref();
            if pools.contains(&pool) {
                continue;
            }
            let options: Vec<_> = finding.remedies.iter().filter(|remedy| self.is_open(finding, remedy)).collect();
            let preferred = options.iter().find(|remedy| self.has_begun(remedy));
            let preferred = preferred.or_else(|| options.iter().find(|remedy| remedy.side == self.wish.prefer));
            let preferred = preferred.or(options.first());
            if let Some(remedy) = preferred {
                let one_sided = options.iter().all(|other| other.side == remedy.side);
                choices.push((Choice { finding: at, remedy: (*remedy).clone() }, one_sided));
                pools.push(pool);
            }
        }
        choices
    }

    /// Whether the server changes in this respect already: what it began it finishes, instead of meeting half-way.
    fn has_begun(&self, remedy: &Remedy) -> bool {
        let began = |name: &str| self.state.settings.iter().any(|setting| setting.assignment.variable == name);
        remedy.assignments.iter().any(|assignment| began(&assignment.variable))
    }

    /// Whether a remedy is a change that is wished for and not yet refused.
    fn is_open(&self, finding: &Finding, remedy: &Remedy) -> bool {
        self.can_do(finding, remedy) && !self.refused.iter().any(|(refused, _)| refused == remedy)
    }

    /// A server serves others too: what is only worth knowing is no reason to change it.
    fn can_do(&self, finding: &Finding, remedy: &Remedy) -> bool {
        let client = self.wish.client && remedy.edit.is_some() && self.assumed(finding).is_none();
        let server = self.wish.server && !remedy.assignments.is_empty() && self.state.server.known().is_some();
        client || (server && finding.severity > Severity::Info)
    }

    /// What a finding rests on that nobody stated.
    fn assumed(&self, finding: &Finding) -> Option<&'static str> {
        let is_unit = |fact: &Fact| fact.origin.note.as_deref().is_some_and(|note| note.contains("unit assumed"));
        if finding.facts.iter().any(is_unit) {
            return Some("the unit of a value is assumed: write it with its unit first");
        }
        let unclear = matches!(self.audit.spread, Spread::Unclear(_));
        let of_server = unclear && finding.facts.iter().any(|fact| fact.side == Side::Server);
        of_server.then_some("which server its pool leads to is not known: say it with --host-alias")
    }

    /// Takes the changes if the audit is better with them.
    ///
    /// # Errors
    /// It is not, or the files can no longer be read; says what stands against it.
    fn try_all(&mut self, choices: &[Choice]) -> Result<(), String> {
        let mut state = self.state.clone();
        for choice in choices {
            state.take(self.audit.findings.get(choice.finding), &choice.remedy)?;
        }
        let files: Vec<_> = state.files.iter().map(Patched::now).collect();
        let audit =
            (self.judge)(&files, &state.server).map_err(|error| format!("the file could not be read: {error}"))?;
        // A pool that its library refuses has no finding any more, and no application either.
        if let Some(lost) = self.audit.pools.iter().find(|pool| !audit.pools.contains(*pool)) {
            return Err(format!("the library of {lost} would refuse what its settings were then"));
        }
        // A step may bring what the next one settles; what fails it may not bring.
        let is_harmful = |finding: &Finding| finding.severity == Severity::Error;
        if score(&audit) >= score(&self.audit) || self.new_in(&audit, is_harmful).is_some() {
            return Err(self.worse(&audit));
        }
        (self.state, self.audit) = (state, audit);
        self.refused.clear();
        Ok(())
    }

    /// What a change would bring that is not there yet.
    fn worse(&self, audit: &Audit) -> String {
        match self.new_in(audit, |_| true) {
            Some(new) => format!("the change would bring {}: {}", new.rule, new.message),
            None => "the change alone would not settle it".to_owned(),
        }
    }

    /// The first finding of a kind that is not there yet.
    fn new_in<'a>(&self, audit: &'a Audit, is_meant: impl Fn(&Finding) -> bool) -> Option<&'a Finding> {
        let known: HashSet<_> = self.audit.findings.iter().map(Finding::fingerprint).collect();
        audit.findings.iter().find(|finding| is_meant(finding) && !known.contains(&finding.fingerprint()))
    }

    fn finish(self) -> Plan {
        let left = self.audit.findings.iter().map(|finding| Left { why: self.why(finding), finding: finding.clone() });
        let left = left.collect();
        Plan { files: self.state.files, settings: self.state.settings, left }
    }

    fn why(&self, finding: &Finding) -> Why {
        let remedies = &finding.remedies;
        let refused = |remedy: &Remedy| self.refused.iter().find(|(refused, _)| refused == remedy);
        if let Some((_, why)) = remedies.iter().find_map(refused) {
            return Why::Worse(why.clone());
        }
        if let Some(why) = self.assumed(finding).filter(|_| remedies.iter().any(|remedy| remedy.edit.is_some())) {
            return Why::Assumed(why);
        }
        if let Some(hindrance) = remedies.iter().find_map(|remedy| remedy.hindrance).filter(|_| self.wish.client) {
            return Why::Hindered(hindrance);
        }
        let has = |change: fn(&Remedy) -> bool| remedies.iter().any(change);
        if !self.wish.client && has(|remedy| remedy.edit.is_some()) {
            return Why::OtherSide("the configuration can settle it: --diff or --fix");
        }
        if !self.wish.server && has(|remedy| !remedy.assignments.is_empty()) {
            return Why::OtherSide("the server can settle it: --fix-sql FILE");
        }
        Why::Decision
    }
}

impl State {
    fn take(&mut self, finding: Option<&Finding>, remedy: &Remedy) -> Result<(), String> {
        let Some(finding) = finding else { return Ok(()) };
        if let Some(edit) = &remedy.edit {
            return self.edit(finding, edit);
        }
        remedy.assignments.iter().for_each(|assignment| self.assign(finding, assignment));
        Ok(())
    }

    fn edit(&mut self, finding: &Finding, edit: &Edit) -> Result<(), String> {
        let file = self.files.iter_mut().find(|file| *file.source.name() == edit.place.file);
        let taken = file.is_some_and(|file| {
            file.replace(edit.place.span, &edit.replacement, finding.rule, finding.pool.as_deref())
        });
        if taken { Ok(()) } else { Err("another change touches the same text".to_owned()) }
    }

    fn assign(&mut self, finding: &Finding, assignment: &Assignment) {
        let ServerState::Known(server) = &mut self.server else { return };
        server.suppose(&assignment.variable, &assignment.value, "--fix-sql");
        let statement = server.flavor.set_statement(server.version, &assignment.variable, &assignment.value);
        let earlier = self.settings.iter().position(|other| other.assignment.variable == assignment.variable);
        let mut settles = earlier.map_or_else(Vec::new, |at| self.settings.remove(at).settles);
        settles.push((finding.rule, finding.pool.clone(), finding.message.clone()));
        self.settings.push(Setting { assignment: assignment.clone(), statement, settles });
    }
}

/// How bad an audit is: errors before warnings before the rest.
fn score(audit: &Audit) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Info].map(|severity| audit.count(severity))
}
