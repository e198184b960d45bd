//! Which variables hold the same pool: through assignments, fields, results and parameters of one package.

use std::collections::HashMap;

use crate::client::go::code::constants::Scope;
use crate::client::go::code::opens::{self, Made};
use crate::client::go::code::package::{FunctionId, Package};
use crate::client::go::code::tree::{Expr, Function, Kind};

/// Something that can hold a pool.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// A local variable.
    Local(usize),
    /// A variable of the package.
    Global(String),
    /// A field of a type of the package.
    Field(String, String),
    /// A field of something else, by what leads to it.
    Path(Box<Slot>, String),
    /// What a function of the package returns, by position.
    Result(FunctionId, usize),
    /// What a call at this place makes: file and first byte.
    Made(usize, usize),
    /// A variable of another package.
    Foreign(String),
}

/// Methods that give another handle of the pool that they are called on: gorm's, ent's, xorm's, sqlx's.
pub(super) const SAME: [&str; 9] =
    ["DB", "Unsafe", "Debug", "Session", "WithContext", "Set", "Master", "Clauses", "Unscoped"];

/// Names of the language that hold no pool.
const PREDECLARED: [&str; 4] = ["nil", "true", "false", "iota"];

/// Names of the setters, which dbresolver's can be chained.
pub(super) const SETTERS: [&str; 4] =
    ["SetMaxOpenConns", "SetMaxIdleConns", "SetConnMaxLifetime", "SetConnMaxIdleTime"];

/// Slots that are known to hold the same pool.
#[derive(Debug, Default)]
pub(super) struct Handles {
    numbers: HashMap<Slot, usize>,
    above: Vec<usize>,
}

impl Handles {
    /// The number that all slots with the same pool share, as far as is known now.
    pub(super) fn root(&mut self, slot: &Slot) -> usize {
        let new = self.above.len();
        let mut at = *self.numbers.entry(slot.clone()).or_insert(new);
        if at == new {
            self.above.push(new);
        }
        while let Some(above) = self.above.get(at).copied().filter(|above| *above != at) {
            // Halving the way keeps it short.
            let next = self.above.get(above).copied().unwrap_or(above);
            if let Some(entry) = self.above.get_mut(at) {
                *entry = next;
            }
            at = next;
        }
        at
    }

    /// Notes that two slots hold the same pool.
    pub(super) fn join(&mut self, one: &Slot, other: &Slot) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        if let Some(above) = self.above.get_mut(high) {
            *above = low;
        }
    }
}

/// A function of a package, seen for the slots in it.
#[derive(Clone, Copy)]
pub(super) struct View<'p> {
    pub(super) scope: Scope<'p>,
    /// The number of the file in the package.
    pub(super) file: usize,
}

impl<'p> View<'p> {
    fn package(self) -> &'p Package {
        self.scope.package
    }

    /// What an expression holds a pool in, if it can hold one.
    pub(super) fn slot(self, expr: &'p Expr) -> Option<Slot> {
        match &expr.kind {
            Kind::Local(local, _) => Some(Slot::Local(*local)),
            // It may be declared in a file that was not given.
            Kind::Name(name) => {
                let is_variable =
                    !self.scope.source.imports.contains_key(name) && !PREDECLARED.contains(&name.as_str());
                is_variable.then(|| Slot::Global(name.clone()))
            }
            Kind::Unary(operator, inner) if matches!(operator.as_str(), "&" | "*") => self.slot(inner),
            Kind::Select(base, field) => match (self.scope.source.imported(expr), self.type_of(base)) {
                (Some((path, name)), _) => Some(Slot::Foreign(format!("{path}.{name}"))),
                (None, Some(of)) => Some(Slot::Field(of.to_owned(), field.clone())),
                (None, None) => Some(Slot::Path(Box::new(self.slot(base)?), field.clone())),
            },
            Kind::Call(..) => self.slot_of_call(expr),
            _ => None,
        }
    }

    fn slot_of_call(self, call: &'p Expr) -> Option<Slot> {
        match opens::made(self.scope, call) {
            Some(Made::Wrapped(inner)) => return self.slot(inner),
            Some(_) => return Some(Slot::Made(self.file, call.span.start)),
            None => {}
        }
        if let Some(start) = self.resolver(call) {
            return Some(Slot::Made(self.file, start.span.start));
        }
        if let Some((id, _)) = self.called(call) {
            return Some(Slot::Result(id, 0));
        }
        if let Some((operand, name, _)) = call.method()
            && (SAME.contains(&name) || SETTERS.contains(&name))
        {
            return self.slot(operand);
        }
        // `must(sql.Open(…))`
        match &call.kind {
            Kind::Call(_, arguments) => match arguments.as_slice() {
                [inner] if matches!(inner.kind, Kind::Call(..)) => self.slot_of_call(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// The function of the package that a call calls.
    pub(super) fn called(self, call: &'p Expr) -> Option<(FunctionId, &'p Function)> {
        let Kind::Call(function, _) = &call.kind else { return None };
        match &function.kind {
            Kind::Name(name) => self.package().function(name).filter(|(_, function)| function.receiver.is_none()),
            Kind::Select(operand, name) if self.scope.source.import(operand).is_none() => {
                let (id, method) = self.package().function(name)?;
                let of = method.receiver.as_ref()?.of.as_deref();
                // An operand of unknown type may be of another package, whose method has the same name.
                let is_its = self.type_of(operand).map_or(!SAME.contains(&name.as_str()), |known| of == Some(known));
                is_its.then_some((id, method))
            }
            _ => None,
        }
    }

    /// The first `dbresolver.Register(…)` of a chain of calls.
    pub(super) fn resolver(self, call: &'p Expr) -> Option<&'p Expr> {
        let mut at = call;
        loop {
            if let Some((path, "Register", _)) = self.scope.source.imported_call(at) {
                return path.ends_with("/dbresolver").then_some(at);
            }
            match at.method()? {
                (operand, name, _) if name == "Register" || SETTERS.contains(&name) => at = operand,
                _ => return None,
            }
        }
    }

    /// The type of an expression, where it is a struct of the package.
    fn type_of(self, expr: &'p Expr) -> Option<&'p str> {
        match &expr.kind {
            Kind::Local(local, _) => {
                let function = self.scope.function?;
                let parameters = function.receiver.iter().chain(&function.parameters);
                let declared = parameters.filter(|parameter| parameter.local == *local).find_map(|p| p.of.as_deref());
                declared.or_else(|| type_of_value(function.locals.get(local)?))
            }
            Kind::Name(name) => {
                let package = self.package();
                package.type_of_variable(name).or_else(|| type_of_value(package.variable(name)?.1))
            }
            _ => type_of_value(expr),
        }
    }
}

/// The type that `T{}`, `&T{}` and `new(T)` name.
pub(super) fn type_of_value(value: &Expr) -> Option<&str> {
    let of = match &value.pointee().kind {
        Kind::Composite(Some(of), _) => of,
        Kind::Call(function, arguments) => match (&function.kind, arguments.as_slice()) {
            (Kind::Name(name), [of]) if name == "new" => of,
            _ => return None,
        },
        _ => return None,
    };
    match &of.kind {
        Kind::Name(name) => Some(name),
        _ => None,
    }
}
