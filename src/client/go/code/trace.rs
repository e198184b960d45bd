//! Follows a package's pools through its code: where they are opened, set, handed on.

use crate::client::go::code::constants::Scope;
use crate::client::go::code::frameworks::{self, Framework};
use crate::client::go::code::handles::{Handles, SETTERS, Slot, View, type_of_value};
use crate::client::go::code::opens::{self, Evidence, Link, Made};
use crate::client::go::code::package::{FunctionId, Package};
use crate::client::go::code::tree::{Action, Expr, Function, Kind, Step};
use crate::client::pool::settings::Key;
use crate::text::place::Span;

/// Opens and setters that are followed in one package; no package of people's own has a tenth of it.
const MOST: usize = 2000;

/// A call that opens a pool.
pub(super) struct Open<'p> {
    pub(super) scope: Scope<'p>,
    pub(super) slot: Slot,
    pub(super) span: Span,
    pub(super) evidence: Evidence,
    pub(super) link: Link<'p>,
    /// The framework whose function opens it.
    pub(super) framework: Option<&'static Framework>,
    /// What the code calls it.
    pub(super) label: Option<String>,
}

/// A call that sets something of a pool.
pub(super) struct Setter<'p> {
    pub(super) scope: Scope<'p>,
    pub(super) slot: Slot,
    pub(super) span: Span,
    pub(super) key: Key,
    pub(super) value: &'p Expr,
    /// It may not happen.
    pub(super) conditional: bool,
    /// What the code calls the pool.
    pub(super) label: Option<String>,
}

/// What a package does with its pools.
#[derive(Default)]
pub(super) struct Trace<'p> {
    pub(super) handles: Handles,
    pub(super) opens: Vec<Open<'p>>,
    pub(super) setters: Vec<Setter<'p>>,
    /// Settings of the first slot are for the pools in the second: parameters and arguments, resolvers and their members.
    pub(super) hands: Vec<(Slot, Slot)>,
}

impl<'p> Trace<'p> {
    pub(super) fn of(package: &'p Package) -> Self {
        let mut trace = Self::default();
        for (file, source) in package.sources().iter().enumerate().filter(|(_, source)| !source.is_aside()) {
            let view = View { scope: Scope { package, source, function: None }, file };
            for variable in &source.variables {
                let Some(value) = &variable.value else { continue };
                value.walk(&mut |expr| trace.expression(view, None, expr, false));
                let slot = Slot::Global(variable.name.clone());
                trace.assign(view, &slot, Some(&variable.name), value);
            }
        }
        for (id, source, function) in package.functions() {
            let view = View { scope: Scope { package, source, function: Some(function) }, file: id.0 };
            function.steps.iter().for_each(|step| trace.step(view, id, function, step));
        }
        trace
    }

    fn step(&mut self, view: View<'p>, id: FunctionId, function: &'p Function, step: &'p Step) {
        for expr in step.action.expressions() {
            expr.walk(&mut |expr| self.expression(view, Some(function), expr, step.conditional));
        }
        match &step.action {
            Action::Assign { targets, values } => {
                for (at, target) in targets.iter().enumerate() {
                    let value = if values.len() == targets.len() { values.get(at) } else { values.first() };
                    let (Some(slot), Some(value)) = (view.slot(target), value) else { continue };
                    if values.len() == targets.len() || at == 0 {
                        self.assign(view, &slot, label(target), value);
                    } else if let Some((called, _)) = view.called(value) {
                        self.handles.join(&slot, &Slot::Result(called, at));
                    }
                }
            }
            Action::Return(values) if !function.name.is_empty() => {
                for (at, value) in values.iter().enumerate() {
                    if let Some(slot) = view.slot(value) {
                        self.handles.join(&Slot::Result(id, at), &slot);
                    }
                    // `return sql.Open(…)`
                    self.name(view, value, &function.name);
                }
            }
            Action::Return(_) | Action::Do(_) => {}
        }
    }

    fn assign(&mut self, view: View<'p>, slot: &Slot, label: Option<&str>, value: &'p Expr) {
        if let Some(other) = view.slot(value) {
            self.handles.join(slot, &other);
        }
        if let Some(label) = label {
            self.name(view, value, label);
        }
    }

    /// Calls the pool that `value` opens `label`, unless it has a name.
    fn name(&mut self, view: View<'p>, value: &'p Expr, label: &str) {
        let Some(slot @ Slot::Made(..)) = view.slot(value) else { return };
        for open in self.opens.iter_mut().rev().take_while(|open| open.slot == slot) {
            open.label.get_or_insert_with(|| label.to_owned());
        }
    }

    fn expression(&mut self, view: View<'p>, function: Option<&'p Function>, expr: &'p Expr, conditional: bool) {
        if self.opens.len() + self.setters.len() > MOST {
            return;
        }
        match &expr.kind {
            Kind::Composite(_, items) => self.fields(view, expr, items),
            Kind::Call(_, arguments) => {
                self.opened(view, expr);
                self.set(view, function, expr, conditional);
                self.used(view, expr);
                if let Some((_, called)) = view.called(expr) {
                    self.handed(view, called, arguments);
                }
            }
            _ => {}
        }
    }

    /// `&Store{db: db}`
    fn fields(&mut self, view: View<'p>, literal: &'p Expr, items: &'p [(Option<Expr>, Expr)]) {
        let Some(of) = type_of_value(literal) else { return };
        for (key, value) in items {
            let Some(Kind::Name(field)) = key.as_ref().map(|key| &key.kind) else { continue };
            self.assign(view, &Slot::Field(of.to_owned(), field.clone()), Some(field), value);
        }
    }

    fn opened(&mut self, view: View<'p>, call: &'p Expr) {
        let scope = view.scope;
        let slot = Slot::Made(view.file, call.span.start);
        match opens::made(scope, call) {
            Some(Made::Pool(evidence, link)) => {
                self.open(scope, slot, call.span, evidence, link);
                if let Some(open) = self.opens.last_mut() {
                    open.framework = frameworks::opened(scope, call).map(|(framework, ..)| framework);
                }
            }
            Some(Made::Pools(evidence, within, list)) => {
                for dsn in list {
                    let member = Slot::Made(view.file, dsn.span.start);
                    self.hands.push((slot.clone(), member.clone()));
                    self.open(scope, member, dsn.span, evidence, Link::Dsn(within, dsn));
                }
            }
            Some(Made::Wrapped(_)) | None => {}
        }
        if let Some((_, "Register", [config, ..])) = call.method()
            && let Some(first) = view.resolver(call)
        {
            self.members(view, &Slot::Made(view.file, first.span.start), config);
        }
    }

    fn open(&mut self, scope: Scope<'p>, slot: Slot, span: Span, evidence: Evidence, link: Link<'p>) {
        self.opens.push(Open { scope, slot, span, evidence, link, framework: None, label: None });
    }

    /// The pools that `dbresolver.Config{Sources: …, Replicas: …}` lists, each with the resolver's settings
    /// (<https://github.com/go-gorm/dbresolver/blob/v1.6.0/dbresolver.go>).
    fn members(&mut self, view: View<'p>, resolver: &Slot, config: &'p Expr) {
        let Kind::Composite(_, items) = &config.kind else { return };
        for (key, value) in items {
            let Some(Kind::Name(role)) = key.as_ref().map(|key| &key.kind) else { continue };
            let role = match role.as_str() {
                "Sources" => "source",
                "Replicas" => "replica",
                _ => continue,
            };
            let (within, list) = view.scope.behind(value).unwrap_or((view.scope, value));
            let Kind::Composite(_, list) = &list.kind else { continue };
            for (_, dialector) in list {
                let Made::Pool(evidence, link) = opens::dialector_of(within, dialector) else { continue };
                let slot = Slot::Made(view.file, dialector.span.start);
                self.hands.push((resolver.clone(), slot.clone()));
                self.open(view.scope, slot, dialector.span, evidence, link);
                if let Some(open) = self.opens.last_mut() {
                    open.label = Some(role.to_owned());
                }
            }
        }
    }

    /// `db.Use(dbresolver.Register(…))`: a resolver without sources of its own takes the pool that it is used by.
    fn used(&mut self, view: View<'p>, call: &'p Expr) {
        let Some((owner, "Use", [plugin])) = call.method() else { return };
        let Some(Slot::Made(file, at)) = view.resolver(plugin).map(|first| Slot::Made(view.file, first.span.start))
        else {
            return;
        };
        let mut has_sources = false;
        plugin.walk(&mut |expr| {
            if let Kind::Composite(_, items) = &expr.kind {
                let is_sources = |key: &Expr| matches!(&key.kind, Kind::Name(name) if name == "Sources");
                has_sources = has_sources || items.iter().any(|(key, _)| key.as_ref().is_some_and(is_sources));
            }
        });
        if let Some(owner) = view.slot(owner).filter(|_| !has_sources) {
            self.hands.push((Slot::Made(file, at), owner));
        }
    }

    fn set(&mut self, view: View<'p>, function: Option<&'p Function>, call: &'p Expr, conditional: bool) {
        let Some((receiver, name, [value])) = call.method() else { return };
        let key = match name {
            "SetMaxOpenConns" => Key::MaxOpen,
            "SetMaxIdleConns" => Key::MaxIdle,
            "SetConnMaxLifetime" => Key::MaxLifetime,
            "SetConnMaxIdleTime" => Key::MaxIdleTime,
            _ => return,
        };
        // A method of this name that hands its argument on belongs to a wrapper, whose callers are the ones who set.
        if function.is_some_and(|function| SETTERS.contains(&function.name.as_str())) {
            return;
        }
        let slot = view.slot(receiver).unwrap_or(Slot::Made(view.file, receiver.span.start));
        let is_parameter = |local: usize| {
            function.is_some_and(|function| function.parameters.iter().any(|parameter| parameter.local == local))
        };
        let named = function.map(|function| function.name.as_str()).filter(|name| !name.is_empty());
        let label = match &slot {
            Slot::Local(local) if is_parameter(*local) => named.or(label(receiver)),
            _ => label(receiver).or(named),
        };
        let label = label.map(str::to_owned);
        self.setters.push(Setter { scope: view.scope, slot, span: call.span, key, value, conditional, label });
    }

    /// `setupPool(db)`: what the function sets, it sets for the argument.
    fn handed(&mut self, view: View<'p>, called: &'p Function, arguments: &'p [Expr]) {
        for (parameter, argument) in called.parameters.iter().zip(arguments) {
            if let Some(slot) = view.slot(argument) {
                self.hands.push((Slot::Local(parameter.local), slot));
            }
        }
    }
}

/// The last name in what is assigned or called.
fn label(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        Kind::Local(_, name) | Kind::Name(name) | Kind::Select(_, name) => Some(name.as_str()),
        Kind::Unary(_, inner) | Kind::Index(inner, _) => label(inner),
        Kind::Call(function, _) => match &function.kind {
            Kind::Select(operand, _) => label(operand),
            _ => None,
        },
        _ => None,
    }
    .filter(|name| *name != "_")
}
