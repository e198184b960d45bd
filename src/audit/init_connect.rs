//! What a server's `init_connect` makes of its sessions' `wait_timeout`. Reads the statements' text, and knows no server.

const NAME: &str = "wait_timeout";

/// What becomes of a session's `wait_timeout` when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Initial {
    /// The statements do not name it.
    Untouched,
    /// They name it, and what follows is no plain number, or not the session's.
    Unclear,
    /// They set it, in seconds.
    Seconds(u64),
}

/// Reads the statements; the last that names the variable counts.
pub(super) fn wait_timeout(statements: &str) -> Initial {
    let text = statements.to_ascii_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let named = text.rmatch_indices(NAME).find_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + NAME.len()..)?);
        (!before.ends_with(is_name) && !after.starts_with(is_name)).then_some((before, after))
    });
    let Some((before, after)) = named else { return Initial::Untouched };
    let scope = before.trim_end_matches(['`', '.', ' ', '\t', '\n', '\r']);
    if scope.ends_with("global") {
        return Initial::Unclear;
    }
    assigned(after).map_or(Initial::Unclear, Initial::Seconds)
}

/// The number after `=` or `:=`, where nothing but the end of the assignment follows it.
fn assigned(after: &str) -> Option<u64> {
    let after = after.trim_start_matches('`').trim_start();
    let value = after.strip_prefix(":=").or_else(|| after.strip_prefix('='))?.trim_start();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (digits, rest) = value.split_at_checked(end)?;
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with([',', ';'])).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_number_for_the_session_is_read() {
        for (text, initial) in [
            ("", Initial::Untouched),
            ("SET NAMES utf8mb4", Initial::Untouched),
            ("SET innodb_lock_wait_timeout = 5", Initial::Untouched),
            ("SET wait_timeout=60", Initial::Seconds(60)),
            ("SET SESSION Wait_Timeout = 60;", Initial::Seconds(60)),
            ("set names utf8mb4, @@session.wait_timeout := 90 , autocommit=0", Initial::Seconds(90)),
            ("SET `wait_timeout` = 60", Initial::Seconds(60)),
            ("SET wait_timeout=60; SET wait_timeout=120", Initial::Seconds(120)),
            ("SET wait_timeout = @x", Initial::Unclear),
            ("SET wait_timeout = 60 * 60", Initial::Unclear),
            ("SET wait_timeout = DEFAULT", Initial::Unclear),
            ("SET GLOBAL wait_timeout = 60", Initial::Unclear),
            ("SET @@global.wait_timeout = 60", Initial::Unclear),
            ("SET wait_timeout = 99999999999999999999999", Initial::Unclear),
        ] {
            assert_eq!(wait_timeout(text), initial, "{text}");
        }
    }
}
