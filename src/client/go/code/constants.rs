//! What is known of a number before the program runs: literals, constants, variables that nothing assigns again, and the
//! defaults of flags.

use std::cell::Cell;

use crate::client::go::code::literal;
use crate::client::go::code::package::Package;
use crate::client::go::code::tree::{Expr, Function, Kind, Source};
use crate::client::pool::settings::Hindrance;
use crate::text::place::Span;

/// Expressions that are looked at for one value: constants may refer to each other in ways that multiply.
const FUEL: u32 = 400;

/// A number, and where it is written.
#[derive(Debug, Clone)]
pub(super) struct Number<'p> {
    /// The number; of a duration the nanoseconds.
    pub(super) value: i128,
    /// A unit of time is in it.
    pub(super) has_unit: bool,
    /// The file in which it is written.
    pub(super) source: &'p Source,
    /// The bytes at which it is written.
    pub(super) span: Span,
    /// Why another number cannot take its place: others use it too, a flag may say otherwise, or not only literals and
    /// units of time stand there.
    pub(super) edit: Result<(), Hindrance>,
    /// What leads there.
    pub(super) note: Option<String>,
}

/// Where an expression stands: its file, and its function where it is in one.
#[derive(Clone, Copy)]
pub(super) struct Scope<'p> {
    pub(super) package: &'p Package,
    pub(super) source: &'p Source,
    pub(super) function: Option<&'p Function>,
}

/// The units of `time`, in nanoseconds: <https://pkg.go.dev/time#pkg-constants>.
const UNITS: [(&str, i128); 6] = [
    ("Nanosecond", 1),
    ("Microsecond", 1_000),
    ("Millisecond", 1_000_000),
    ("Second", 1_000_000_000),
    ("Minute", 60_000_000_000),
    ("Hour", 3_600_000_000_000),
];

/// Conversions that change no number.
const CONVERSIONS: [&str; 7] = ["int", "int64", "int32", "uint", "uint64", "uint32", "float64"];

impl<'p> Scope<'p> {
    /// The number that an expression is, where the code alone tells.
    pub(super) fn number(self, expr: &'p Expr) -> Option<Number<'p>> {
        self.eval(expr, &Cell::new(FUEL))
    }

    /// What an expression is known to stand for: a constant's value, or what a variable was assigned once.
    pub(super) fn behind(self, expr: &'p Expr) -> Option<(Scope<'p>, &'p Expr)> {
        match &expr.kind {
            Kind::Local(local, _) => {
                let function = self.function?;
                let value = function.locals.get(local).filter(|_| !function.changed.contains(local))?;
                Some((self, value))
            }
            Kind::Name(name) => {
                let (source, value) = self.package.constant(name).or_else(|| self.package.settled_variable(name))?;
                Some((Scope { source, function: None, ..self }, value))
            }
            _ => None,
        }
    }

    fn eval(self, expr: &'p Expr, fuel: &Cell<u32>) -> Option<Number<'p>> {
        fuel.set(fuel.get().checked_sub(1)?);
        match &expr.kind {
            Kind::Number(text) => Some(self.literal(expr, literal::whole(text)?, false)),
            Kind::Select(_, unit) if self.source.imported(expr).is_some_and(|(path, _)| path == "time") => {
                let (_, nanos) = UNITS.iter().find(|(name, _)| name == unit)?;
                Some(self.literal(expr, *nanos, true))
            }
            Kind::Unary(operator, inner) if operator == "*" => self.flag(inner, fuel),
            Kind::Unary(operator, inner) => {
                let inner = self.eval(inner, fuel)?;
                match operator.as_str() {
                    "-" => Some(self.computed(expr, inner.value.checked_neg()?, &[&inner])),
                    "+" => Some(self.computed(expr, inner.value, &[&inner])),
                    _ => None,
                }
            }
            Kind::Binary(operator, left, right) => {
                let (left, right) = (self.eval(left, fuel)?, self.eval(right, fuel)?);
                Some(self.computed(expr, arithmetic(operator, left.value, right.value)?, &[&left, &right]))
            }
            Kind::Call(function, arguments) => {
                let [argument] = arguments.as_slice() else { return None };
                let converts = match &function.kind {
                    Kind::Name(name) => CONVERSIONS.contains(&name.as_str()),
                    _ => self.source.imported(function) == Some(("time", "Duration")),
                };
                let inner = self.eval(argument, fuel).filter(|_| converts)?;
                Some(self.computed(expr, inner.value, &[&inner]))
            }
            Kind::Local(_, name) | Kind::Name(name) => match self.behind(expr) {
                Some((scope, value)) => {
                    let inner = scope.eval(value, fuel)?;
                    // Of constants that stand for each other, the last one's value is written there.
                    let own = inner.span == value.span && inner.edit != Err(Hindrance::Placeholder);
                    let inner = if own { Number { note: None, ..inner } } else { inner };
                    Some(self.named(expr, name, inner))
                }
                None => self.flag(expr, fuel),
            },
            _ => None,
        }
    }

    fn literal(self, expr: &Expr, value: i128, has_unit: bool) -> Number<'p> {
        let (source, span) = (self.source, expr.span);
        Number { value, has_unit, source, span, edit: Ok(()), note: None }
    }

    /// What is worked out at `expr` from numbers in it.
    fn computed(self, expr: &Expr, value: i128, from: &[&Number<'p>]) -> Number<'p> {
        let inside = |number: &&&Number<'p>| {
            std::ptr::eq(number.source, self.source)
                && (expr.span.start..expr.span.end).contains(&number.span.start)
                && number.span.end <= expr.span.end
        };
        let edit = if from.iter().any(|number| number.edit == Err(Hindrance::Placeholder)) {
            Err(Hindrance::Placeholder)
        } else if from.iter().all(|number| number.edit.is_ok() && inside(&number)) {
            Ok(())
        } else {
            Err(Hindrance::Form)
        };
        let notes: Vec<_> = from.iter().filter_map(|number| number.note.clone()).collect();
        Number {
            has_unit: from.iter().any(|number| number.has_unit),
            edit,
            note: (!notes.is_empty()).then(|| notes.join(", ")),
            ..self.literal(expr, value, false)
        }
    }

    /// What a constant or a variable stands for, where that is written.
    fn named(self, expr: &Expr, name: &str, mut inner: Number<'p>) -> Number<'p> {
        let elsewhere = matches!(expr.kind, Kind::Name(_))
            && (self.package.is_repeated(name) || (is_exported(name) && self.package.name() != "main"));
        // Once where it is declared, once here.
        if (elsewhere || self.package.mentions(name) > 2) && inner.edit != Err(Hindrance::Placeholder) {
            inner.edit = Err(Hindrance::Shared);
        }
        inner.note.get_or_insert_with(|| format!("the value of `{name}`"));
        inner
    }

    /// The default of the flag that a variable belongs to.
    fn flag(self, expr: &'p Expr, fuel: &Cell<u32>) -> Option<Number<'p>> {
        let pointer = self.behind(expr).and_then(|(scope, value)| scope.flag_call(value));
        let (scope, name, default) = pointer.or_else(|| self.flag_variable(expr))?;
        let default = scope.eval(default, fuel)?;
        Some(Number {
            edit: Err(Hindrance::Placeholder),
            note: Some(format!("the default of flag -{name}")),
            ..default
        })
    }

    /// `flag.Int("max-open", 25, "…")`
    fn flag_call(self, expr: &'p Expr) -> Option<(Self, &'p str, &'p Expr)> {
        let (path, function, arguments) = self.source.imported_call(expr)?;
        let known = matches!(function, "Int" | "Int64" | "Uint" | "Uint64" | "Duration");
        match arguments {
            [name, default, _] if known && is_flags(path) => Some((self, name.text()?, default)),
            _ => None,
        }
    }

    /// `flag.IntVar(&maxOpen, "max-open", 25, "…")`, anywhere in the package.
    fn flag_variable(self, variable: &Expr) -> Option<(Self, &'p str, &'p Expr)> {
        let (source, function, call) = self.package.flag(&variable_key(variable)?)?;
        let scope = Scope { source, function: Some(function), ..self };
        let (_, name, default) = flag_variable(source, call)?;
        Some((scope, name, default))
    }
}

/// What tells one variable from all others of its package.
fn variable_key(variable: &Expr) -> Option<String> {
    match &variable.kind {
        Kind::Name(name) => Some(name.clone()),
        Kind::Local(number, name) => Some(format!("{name}#{number}")),
        _ => None,
    }
}

/// The variable, the flag's name and its default in `flag.IntVar(&maxOpen, "max-open", 25, "…")`.
pub(super) fn flag_variable<'p>(source: &'p Source, call: &'p Expr) -> Option<(String, &'p str, &'p Expr)> {
    let (path, function, arguments) = source.imported_call(call)?;
    match arguments {
        [pointer, name, default, _] if function.ends_with("Var") && is_flags(path) => {
            Some((variable_key(pointer.pointee())?, name.text()?, default))
        }
        _ => None,
    }
}

fn is_flags(path: &str) -> bool {
    path == "flag" || path.ends_with("/pflag")
}

/// Whether other packages can see it.
pub(super) fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

fn arithmetic(operator: &str, left: i128, right: i128) -> Option<i128> {
    match operator {
        "+" => left.checked_add(right),
        "-" => left.checked_sub(right),
        "*" => left.checked_mul(right),
        "/" => left.checked_div(right),
        "%" => left.checked_rem(right),
        "<<" => left.checked_mul(1_i128.checked_shl(u32::try_from(right).ok().filter(|shift| *shift < 64)?)?),
        ">>" => Some(left >> u32::try_from(right).ok().filter(|shift| *shift < 64)?),
        _ => None,
    }
}
