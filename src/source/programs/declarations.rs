//! What JavaScript declares: `const`, `let`, `var`, and functions by name.

use crate::source::programs::expr::{Expr, Name, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::javascript::function;
use crate::source::programs::lexer::Kind;
use crate::source::programs::types::skip_type;

/// Reads `const a: Type = value, { b } = other`.
pub(super) fn declarations(reader: &mut Reader<'_>) {
    reader.at += 1;
    loop {
        let start = reader.start();
        let target = match reader.kind(0) {
            Some(Kind::Name) => reader.name(),
            Some(Kind::Open) => {
                reader.bind_group();
                Expr::code(reader.since(start))
            }
            _ => return,
        };
        reader.take("!");
        if reader.take(":") {
            skip_type(reader);
        }
        if reader.word(0) == "=" {
            reader.assignment(target);
        } else if let Shape::Name(Name { path, .. }) = target.shape {
            // Its value comes later, or from a loop.
            reader.found.bind(&path);
            return;
        }
        if !reader.take(",") {
            return;
        }
    }
}

/// Reads `function name(…) { … }`, which names the literal that it gives as `const name = (…) => …` does.
pub(super) fn declared_function(reader: &mut Reader<'_>) {
    reader.at += 1;
    let target = reader.name();
    let value = function(reader);
    if let (Shape::Name(name), true) = (target.shape, value.is_container()) {
        reader.found.bind(&name.path);
        reader.assign(&name, value);
    }
}
