//! Operands and operators into one expression: the arithmetic of literal numbers, joined texts, and a variable of the
//! environment with what stands in for it.

use crate::source::programs::expr::{Expr, Shape};
use crate::source::programs::number::{self, Arithmetic, Number};
use crate::text::place::Span;

/// An operator between two values, by what it does to literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// The first value that is one: `||`, `??`, `?:`, `or`.
    Or,
    Plus,
    Minus,
    Times,
    Divide,
    DivideWhole,
    /// Joins texts and nothing else.
    Join,
    /// A remainder, or Python's way to format a text.
    Percent,
    /// Whatever gives no literal.
    Other,
}

/// Values in a row of `||` that are looked at; the placeholders inside placeholders go no deeper.
const MOST_FALLBACKS: usize = 8;
/// Bytes of a name in a format; a bound, so that one that never ends is not looked for again and again.
const LONGEST_NAME: usize = 128;

/// Folds a row of operands, one more than its operators.
pub(super) fn fold(operands: Vec<Expr>, operators: &[Operator], span: Span) -> Expr {
    let shape = if operators.contains(&Operator::Or) {
        fallback(split(operands, operators), span)
    } else {
        row(operands, operators)
    };
    Expr { shape, span }
}

/// The rows between the `||`.
fn split(operands: Vec<Expr>, operators: &[Operator]) -> Vec<Expr> {
    let mut rows = Vec::new();
    let mut row_operands: Vec<Expr> = Vec::new();
    let mut row_operators = Vec::new();
    for (number, operand) in operands.into_iter().enumerate() {
        match number.checked_sub(1).and_then(|before| operators.get(before)) {
            Some(Operator::Or) => {
                rows.push(folded(std::mem::take(&mut row_operands), &std::mem::take(&mut row_operators)));
            }
            Some(operator) => row_operators.push(*operator),
            None => {}
        }
        row_operands.push(operand);
    }
    rows.push(folded(row_operands, &row_operators));
    rows
}

fn folded(operands: Vec<Expr>, operators: &[Operator]) -> Expr {
    let start = operands.first().map_or(0, |first| first.span.start);
    let end = operands.last().map_or(start, |last| last.span.end);
    Expr { shape: row(operands, operators), span: Span { start, end } }
}

fn fallback(rows: Vec<Expr>, span: Span) -> Shape {
    if rows.len() > MOST_FALLBACKS {
        return Shape::Code;
    }
    let mut result: Option<Expr> = None;
    for row in rows.into_iter().rev() {
        let shape = match (row.shape, result) {
            (Shape::Environment(name, None), Some(rest)) => Shape::Environment(name, Some(Box::new(rest))),
            (Shape::Word("false" | "null"), Some(rest)) => rest.shape,
            (Shape::Number(text), Some(rest)) if text.trim_matches(['0', '.']).is_empty() => rest.shape,
            (Shape::Text(text), Some(rest)) if text.is_empty() => rest.shape,
            (Shape::Name(_), Some(_)) => Shape::Code,
            (shape, _) => shape,
        };
        result = Some(Expr { shape, span });
    }
    result.map_or(Shape::Code, |result| result.shape)
}

fn row(mut operands: Vec<Expr>, operators: &[Operator]) -> Shape {
    if operators.is_empty() {
        return operands.pop().map_or(Shape::Code, |only| only.shape);
    }
    if let (Some(Operator::Percent), Some(Expr { shape: Shape::Text(text), .. })) =
        (operators.first(), operands.first())
    {
        return Shape::Text(without_verbs(text));
    }
    if let Some(number) = arithmetic(&operands, operators) {
        return Shape::Number(number);
    }
    let joins = operators.iter().all(|operator| matches!(operator, Operator::Plus | Operator::Join));
    let has_text = operands.iter().any(|operand| matches!(operand.shape, Shape::Text(_) | Shape::Joined(_)));
    if joins && has_text { Shape::Joined(operands) } else { Shape::Code }
}

/// The value of a row of numbers: products first, then sums.
fn arithmetic(operands: &[Expr], operators: &[Operator]) -> Option<String> {
    let mut numbers = operands.iter().map(|operand| match &operand.shape {
        Shape::Number(text) => number::parse(text),
        _ => None,
    });
    let mut sum: Option<(Number, Arithmetic)> = None;
    let mut product = numbers.next()??;
    let add = |sum: Option<(Number, Arithmetic)>, product| match sum {
        Some((sum, operation)) => number::apply(sum, operation, product),
        None => Some(product),
    };
    for (operator, number) in operators.iter().zip(numbers) {
        let (number, operation) = (number?, operation(*operator)?);
        if matches!(operation, Arithmetic::Add | Arithmetic::Subtract) {
            sum = Some((add(sum, product)?, operation));
            product = number;
        } else {
            product = number::apply(product, operation, number)?;
        }
    }
    add(sum, product).map(number::show)
}

const fn operation(operator: Operator) -> Option<Arithmetic> {
    match operator {
        Operator::Plus => Some(Arithmetic::Add),
        Operator::Minus => Some(Arithmetic::Subtract),
        Operator::Times => Some(Arithmetic::Multiply),
        Operator::Divide => Some(Arithmetic::Divide),
        Operator::DivideWhole => Some(Arithmetic::DivideWhole),
        _ => None,
    }
}

/// What `%s` and `%(name)s` stand for is not known.
fn without_verbs(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let close = after.bytes().take(LONGEST_NAME).position(|byte| byte == b')').filter(|_| after.starts_with('('));
        let named = close.and_then(|close| Some((after.get(1..close)?, after.get(close + 1..)?)));
        let (name, after) = named.unwrap_or(("", after));
        match after.chars().next() {
            Some('%') => out.push('%'),
            _ => out.push_str(&format!("${{({name})}}")),
        }
        let mut characters = after.chars();
        characters.next();
        rest = characters.as_str();
    }
    out.push_str(rest);
    out
}

/// What `{}` and `{name}` of a format stand for is not known.
pub(super) fn without_fields(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inside, after) = after.split_once('}').unwrap_or((after, ""));
        let name = inside.split([':', '!', '{']).next().unwrap_or_default();
        out.push_str(&format!("${{({name})}}"));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The value of `condition ? first : second`, where it is one whatever the condition says, or where the condition asks
/// whether a variable is there.
pub(super) fn choose(condition: &str, first: Expr, second: Expr, span: Span) -> Expr {
    let shape = match (first.shape, second) {
        (Shape::Environment(name, None), second) if condition.contains(&name) && !condition.starts_with('!') => {
            Shape::Environment(name, Some(Box::new(second)))
        }
        (shape, second) => {
            let first = Expr { shape, span: first.span };
            if first.is_container() && !first.is_empty() && second.is_empty() {
                return first;
            }
            if second.is_container() && !second.is_empty() && first.is_empty() {
                return second;
            }
            match (first.plain(), second.plain()) {
                (Some(one), Some(other)) if one == other => first.shape,
                _ => Shape::Code,
            }
        }
    };
    Expr { shape, span }
}
