//! What the lines of a text look like: which of the forms of `key = value` a text without a name may be of.

/// What the lines of a text look like. Those of a template tell nothing.
#[derive(Default)]
pub(super) struct Lines {
    /// `[section]`
    heads: usize,
    /// `key = value`
    equals: usize,
    /// Those of them whose key is the name of an environment variable.
    variables: usize,
    /// `key: value`, and what is neither.
    others: usize,
    /// Lines that only other forms have.
    foreign: usize,
}

/// Lines that are looked at to tell a text's form.
const LOOKED_AT: usize = 2000;

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let meaningful = |line: &&str| !line.is_empty() && !line.starts_with(['#', ';', '!']) && !template_line(line);
        for line in text.lines().map(str::trim).filter(meaningful).take(LOOKED_AT) {
            if line.ends_with('{') || line.starts_with("- ") || line == "---" || line.starts_with("<?") {
                lines.foreign += 1;
            } else if is_head(line) {
                lines.heads += 1;
            } else if let Some(key) = key_of(line) {
                lines.equals += 1;
                lines.variables += usize::from(is_variable(key));
            } else {
                lines.others += 1;
            }
        }
        lines
    }

    /// Whether they are `key = value` lines for sure.
    pub(super) const fn are_keys(&self) -> bool {
        self.foreign == 0 && (self.heads > 0 || self.equals > self.others)
    }

    /// Whether they are such lines in sections.
    pub(super) const fn have_heads(&self) -> bool {
        self.are_keys() && self.heads > 0
    }

    /// Whether they are such lines without sections, of no environment.
    pub(super) const fn are_settings(&self) -> bool {
        self.are_keys() && self.heads == 0 && !self.are_variables()
    }

    /// Whether they are lines of environment variables and nothing else.
    pub(super) const fn are_variables(&self) -> bool {
        self.are_keys() && self.heads == 0 && self.equals == self.variables
    }

    /// Whether a file whose name says so is an INI file.
    pub(super) const fn may_be_ini(&self) -> bool {
        self.heads > 0 || self.foreign == 0 && (self.equals > 0 || self.others == 0)
    }
}

fn template_line(trimmed: &str) -> bool {
    ["{{", "{%", "{#", "<%"].iter().any(|mark| trimmed.starts_with(mark))
}

fn is_head(line: &str) -> bool {
    let inside = line.split([';', '#']).next().unwrap_or_default().trim_end();
    let inside = inside.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inside = inside.map(|inside| inside.trim_matches(['[', ']', ' ']));
    inside.is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_') && !name.contains(','))
}

/// The key of a `key = value` line.
fn key_of(line: &str) -> Option<&str> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = |c: char| c.is_alphanumeric() || "_.-[]\"'%/ ".contains(c);
    (!key.is_empty() && key.chars().all(plain) && !value.starts_with(['>', '='])).then_some(key)
}

fn is_variable(key: &str) -> bool {
    let name = key.strip_prefix("export ").unwrap_or(key).trim();
    name.contains(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
