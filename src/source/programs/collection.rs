//! Maps, lists, parentheses and arguments: what stands between brackets and commas.

use crate::source::programs::DEEPEST;
use crate::source::programs::expr::{Expr, Pair, PairKind, Shape};
use crate::source::programs::expression::Reader;
use crate::source::programs::lexer::Kind;
use crate::source::programs::lower::MOST_NODES;

impl Reader<'_> {
    /// Reads what brackets hold: a map, a list, or the one value between parentheses.
    pub(super) fn group(&mut self) -> Expr {
        let (start, bracket) = (self.start(), self.word(0));
        let (mut pairs, commas) = self.row(bracket == "{");
        let span = self.since(start);
        if bracket == "(" && commas == 0 && pairs.len() == 1 {
            let only = pairs.pop().map_or(Shape::Code, |only| only.value.shape);
            return Expr { shape: only, span };
        }
        let braces = bracket == "{" && (self.language.bare_keys || pairs.is_empty());
        let shape = if braces { Shape::Map(pairs) } else { container(pairs, bracket) };
        Expr { shape, span }
    }

    /// Reads the map or list of `array(…)`.
    pub(super) fn array(&mut self, start: usize) -> Expr {
        let (pairs, _) = self.row(false);
        Expr { shape: container(pairs, "["), span: self.since(start) }
    }

    /// Reads arguments between their parentheses.
    pub(super) fn pairs(&mut self) -> Vec<Pair> {
        self.row(false).0
    }

    /// Reads arguments without parentheses, to the end of the statement.
    pub(super) fn arguments(&mut self) -> Vec<Pair> {
        let mut pairs = Vec::new();
        loop {
            let before = self.at;
            let pair = self.pair(pairs.len(), false);
            if self.at == before || self.found.values >= MOST_NODES {
                return pairs;
            }
            self.found.values += 1;
            pairs.push(pair);
            if !self.take(",") {
                return pairs;
            }
            self.skip_lines();
        }
    }

    /// The entries of a group and how many commas are between or after them.
    fn row(&mut self, braces: bool) -> (Vec<Pair>, usize) {
        let after = self.token(0).map_or(self.at, |token| token.after());
        let (mut pairs, mut commas) = (Vec::new(), 0);
        self.at += 1;
        while self.at < after && self.depth < DEEPEST {
            if matches!(self.kind(0), Some(Kind::Close | Kind::Line)) || matches!(self.word(0), "," | ";") {
                commas += usize::from(self.word(0) == ",");
                self.at += 1;
                continue;
            }
            let start = self.start();
            let mut pair = self.pair(pairs.len(), braces);
            self.skip_lines();
            if !self.ends() {
                self.skip();
                pair.value = Expr::code(self.since(start));
            }
            self.found.values += 1;
            if self.found.values <= MOST_NODES {
                pairs.push(pair);
            }
        }
        self.at = after.max(self.at);
        (pairs, commas)
    }

    fn pair(&mut self, number: usize, braces: bool) -> Pair {
        if self.kind(0) == Some(Kind::Mark) && self.language.spreads.contains(&self.word(0)) {
            self.at += 1;
            return pair(PairKind::Spread, String::new(), self.expression());
        }
        if braces && let Some(pair) = (self.language.entry)(self) {
            return pair;
        }
        let (word, mark) = (self.word(0), self.word(1));
        let bare = self.language.bare_keys && self.language.keys.contains(&mark);
        let named = self.language.argument == Some(mark) && !braces;
        let key = if self.kind(0) == Some(Kind::Name) && (bare || named) {
            let start = self.start();
            self.at += 1;
            Expr { shape: Shape::Text(word.to_owned()), span: self.since(start) }
        } else {
            self.expression()
        };
        if !self.language.keys.contains(&self.word(0)) && !named {
            return pair(PairKind::Positional, number.to_string(), key);
        }
        self.at += 1;
        self.skip_lines();
        // What is no literal keeps its source for a name: `PDO::ATTR_PERSISTENT`.
        let text = key.plain().unwrap_or_else(|| self.slice(key.span)).to_owned();
        let value = self.expression();
        Pair { kind: PairKind::Keyed, key: text, key_span: key.span, value }
    }
}

/// An entry whose key stands nowhere.
fn pair(kind: PairKind, key: String, value: Expr) -> Pair {
    Pair { kind, key, key_span: value.span, value }
}

/// A map where there are keys, else a list.
fn container(pairs: Vec<Pair>, bracket: &str) -> Shape {
    let is_map = |pair: &Pair| match pair.kind {
        PairKind::Keyed => true,
        PairKind::Positional => false,
        PairKind::Spread => bracket == "{",
    };
    if pairs.iter().any(is_map) {
        return Shape::Map(pairs);
    }
    let items = pairs.into_iter().filter(|pair| pair.kind == PairKind::Positional);
    Shape::List(items.map(|pair| pair.value).collect())
}
