//! The grammar's tree into [`tree`](super::tree): names find their declarations, closures join the function around them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::client::go::code::literal;
use crate::client::go::code::names::{nothing, package_name, type_name, type_of};
use crate::client::go::code::syntax::Part;
use crate::client::go::code::tree::{Action, Declared, Expr, Function, Kind, Parameter, Source, Step};
use crate::text::place::SourceFile;

/// A file while it is being read.
pub(super) struct Lower {
    source: Source,
    /// The number of the next local variable.
    next: usize,
    /// What the names of the scopes around the current place stand for.
    scopes: Vec<HashMap<String, usize>>,
    steps: Vec<Step>,
    /// Branches and loops around the current place.
    branches: usize,
    /// Closures around the current place.
    closures: usize,
}

impl Lower {
    pub(super) fn new(file: &Arc<SourceFile>, local: usize) -> Self {
        let source = Source {
            file: Arc::clone(file),
            package: String::new(),
            imports: HashMap::new(),
            constants: Vec::new(),
            variables: Vec::new(),
            functions: Vec::new(),
            mentions: HashMap::new(),
        };
        Self { source, next: local, scopes: Vec::new(), steps: Vec::new(), branches: 0, closures: 0 }
    }

    /// Reads the whole file; gives the number of the next file's first local variable as well.
    pub(super) fn file(mut self, root: Part<'_>) -> Option<(Source, usize)> {
        root.parts().into_iter().for_each(|part| self.top(part));
        if self.source.package.is_empty() {
            return None;
        }
        self.source.mentions = root.mentions();
        Some((self.source, self.next))
    }

    fn top(&mut self, part: Part<'_>) {
        match part.kind() {
            "package_clause" => {
                self.source.package = part.parts().first().map_or_else(String::new, |name| name.text().to_owned());
            }
            "import_declaration" | "import_spec_list" => part.parts().into_iter().for_each(|part| self.top(part)),
            "import_spec" => self.import(part),
            "const_declaration" => part.parts().into_iter().for_each(|spec| self.declared(spec, true)),
            "var_declaration" | "var_spec_list" => {
                for part in part.parts() {
                    if part.kind() == "var_spec" { self.declared(part, false) } else { self.top(part) }
                }
            }
            "type_declaration" => {}
            // What a mistake leaves of a function is read as one without a name.
            _ => self.function(part),
        }
    }

    fn import(&mut self, spec: Part<'_>) {
        let Some(path) = spec.field("path").map(|path| path.text().trim_matches(['"', '`'])) else { return };
        let name = spec.field("name").map_or_else(|| package_name(path), Part::text);
        // Imports for their effect all have the name `_`; each tells that a driver is linked in.
        let name = if matches!(name, "_" | ".") { path } else { name };
        self.source.imports.insert(name.to_owned(), path.to_owned());
    }

    fn declared(&mut self, spec: Part<'_>, constant: bool) {
        let values = self.list(spec.field("value"));
        let declared = spec.names().into_iter().enumerate().map(|(at, name)| Declared {
            name: name.text().to_owned(),
            of: spec.field("type").and_then(type_name),
            value: values.get(at).cloned(),
            repeats: constant && values.is_empty(),
        });
        let declared: Vec<_> = declared.collect();
        let into = if constant { &mut self.source.constants } else { &mut self.source.variables };
        into.extend(declared);
        // A closure that a variable of the package holds does things as well.
        self.end_function(String::new(), None, Vec::new());
    }

    fn function(&mut self, part: Part<'_>) {
        self.scopes.push(HashMap::new());
        let name = part.field("name").map_or_else(String::new, |name| name.text().to_owned());
        let receiver = self.parameters(part.field("receiver")).into_iter().next();
        let parameters = self.parameters(part.field("parameters"));
        self.parameters(part.field("result").filter(|result| result.kind() == "parameter_list"));
        match part.field("body") {
            Some(body) => self.statement(body),
            None if part.kind().ends_with("_declaration") => {}
            None => part.parts().into_iter().for_each(|part| self.statement(part)),
        }
        self.scopes.pop();
        self.end_function(name, receiver, parameters);
    }

    fn end_function(&mut self, name: String, receiver: Option<Parameter>, parameters: Vec<Parameter>) {
        let steps = std::mem::take(&mut self.steps);
        if steps.is_empty() && name.is_empty() {
            return;
        }
        let (locals, changed) = assigned(&steps);
        self.source.functions.push(Function { name, receiver, parameters, steps, changed, locals });
    }

    /// Declares the parameters of a list; one without a name keeps its position.
    fn parameters(&mut self, list: Option<Part<'_>>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for declaration in list.map(Part::parts).unwrap_or_default() {
            let of = declaration.field("type").and_then(type_name);
            let names = declaration.names();
            for name in &names {
                parameters.push(Parameter { local: self.declare(name.text()), of: of.clone() });
            }
            if names.is_empty() {
                parameters.push(Parameter { local: self.declare("_"), of });
            }
        }
        parameters
    }

    fn declare(&mut self, name: &str) -> usize {
        let number = self.next;
        self.next += 1;
        if let Some(scope) = self.scopes.last_mut().filter(|_| name != "_") {
            scope.insert(name.to_owned(), number);
        }
        number
    }

    fn push(&mut self, action: Action) {
        self.steps.push(Step { action, conditional: self.branches > 0 });
    }

    fn scoped(&mut self, conditional: bool, parts: Vec<Part<'_>>) {
        self.scopes.push(HashMap::new());
        self.branches += usize::from(conditional);
        for part in parts {
            self.statement(part);
        }
        self.branches -= usize::from(conditional);
        self.scopes.pop();
    }

    fn statement(&mut self, part: Part<'_>) {
        match part.kind() {
            "block" => self.scoped(false, part.parts()),
            "if_statement" => self.branching(part, &["consequence", "alternative"]),
            "for_statement" => self.branching(part, &["body"]),
            "expression_switch_statement" | "type_switch_statement" | "select_statement" => {
                self.scoped(false, part.parts());
            }
            "expression_case" | "default_case" | "type_case" | "communication_case" => self.scoped(true, part.parts()),
            "short_var_declaration" | "assignment_statement" | "range_clause" | "receive_statement" => {
                self.assign(part);
            }
            "var_spec" | "const_spec" => self.local(part),
            "inc_statement" | "dec_statement" => {
                let targets = part.parts().into_iter().map(|part| self.expression(part)).collect();
                self.push(Action::Assign { targets, values: vec![nothing(part)] });
            }
            "return_statement" => {
                let values = self.list(part.parts().first().copied());
                if self.closures == 0 {
                    self.push(Action::Return(values));
                } else {
                    for value in values {
                        self.push(Action::Do(value));
                    }
                }
            }
            "type_declaration" => {}
            kind if is_expression(kind) => {
                let expr = self.expression(part);
                self.push(Action::Do(expr));
            }
            _ => part.parts().into_iter().for_each(|part| self.statement(part)),
        }
    }

    /// A statement whose parts in `fields` may not happen.
    fn branching(&mut self, part: Part<'_>, fields: &[&str]) {
        self.scopes.push(HashMap::new());
        let branches: Vec<_> = fields.iter().filter_map(|name| part.field(name)).collect();
        let is_branch = |part: &Part<'_>| branches.iter().any(|branch| branch.span() == part.span());
        part.parts().into_iter().filter(|part| !is_branch(part)).for_each(|part| self.statement(part));
        // `if err == nil { … }` is the way of the program that goes on.
        let certain = part.field("condition").is_some_and(|condition| condition.text().ends_with("= nil"));
        for branch in branches {
            self.scoped(!certain, vec![branch]);
        }
        self.scopes.pop();
    }

    fn assign(&mut self, part: Part<'_>) {
        let (left, right) = (part.field("left"), part.field("right"));
        let mut values = self.list(right);
        let Some(left) = left else {
            for value in values {
                self.push(Action::Do(value));
            }
            return;
        };
        let between = right.map_or("", |right| part.between(left, right));
        if between.contains(":=") {
            for name in left.parts().into_iter().filter(|name| name.kind() == "identifier") {
                if self.scopes.last().is_none_or(|scope| !scope.contains_key(name.text())) {
                    self.declare(name.text());
                }
            }
        }
        if !matches!(part.kind(), "short_var_declaration" | "assignment_statement")
            || !matches!(between.trim(), "=" | ":=")
        {
            values = vec![Expr { span: part.span(), kind: Kind::Other(values) }];
        }
        let targets = self.list(Some(left));
        self.push(Action::Assign { targets, values });
    }

    /// `var a, b T = …` and `const a = …` in a function. Without a value it is its type's zero.
    fn local(&mut self, spec: Part<'_>) {
        let mut values = self.list(spec.field("value"));
        let names = spec.names();
        if values.is_empty() {
            let zero = |of: Part<'_>| Kind::Composite(Some(Box::new(type_of(of))), Vec::new());
            let kind = spec.field("type").map_or(Kind::Other(Vec::new()), zero);
            values = names.iter().map(|_| Expr { span: spec.span(), kind: kind.clone() }).collect();
        }
        let target = |name: &Part<'_>| {
            let local = self.declare(name.text());
            Expr { span: name.span(), kind: Kind::Local(local, name.text().to_owned()) }
        };
        let targets = names.iter().map(target).collect();
        self.push(Action::Assign { targets, values });
    }

    fn list(&mut self, list: Option<Part<'_>>) -> Vec<Expr> {
        match list {
            Some(list) if list.kind() == "expression_list" => {
                list.parts().into_iter().map(|part| self.expression(part)).collect()
            }
            Some(one) => vec![self.expression(one)],
            None => Vec::new(),
        }
    }

    fn boxed(&mut self, part: Part<'_>, field: &str) -> Box<Expr> {
        Box::new(part.field(field).map_or_else(|| nothing(part), |inner| self.expression(inner)))
    }

    fn expression(&mut self, part: Part<'_>) -> Expr {
        let kind = match part.kind() {
            "identifier" => self.name(part.text()),
            "int_literal" | "float_literal" => Kind::Number(part.text().to_owned()),
            "interpreted_string_literal" | "raw_string_literal" => literal::string(part.text(), part.span()),
            "selector_expression" => {
                let field = part.field("field").map_or("", Part::text);
                Kind::Select(self.boxed(part, "operand"), field.to_owned())
            }
            "call_expression" => {
                let function = self.boxed(part, "function");
                let arguments = part.field("arguments").map(Part::parts).unwrap_or_default();
                Kind::Call(function, arguments.into_iter().map(|part| self.expression(part)).collect())
            }
            "unary_expression" => {
                let operator = part.field("operator").map_or("", Part::text);
                Kind::Unary(operator.to_owned(), self.boxed(part, "operand"))
            }
            "binary_expression" => {
                let operator = part.field("operator").map_or("", Part::text).to_owned();
                let left = self.boxed(part, "left");
                Kind::Binary(operator, left, self.boxed(part, "right"))
            }
            "index_expression" => {
                let operand = self.boxed(part, "operand");
                Kind::Index(operand, self.boxed(part, "index"))
            }
            "type_assertion_expression" => self.boxed(part, "operand").kind,
            "parenthesized_expression" | "literal_element" => match part.parts().as_slice() {
                [inner] => self.expression(*inner).kind,
                _ => Kind::Other(Vec::new()),
            },
            "composite_literal" => {
                let of = part.field("type").map(|of| Box::new(type_of(of)));
                Kind::Composite(of, self.items(part.field("body")))
            }
            "literal_value" => Kind::Composite(None, self.items(Some(part))),
            "func_literal" => self.closure(part),
            "type_identifier" | "qualified_type" | "generic_type" => type_of(part).kind,
            _ => Kind::Other(part.parts().into_iter().map(|part| self.expression(part)).collect()),
        };
        Expr { span: part.span(), kind }
    }

    fn name(&self, name: &str) -> Kind {
        match self.scopes.iter().rev().find_map(|scope| scope.get(name)) {
            Some(local) => Kind::Local(*local, name.to_owned()),
            None => Kind::Name(name.to_owned()),
        }
    }

    fn items(&mut self, body: Option<Part<'_>>) -> Vec<(Option<Expr>, Expr)> {
        let mut items = Vec::new();
        for item in body.map(Part::parts).unwrap_or_default() {
            let (key, value) = match (item.field("key"), item.field("value")) {
                (Some(key), Some(value)) => (Some(self.key(key)), value),
                _ => (None, item),
            };
            items.push((key, self.expression(value)));
        }
        items
    }

    /// A key that is a bare name is a field's, whatever else has that name.
    fn key(&mut self, part: Part<'_>) -> Expr {
        match part.parts().as_slice() {
            [name] if name.kind() == "identifier" => {
                Expr { span: part.span(), kind: Kind::Name(name.text().to_owned()) }
            }
            _ => self.expression(part),
        }
    }

    fn closure(&mut self, part: Part<'_>) -> Kind {
        self.scopes.push(HashMap::new());
        self.closures += 1;
        self.parameters(part.field("parameters"));
        part.field("body").into_iter().for_each(|body| self.statement(body));
        self.closures -= 1;
        self.scopes.pop();
        Kind::Other(Vec::new())
    }
}

fn is_expression(kind: &str) -> bool {
    kind.ends_with("_expression")
        || kind.ends_with("_literal")
        || matches!(kind, "identifier" | "literal_value" | "literal_element")
}

/// What each local variable is assigned where that happens once, and those that are assigned again.
fn assigned(steps: &[Step]) -> (HashMap<usize, Expr>, HashSet<usize>) {
    let (mut locals, mut changed, mut seen) = (HashMap::new(), HashSet::new(), HashSet::new());
    for step in steps {
        if let Action::Assign { targets, values } = &step.action {
            for (at, target) in targets.iter().enumerate() {
                let Kind::Local(local, _) = &target.kind else { continue };
                if !seen.insert(*local) {
                    changed.insert(*local);
                } else if let Some(value) = values.get(at).filter(|_| values.len() == targets.len()) {
                    locals.insert(*local, value.clone());
                }
            }
        }
        for expr in step.action.expressions() {
            expr.walk(&mut |expr| {
                if let Kind::Unary(operator, inner) = &expr.kind
                    && let (Kind::Local(local, _), "&") = (&inner.kind, operator.as_str())
                {
                    changed.insert(*local);
                }
            });
        }
    }
    (locals, changed)
}
