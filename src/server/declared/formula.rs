//! The formulas of parameter groups: `{DBInstanceClassMemory/12582880}`, `LEAST({…},5000)`, `GREATEST({log(…,2)*45},…)`
//! (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ParamValuesRef.html>).

/// The whole number that a formula comes to for a class with so many bytes of memory; none where it is none that is known.
pub(super) fn evaluate(text: &str, memory: f64) -> Option<u64> {
    let mut reader = Reader { text, memory, depth: 0 };
    let value = reader.sum()?;
    reader.skip();
    let is_count = reader.text.is_empty() && (0.0..1e15).contains(&value);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1e15")]
    is_count.then_some(value as u64)
}

/// The bytes of memory of an instance's class: `db.r6g.2xlarge`; none where the class is not known.
pub(super) fn memory(class: &str) -> Option<f64> {
    let mut parts = class.strip_prefix("db.").unwrap_or(class).split('.');
    let (family, size) = (parts.next()?, parts.next()?);
    // GiB of each virtual processor, by the family's first letters.
    let (is_small, each) =
        match family.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_end_matches(|c: char| c.is_ascii_digit()) {
            "t" => (true, 4.0),
            "m" => (false, 4.0),
            "r" => (false, 8.0),
            "c" => (false, 2.0),
            _ => return None,
        };
    // Those of the first generations have other numbers.
    if ["m1", "m2", "m3", "r3", "r4", "c1", "c3", "t1"].contains(&family) {
        return None;
    }
    let gib = match size {
        "micro" if is_small => 1.0,
        "small" if is_small => 2.0,
        "medium" if is_small => 4.0,
        "medium" => each,
        "large" => 2.0 * each,
        "xlarge" => 4.0 * each,
        size => {
            size.strip_suffix("xlarge")?.parse::<f64>().ok().filter(|count| (2.0..=128.0).contains(count))? * 4.0 * each
        }
    };
    Some(gib * 1024.0 * 1024.0 * 1024.0)
}

/// Formulas are short; what nests deeper is none.
const DEEPEST: usize = 32;

struct Reader<'t> {
    text: &'t str,
    memory: f64,
    depth: usize,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.text = self.text.trim_start();
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip();
        let rest = self.text.strip_prefix(mark);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        loop {
            if self.take('+') {
                value += self.product()?;
            } else if self.take('-') {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.term()?;
        loop {
            if self.take('*') {
                value *= self.term()?;
            } else if self.take('/') {
                value /= self.term()?;
            } else {
                return Some(value);
            }
        }
    }

    fn term(&mut self) -> Option<f64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        for (open, close) in [('{', '}'), ('(', ')')] {
            if self.take(open) {
                let value = self.sum()?;
                self.depth -= 1;
                return self.take(close).then_some(value);
            }
        }
        let end = self.text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at_checked(end)?;
        self.text = rest;
        let value = match word.to_ascii_lowercase().as_str() {
            "dbinstanceclassmemory" => Some(self.memory),
            name @ ("greatest" | "least" | "sum" | "log") => self.call(name),
            number => number.parse().ok(),
        };
        self.depth -= 1;
        value
    }

    fn call(&mut self, name: &str) -> Option<f64> {
        self.take('(').then_some(())?;
        let mut values = vec![self.sum()?];
        while self.take(',') {
            values.push(self.sum()?);
        }
        self.take(')').then_some(())?;
        match (name, values.as_slice()) {
            ("log", [value]) => Some(value.ln()),
            ("log", [value, base]) => Some(value.ln() / base.ln()),
            ("greatest", all) => all.iter().copied().reduce(f64::max),
            ("least", all) => all.iter().copied().reduce(f64::min),
            ("sum", all) => Some(all.iter().sum()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_come_to_numbers() {
        let of = |text: &str, class: &str| evaluate(text, memory(class).unwrap());
        for (text, class, expected) in [
            ("{DBInstanceClassMemory/12582880}", "db.t3.micro", Some(85)),
            ("{DBInstanceClassMemory/12582880}", "db.m5.large", Some(682)),
            ("LEAST({DBInstanceClassMemory/9531392},5000)", "db.r6g.8xlarge", Some(5000)),
            (
                "GREATEST({log(DBInstanceClassMemory/805306368,2)*45},{log(DBInstanceClassMemory/8187281408,2)*1000})",
                "db.r5.large",
                Some(1069),
            ),
            ("{DBInstanceClassMemory*3/4}", "db.t3.medium", Some(3_221_225_472)),
            ("500", "db.t3.micro", Some(500)),
            ("{Unknown/3}", "db.t3.micro", None),
            ("{DBInstanceClassMemory/12582880", "db.t3.micro", None),
            ("", "db.t3.micro", None),
        ] {
            assert_eq!(of(text, class), expected, "{text} {class}");
        }
        assert_eq!((memory("db.r4.large"), memory("db.x"), memory("")), (None, None, None));
        assert_eq!(memory("db.t4g.small"), memory("t2.small"));
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "[A-Za-z0-9(){},*/+. -]{0,80}") {
            let _ = evaluate(&text, 1e9);
        }
    }
}
