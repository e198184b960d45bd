//! How long a pool lives: one that ends with the function that opens it is no pool of the running program's.

use std::collections::HashSet;

use crate::client::go::code::handles::{SAME, type_of_value};
use crate::client::go::code::package::Package;
use crate::client::go::code::trace::Open;
use crate::client::go::code::tree::{Action, Expr, Function, Kind};
use crate::text::names::words;

/// Parts of the names of functions that go on as long as the program does, or are called by one that does.
const LASTING: [&str; 11] =
    ["main", "init", "run", "serve", "start", "listen", "loop", "wait", "execute", "daemon", "handlefunc"];

/// Whether a pool that a call opens ends with the function around it: the function closes it, or keeps it to itself.
pub(super) fn is_short(open: &Open<'_>) -> bool {
    let Some(function) = open.scope.function else { return false };
    if is_lasting(&function.name) || function.name.is_empty() {
        return false;
    }
    let Some(held) = Held::by(function, open) else { return false };
    let used = held.used(function);
    !used.lasts && (used.closed || !used.leaves)
}

/// Whether nothing in a package speaks of the function that opens a pool, which no other package can call.
pub(super) fn is_never_called(package: &Package, open: &Open<'_>) -> bool {
    let Some(function) = open.scope.function else { return false };
    let is_own = function.name.starts_with(|c: char| c.is_lowercase() || c == '_');
    is_own && !matches!(function.name.as_str(), "main" | "init") && package.mentions(&function.name) == 1
}

/// Whether a pool is opened for tests alone, though not in one of their files: by a function that says so in its name, or for a
/// type that only such functions make.
pub(super) fn is_for_tests(package: &Package, open: &Open<'_>) -> bool {
    let says = |function: &Function| {
        words(&function.name).iter().any(|word| matches!(word.as_str(), "test" | "tests" | "mock"))
    };
    let Some(function) = open.scope.function else { return false };
    let Some(of) = function.receiver.as_ref().and_then(|receiver| receiver.of.as_deref()) else {
        return says(function);
    };
    let mut makers = Vec::new();
    for (_, maker, step) in package.steps() {
        let mut makes = false;
        for expr in step.action.expressions() {
            expr.walk(&mut |expr| makes = makes || type_of_value(expr) == Some(of));
        }
        makers.extend(makes.then_some(maker));
    }
    says(function) || (!makers.is_empty() && makers.into_iter().all(says))
}

fn is_lasting(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    LASTING.iter().any(|word| name.contains(word))
}

/// The local variables of a function that hold one pool.
struct Held(HashSet<usize>);

/// What a function does with a pool.
#[derive(Default)]
struct Used {
    /// It closes it.
    closed: bool,
    /// It hands it to others, which may keep it.
    leaves: bool,
    /// It does what goes on as long as the program does.
    lasts: bool,
}

impl Held {
    /// The variables that a call's pool is assigned to; none where it goes somewhere else at once.
    fn by(function: &Function, open: &Open<'_>) -> Option<Self> {
        let mut held = HashSet::new();
        for step in &function.steps {
            let Action::Assign { targets, values } = &step.action else { continue };
            for (at, target) in targets.iter().enumerate() {
                let value =
                    if values.len() == targets.len() { values.get(at) } else { values.first().filter(|_| at == 0) };
                let Some(value) = value else { continue };
                if value.span != open.span && !is_handle(value, &held) {
                    continue;
                }
                match &target.kind {
                    Kind::Local(local, _) => held.insert(*local),
                    _ => return None,
                };
            }
        }
        (!held.is_empty()).then_some(Self(held))
    }

    fn used(&self, function: &Function) -> Used {
        let mut used = Used::default();
        for step in &function.steps {
            match &step.action {
                Action::Assign { targets, values } => {
                    let kept = |target: &Expr| matches!(&target.kind, Kind::Local(local, _) if self.0.contains(local));
                    targets.iter().filter(|target| !kept(target)).for_each(|target| self.see(target, &mut used));
                    // What a variable of its own takes over is no way out.
                    let is_kept = |at: usize| targets.get(at).is_some_and(&kept);
                    for (at, value) in values.iter().enumerate() {
                        match is_handle(value, &self.0) && is_kept(at) {
                            true => self.parts(value, &mut used),
                            false => self.see(value, &mut used),
                        }
                    }
                }
                Action::Do(value) => self.see(value, &mut used),
                Action::Return(values) => values.iter().for_each(|value| self.see(value, &mut used)),
            }
        }
        used
    }

    fn parts(&self, expr: &Expr, used: &mut Used) {
        if let Some((operand, ..)) = expr.method().filter(|(operand, ..)| !is_handle(operand, &self.0)) {
            self.see(operand, used);
        }
    }

    fn see(&self, expr: &Expr, used: &mut Used) {
        if is_handle(expr, &self.0) {
            used.leaves = true;
            return;
        }
        match &expr.kind {
            Kind::Call(callee, arguments) => {
                match &callee.kind {
                    Kind::Select(operand, name) if is_handle(operand, &self.0) => used.closed |= name == "Close",
                    // `func(db *sql.DB) { … }(db)` stands in the function itself.
                    Kind::Other(_) => {
                        arguments
                            .iter()
                            .filter(|argument| !is_handle(argument, &self.0))
                            .for_each(|one| self.see(one, used));
                        return;
                    }
                    Kind::Select(operand, name) => {
                        used.lasts |= is_lasting(name);
                        self.see(operand, used);
                    }
                    Kind::Name(name) => used.lasts |= is_lasting(name),
                    _ => self.see(callee, used),
                }
                arguments.iter().for_each(|argument| self.see(argument, used));
            }
            // `db == nil`
            Kind::Binary(_, left, right) => {
                [left, right]
                    .into_iter()
                    .filter(|side| !is_handle(side, &self.0))
                    .for_each(|side| self.see(side, used));
            }
            // `db.Stats`, `db.Error`
            Kind::Select(operand, _) if is_handle(operand, &self.0) => {}
            _ => expr.parts().into_iter().for_each(|part| self.see(part, used)),
        }
    }
}

/// Whether an expression is one of these variables, or another handle of its pool.
fn is_handle(expr: &Expr, held: &HashSet<usize>) -> bool {
    match &expr.kind {
        Kind::Local(local, _) => held.contains(local),
        Kind::Unary(_, inner) => is_handle(inner, held),
        _ => expr.method().is_some_and(|(operand, name, _)| SAME.contains(&name) && is_handle(operand, held)),
    }
}
