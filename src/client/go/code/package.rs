//! The files of one package, and what they declare together.

use std::collections::{HashMap, HashSet};

use crate::client::go::code::constants::{flag_variable, is_exported};
use crate::client::go::code::tree::{Action, Expr, Function, Kind, Source, Step};

/// A function by the numbers of its file and of itself in it.
pub(super) type FunctionId = (usize, usize);

/// One package: the files of a folder with one `package` clause.
#[derive(Debug, Default)]
pub(super) struct Package {
    sources: Vec<Source>,
    /// Constants by name: the file and the number of the one that has their value.
    constants: HashMap<String, (usize, usize)>,
    /// Constants of which several have one value.
    repeated: HashSet<String>,
    variables: HashMap<String, (usize, usize)>,
    /// Variables of the package that some function assigns, or whose address is taken.
    changed: HashSet<String>,
    /// Functions and methods by name; two methods may share one.
    functions: HashMap<String, Vec<FunctionId>>,
    /// Calls that bind a flag to a variable, by the variable: file, function, step.
    flags: HashMap<String, (usize, usize, usize)>,
}

impl Package {
    pub(super) fn new(sources: Vec<Source>) -> Self {
        let mut package = Self::default();
        for (at, source) in sources.iter().enumerate() {
            let mut valued = 0;
            for (number, constant) in source.constants.iter().enumerate() {
                valued = if constant.repeats { valued } else { number };
                if constant.repeats {
                    let repeated = source.constants.get(valued).map(|repeated| repeated.name.clone());
                    package.repeated.extend(repeated.into_iter().chain([constant.name.clone()]));
                }
                package.constants.entry(constant.name.clone()).or_insert((at, valued));
            }
            for (number, variable) in source.variables.iter().enumerate() {
                package.variables.entry(variable.name.clone()).or_insert((at, number));
            }
            for (number, function) in source.functions.iter().enumerate() {
                package.functions.entry(function.name.clone()).or_default().push((at, number));
                function.steps.iter().for_each(|step| note_changes(step, &mut package.changed));
                for (step, variable) in flags(source, function) {
                    package.flags.insert(variable, (at, number, step));
                }
            }
        }
        package.sources = sources;
        package
    }

    /// The name in the `package` clause.
    pub(super) fn name(&self) -> &str {
        self.sources.first().map_or("", |source| &source.package)
    }

    pub(super) fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The functions that the program runs, with their files.
    pub(super) fn functions(&self) -> impl Iterator<Item = (FunctionId, &Source, &Function)> {
        self.sources.iter().enumerate().filter(|(_, source)| !source.is_aside()).flat_map(|(at, source)| {
            source.functions.iter().enumerate().map(move |(number, function)| ((at, number), source, function))
        })
    }

    /// What those functions do.
    pub(super) fn steps(&self) -> impl Iterator<Item = (&Source, &Function, &Step)> {
        self.functions()
            .flat_map(|(_, source, function)| function.steps.iter().map(move |step| (source, function, step)))
    }

    /// The only function or method with this name.
    pub(super) fn function(&self, name: &str) -> Option<(FunctionId, &Function)> {
        match self.functions.get(name)?.as_slice() {
            [id] => Some((*id, self.sources.get(id.0)?.functions.get(id.1)?)),
            _ => None,
        }
    }

    /// The value of a constant, with its file.
    pub(super) fn constant(&self, name: &str) -> Option<(&Source, &Expr)> {
        let (at, number) = self.constants.get(name)?;
        let source = self.sources.get(*at)?;
        Some((source, source.constants.get(*number)?.value.as_ref()?))
    }

    /// Whether a constant shares its value with others of its block.
    pub(super) fn is_repeated(&self, name: &str) -> bool {
        self.repeated.contains(name)
    }

    /// The value of a variable of the package that nothing assigns again: no other package can, and no function here does.
    pub(super) fn settled_variable(&self, name: &str) -> Option<(&Source, &Expr)> {
        let private = !is_exported(name) || self.name() == "main";
        self.variable(name).filter(|_| private && !self.changed.contains(name))
    }

    /// The call that binds a flag to a variable.
    pub(super) fn flag(&self, variable: &str) -> Option<(&Source, &Function, &Expr)> {
        let (at, number, step) = self.flags.get(variable)?;
        let source = self.sources.get(*at)?;
        let function = source.functions.get(*number)?;
        match &function.steps.get(*step)?.action {
            Action::Do(call) => Some((source, function, call)),
            _ => None,
        }
    }

    /// What a variable of the package is declared with.
    pub(super) fn variable(&self, name: &str) -> Option<(&Source, &Expr)> {
        let (at, number) = self.variables.get(name)?;
        let source = self.sources.get(*at)?;
        Some((source, source.variables.get(*number)?.value.as_ref()?))
    }

    /// The type of a variable of the package, where that is one of the package.
    pub(super) fn type_of_variable(&self, name: &str) -> Option<&str> {
        let (at, number) = self.variables.get(name)?;
        self.sources.get(*at)?.variables.get(*number)?.of.as_deref()
    }

    /// How often a name is written in the package.
    pub(super) fn mentions(&self, name: &str) -> usize {
        self.sources.iter().filter_map(|source| source.mentions.get(name)).sum()
    }
}

/// The steps that bind a flag to a variable.
fn flags(source: &Source, function: &Function) -> Vec<(usize, String)> {
    let binds = |(step, at): (&Step, usize)| match &at_call(step) {
        Some(call) => flag_variable(source, call).map(|(variable, ..)| (at, variable)),
        None => None,
    };
    function.steps.iter().zip(0..).filter_map(binds).collect()
}

fn at_call(step: &Step) -> Option<&Expr> {
    match &step.action {
        Action::Do(call) => Some(call),
        _ => None,
    }
}

fn note_changes(step: &Step, changed: &mut HashSet<String>) {
    let mut note = |expr: &Expr| {
        if let Kind::Name(name) = &expr.kind {
            changed.insert(name.clone());
        }
    };
    if let Action::Assign { targets, .. } = &step.action {
        targets.iter().for_each(&mut note);
    }
    for expr in step.action.expressions() {
        expr.walk(&mut |expr| {
            if let Kind::Unary(operator, inner) = &expr.kind
                && operator == "&"
            {
                note(inner);
            }
        });
    }
}
