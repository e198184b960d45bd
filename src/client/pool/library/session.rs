//! The commands that a library sends on each new connection: a session's own `wait_timeout` in them is the one that counts.

use std::time::Duration;

use super::settling::Settling;
use crate::client::pool::settings::{Key, Value};
use crate::text::quantity;

impl Settling<'_> {
    /// Takes the session's `wait_timeout` from the command that was written under one of the library's own names.
    pub fn session_command(&mut self, name: &'static str) {
        if let Some(wait) = self.input_text(name).and_then(wait_timeout) {
            self.derive(Key::SessionWaitTimeout, Value::Time(Duration::from_secs(wait)), name, name);
        }
    }
}

/// `SET SESSION wait_timeout=600, …`, `SET @@wait_timeout := 600`; none where the number is no literal, or the server's own is set.
fn wait_timeout(command: &str) -> Option<u64> {
    let command = command.to_ascii_lowercase();
    let (before, after) = command.split_once("wait_timeout")?;
    let whole = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let of_server = before.trim_end().ends_with("global") || before.ends_with("global.");
    let number = after.trim_start().trim_start_matches(':').strip_prefix('=')?.trim_start();
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    quantity::count(number.get(..end)?).ok().filter(|_| whole && !of_server)
}

#[cfg(test)]
mod tests {
    use super::wait_timeout;

    #[test]
    fn a_command_may_set_the_session_s_wait_timeout() {
        for (command, wait) in [
            ("SET sql_mode='STRICT_TRANS_TABLES', wait_timeout=600", Some(600)),
            ("SET SESSION wait_timeout = 28800;", Some(28800)),
            ("set @@session.wait_timeout := 1830", Some(1830)),
            ("SET GLOBAL wait_timeout = 5", None),
            ("SET @@global.wait_timeout = 5", None),
            ("SET innodb_lock_wait_timeout=5", None),
            ("SET wait_timeout = @x", None),
            ("SET sql_mode='STRICT_TRANS_TABLES'", None),
        ] {
            assert_eq!(wait_timeout(command), wait, "{command}");
        }
    }
}
