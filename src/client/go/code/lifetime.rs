//! How long a pool lives: one that ends with the function that opens it is no pool of the running program's, and neither is one
//! that only tests open.

use std::collections::HashMap;

use crate::client::go::code::handles::{SAME, type_of_value};
use crate::client::go::code::package::Package;
use crate::client::go::code::trace::Open;
use crate::client::go::code::tree::{Action, Expr, Function, Kind};
use crate::text::names::words;

/// Words in the names of functions that go on as long as the program does, or are called by one that does.
const LASTING: [&str; 11] =
    ["main", "run", "serve", "start", "listen", "loop", "wait", "execute", "daemon", "handle", "watch"];

/// What is known of the lives of a package's pools, by the numbers of the calls that open them.
pub(super) struct Lifetimes {
    used: Vec<Used>,
    /// Types of the package, and whether only tests' functions make one.
    for_tests: HashMap<String, bool>,
}

/// What the function that opens a pool does with it.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    /// It holds it in a variable of its own, and goes on no longer than a call takes.
    passing: bool,
    /// It closes it.
    closed: bool,
    /// It hands it to others, which may keep it.
    leaves: bool,
}

impl Lifetimes {
    pub(super) fn of(package: &Package, opens: &[Open<'_>]) -> Self {
        let mut used = vec![Used::default(); opens.len()];
        let mut functions: HashMap<*const Function, (&Function, Vec<usize>)> = HashMap::new();
        for (at, open) in opens.iter().enumerate() {
            if let Some(function) =
                open.scope.function.filter(|function| !function.name.is_empty() && !is_lasting(&function.name))
            {
                functions.entry(std::ptr::from_ref(function)).or_insert_with(|| (function, Vec::new())).1.push(at);
            }
        }
        for (function, here) in functions.into_values() {
            Reader::of(function, opens, &here).read(function, &here, &mut used);
        }
        let is_method = |open: &Open<'_>| open.scope.function.is_some_and(|function| function.receiver.is_some());
        let for_tests = if opens.iter().any(is_method) { made_for_tests(package) } else { HashMap::new() };
        Self { used, for_tests }
    }

    /// Whether a pool ends with the function that opens it: the function closes it, or, in a program of which all is seen, keeps
    /// it to itself.
    pub(super) fn is_short(&self, at: usize, open: &Open<'_>) -> bool {
        let used = self.used.get(at).copied().unwrap_or_default();
        used.passing && (used.closed || (!used.leaves && open.scope.source.file.is_found()))
    }

    /// Whether a pool is opened for tests alone, though not in one of their files: by a function that says so in its name, or for
    /// a type that only such functions make.
    pub(super) fn is_for_tests(&self, open: &Open<'_>) -> bool {
        let Some(function) = open.scope.function else { return false };
        let of = function.receiver.as_ref().and_then(|receiver| receiver.of.as_deref());
        says_test(function) || of.is_some_and(|of| self.for_tests.get(of) == Some(&true))
    }
}

/// Whether nothing in a package speaks of the function that opens a pool, which no other package can call.
pub(super) fn is_never_called(package: &Package, open: &Open<'_>) -> bool {
    let Some(function) = open.scope.function.filter(|_| open.scope.source.file.is_found()) else { return false };
    let is_own = function.name.starts_with(|c: char| c.is_lowercase() || c == '_');
    is_own && !matches!(function.name.as_str(), "main" | "init") && package.mentions(&function.name) == 1
}

fn says_test(function: &Function) -> bool {
    words(&function.name).iter().any(|word| matches!(word.as_str(), "test" | "tests" | "mock"))
}

fn is_lasting(name: &str) -> bool {
    words(name).iter().any(|word| LASTING.contains(&word.as_str()))
}

/// The types of a package that some function makes, and whether only tests' do.
fn made_for_tests(package: &Package) -> HashMap<String, bool> {
    let mut made: HashMap<String, bool> = HashMap::new();
    for (_, maker, step) in package.steps() {
        for expr in step.action.expressions() {
            expr.walk(&mut |expr| {
                if let Some(of) = type_of_value(expr) {
                    *made.entry(of.to_owned()).or_insert(true) &= says_test(maker);
                }
            });
        }
    }
    made
}

/// Reads what one function does with the pools that it opens.
struct Reader {
    /// The variables that hold one, with the number of the call that opens it.
    held: HashMap<usize, usize>,
    /// Pools that go somewhere else at once.
    kept: Vec<usize>,
}

impl Reader {
    fn of(function: &Function, opens: &[Open<'_>], here: &[usize]) -> Self {
        let by_place: HashMap<usize, usize> =
            here.iter().filter_map(|at| Some((opens.get(*at)?.span.start, *at))).collect();
        let mut reader = Self { held: HashMap::new(), kept: Vec::new() };
        for step in &function.steps {
            let Action::Assign { targets, values } = &step.action else { continue };
            for (at, target) in targets.iter().enumerate() {
                let value =
                    if values.len() == targets.len() { values.get(at) } else { values.first().filter(|_| at == 0) };
                let opened = |value: &Expr| by_place.get(&value.span.start).copied().filter(|_| is_call(value));
                let Some(open) = value.and_then(|value| opened(value).or_else(|| reader.handle(value))) else {
                    continue;
                };
                match &target.kind {
                    Kind::Local(local, _) => {
                        reader.held.insert(*local, open);
                    }
                    _ => reader.kept.push(open),
                }
            }
        }
        reader
    }

    fn read(&self, function: &Function, here: &[usize], used: &mut [Used]) {
        let mut lasts = false;
        for step in &function.steps {
            match &step.action {
                Action::Assign { targets, values } => {
                    let own =
                        |target: &Expr| matches!(&target.kind, Kind::Local(local, _) if self.held.contains_key(local));
                    targets.iter().filter(|target| !own(target)).for_each(|target| self.see(target, used, &mut lasts));
                    for (at, value) in values.iter().enumerate() {
                        // What a variable of its own takes over is no way out.
                        if self.handle(value).is_none() || !targets.get(at).is_some_and(&own) {
                            self.see(value, used, &mut lasts);
                        }
                    }
                }
                Action::Do(value) => self.see(value, used, &mut lasts),
                Action::Return(values) => values.iter().for_each(|value| self.see(value, used, &mut lasts)),
            }
        }
        for open in self.held.values().filter(|open| !lasts && here.contains(open) && !self.kept.contains(open)) {
            if let Some(used) = used.get_mut(*open) {
                used.passing = true;
            }
        }
    }

    fn see(&self, expr: &Expr, used: &mut [Used], lasts: &mut bool) {
        if let Some(open) = self.handle(expr) {
            if let Some(used) = used.get_mut(open) {
                used.leaves = true;
            }
            return;
        }
        match &expr.kind {
            Kind::Call(callee, arguments) => {
                match &callee.kind {
                    Kind::Select(operand, name) => match self.handle(operand) {
                        Some(open) if name == "Close" => {
                            if let Some(used) = used.get_mut(open) {
                                used.closed = true;
                            }
                        }
                        Some(_) => {}
                        None => {
                            *lasts |= is_lasting(name);
                            self.see(operand, used, lasts);
                        }
                    },
                    Kind::Name(name) => *lasts |= is_lasting(name),
                    // `func(db *sql.DB) { … }(db)` stands in the function itself.
                    Kind::Other(_) => {
                        let others = arguments.iter().filter(|argument| self.handle(argument).is_none());
                        others.for_each(|argument| self.see(argument, used, lasts));
                        self.close_by_closure(arguments, used);
                        return;
                    }
                    _ => self.see(callee, used, lasts),
                }
                for argument in arguments {
                    self.see(argument, used, lasts);
                }
            }
            // `db == nil`
            Kind::Binary(_, left, right) => {
                let sides = [left, right].into_iter().filter(|side| self.handle(side).is_none());
                sides.for_each(|side| self.see(side, used, lasts));
            }
            // `db.Stats`, `db.Error`
            Kind::Select(operand, _) if self.handle(operand).is_some() => {}
            _ => expr.parts().into_iter().for_each(|part| self.see(part, used, lasts)),
        }
    }

    /// `defer func(db *sql.DB) { … }(db)` is there to close it.
    fn close_by_closure(&self, arguments: &[Expr], used: &mut [Used]) {
        for open in arguments.iter().filter_map(|argument| self.handle(argument)) {
            if let Some(used) = used.get_mut(open) {
                used.closed = true;
            }
        }
    }

    /// The pool that an expression is a handle of: one of the variables, or what a method of it gives for it.
    fn handle(&self, expr: &Expr) -> Option<usize> {
        match &expr.kind {
            Kind::Local(local, _) => self.held.get(local).copied(),
            Kind::Unary(_, inner) => self.handle(inner),
            _ => {
                let (operand, name, _) = expr.method()?;
                if SAME.contains(&name) { self.handle(operand) } else { None }
            }
        }
    }
}

fn is_call(expr: &Expr) -> bool {
    matches!(expr.kind, Kind::Call(..))
}
