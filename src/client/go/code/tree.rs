//! A Go file as far as pools need it: what is declared, what is assigned, what is called. It knows no grammar and no pool.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::text::place::{SourceFile, Span};

/// One file of a package.
#[derive(Debug)]
pub(super) struct Source {
    /// The file itself.
    pub(super) file: Arc<SourceFile>,
    /// The name in its `package` clause.
    pub(super) package: String,
    /// Import paths by the name that the file uses for them.
    pub(super) imports: HashMap<String, String>,
    /// Constants of the package that it declares.
    pub(super) constants: Vec<Declared>,
    /// Variables of the package that it declares.
    pub(super) variables: Vec<Declared>,
    /// Its functions and methods. Closures are parts of the function in which they stand.
    pub(super) functions: Vec<Function>,
    /// How often each name is written, in declarations too.
    pub(super) mentions: HashMap<String, usize>,
}

/// A constant or a variable of a package.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub(super) name: String,
    /// The name of its type, where that is one of the package.
    pub(super) of: Option<String>,
    /// What it is declared with.
    pub(super) value: Option<Expr>,
    /// Constants in one `const` block without a value of their own repeat the one before.
    pub(super) repeats: bool,
}

/// A function or a method.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    /// The receiver's type and the parameters, in order.
    pub(super) receiver: Option<Parameter>,
    pub(super) parameters: Vec<Parameter>,
    /// What it does, in the order of the text.
    pub(super) steps: Vec<Step>,
    /// Local variables that are assigned more than once, or whose address is taken.
    pub(super) changed: HashSet<usize>,
    /// What each local variable that is assigned once was assigned.
    pub(super) locals: HashMap<usize, Expr>,
}

/// A parameter of a function.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Its number among the package's local variables.
    pub(super) local: usize,
    /// The name of its type, where that is one of the package.
    pub(super) of: Option<String>,
}

/// One thing that a function does.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) action: Action,
    /// It stands in a branch or a loop, so that it may not happen.
    pub(super) conditional: bool,
}

/// What a step does.
#[derive(Debug)]
pub(super) enum Action {
    /// `targets = values`, `targets := values`, `var targets = values`.
    Assign { targets: Vec<Expr>, values: Vec<Expr> },
    /// Evaluates an expression.
    Do(Expr),
    /// Returns from the function itself, not from a closure in it.
    Return(Vec<Expr>),
}

impl Action {
    /// The expressions in it.
    pub(super) fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let (first, second): (&[Expr], &[Expr]) = match self {
            Self::Assign { targets, values } => (values, targets),
            Self::Do(value) => (std::slice::from_ref(value), &[]),
            Self::Return(values) => (values, &[]),
        };
        first.iter().chain(second)
    }
}

/// An expression and its bytes.
#[derive(Debug, Clone)]
pub(super) struct Expr {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// What an expression is. Parentheses are gone, but their bytes are in the span.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A whole number, as written.
    Number(String),
    /// A string literal, after its escapes; with the bytes of its text where that stands there as it is.
    Text(String, Option<Span>),
    /// A name that no function declares: of the package, of an import, or of the language.
    Name(String),
    /// A local variable or constant, by its number, with its name.
    Local(usize, String),
    /// `operand.field`
    Select(Box<Expr>, String),
    /// `function(arguments)`
    Call(Box<Expr>, Vec<Expr>),
    /// `operator operand`
    Unary(String, Box<Expr>),
    /// `left operator right`
    Binary(String, Box<Expr>, Box<Expr>),
    /// `operand[index]`
    Index(Box<Expr>, Box<Expr>),
    /// `Type{…}`; the type where it is named, and the items with their keys.
    Composite(Option<Box<Expr>>, Vec<(Option<Expr>, Expr)>),
    /// Anything else, with the expressions in it.
    Other(Vec<Expr>),
}

impl Expr {
    /// The expressions directly in this one.
    pub(super) fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Number(_) | Kind::Text(..) | Kind::Name(_) | Kind::Local(..) => Vec::new(),
            Kind::Select(one, _) | Kind::Unary(_, one) => vec![one],
            Kind::Call(function, arguments) => std::iter::once(&**function).chain(arguments).collect(),
            Kind::Binary(_, left, right) | Kind::Index(left, right) => vec![left, right],
            Kind::Composite(_, items) => items.iter().flat_map(|(key, value)| key.iter().chain([value])).collect(),
            Kind::Other(parts) => parts.iter().collect(),
        }
    }

    /// Shows this expression and all in it to `see`, the outer ones first.
    pub(super) fn walk<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        see(self);
        for part in self.parts() {
            part.walk(see);
        }
    }

    /// The expression behind `&`.
    pub(super) fn pointee(&self) -> &Expr {
        match &self.kind {
            Kind::Unary(operator, inner) if operator == "&" => inner,
            _ => self,
        }
    }

    /// The operand and the name of `operand.name(arguments)`.
    pub(super) fn method(&self) -> Option<(&Expr, &str, &[Expr])> {
        let Kind::Call(function, arguments) = &self.kind else { return None };
        match &function.kind {
            Kind::Select(operand, name) => Some((operand, name, arguments)),
            _ => None,
        }
    }

    /// The text of a string literal.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text, _) => Some(text),
            _ => None,
        }
    }
}

impl Source {
    /// The path of the import that an expression names.
    pub(super) fn import(&self, expr: &Expr) -> Option<&str> {
        match &expr.kind {
            Kind::Name(name) => self.imports.get(name).map(String::as_str),
            _ => None,
        }
    }

    /// The import path and the name of `package.Name`.
    pub(super) fn imported<'e>(&'e self, expr: &'e Expr) -> Option<(&'e str, &'e str)> {
        match &expr.kind {
            Kind::Select(package, name) => Some((self.import(package)?, name)),
            _ => None,
        }
    }

    /// The import path, the name and the arguments of `package.Name(…)`.
    pub(super) fn imported_call<'e>(&'e self, expr: &'e Expr) -> Option<(&'e str, &'e str, &'e [Expr])> {
        let Kind::Call(function, arguments) = &expr.kind else { return None };
        let (path, name) = self.imported(function)?;
        Some((path, name, arguments))
    }

    /// The bytes of a span.
    pub(super) fn slice(&self, span: Span) -> &str {
        self.file.text().get(span.start..span.end).unwrap_or_default()
    }

    /// Whether the file only counts for its constants: a test, or written by a program.
    pub(super) fn is_aside(&self) -> bool {
        self.file.name().ends_with("_test.go") || is_generated(self.file.text())
    }
}

/// The mark of <https://go.dev/s/generatedcode>, which stands before the package clause.
fn is_generated(text: &str) -> bool {
    text.lines()
        .take_while(|line| !line.starts_with("package "))
        .any(|line| line.starts_with("// Code generated ") && line.trim_end().ends_with(" DO NOT EDIT."))
}
