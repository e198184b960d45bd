//! The server's side as a SQL script: the statements, and what must be written down to survive a restart.

use super::plan::Setting;
use crate::server::Server;
use crate::server::flavors::Change;

/// The script. Everything but the statements is a comment.
pub fn script(server: Option<&Server>, settings: &[Setting], version: &str) -> String {
    let mut lines = Lines(String::new());
    lines.comment(&format!("poolcheck {version}: what to change on the server"));
    if let Some(server) = server {
        lines.comment(&format!("for {} {} ({})", server.flavor.title, server.version_text, server.source.target()));
    }
    if settings.is_empty() {
        lines.comment("nothing is to be changed here");
        return lines.0;
    }
    lines.comment("read it before you run it; sessions that are open keep their old values until they reconnect");
    for setting in settings {
        lines.setting(server, setting);
    }
    lines.option_file(server, settings);
    lines.0
}

/// The script so far.
struct Lines(String);

impl Lines {
    /// One comment line. What users and servers name may hold line breaks, and must not end the comment.
    fn comment(&mut self, text: &str) {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.0.push_str(&format!("-- {}\n", text.trim_end()));
    }

    fn setting(&mut self, server: Option<&Server>, setting: &Setting) {
        self.0.push('\n');
        for (rule, pool, message) in &setting.settles {
            let whose = pool.as_ref().map_or(String::new(), |pool| format!(" ({pool})"));
            self.comment(&format!("{rule}{whose}: {message}"));
        }
        let variable = &setting.assignment.variable;
        if let Some(now) = server.and_then(|server| server.variables.text(variable)) {
            self.comment(&format!("{variable} is {now} now"));
        }
        match &setting.statement.sql {
            Some(sql) => self.0.push_str(&format!("{sql}\n")),
            None => self.comment(&setting.statement.text),
        }
    }

    /// What must be written down, where the statements alone do not survive a restart.
    fn option_file(&mut self, server: Option<&Server>, settings: &[Setting]) {
        let kept = |sql: &Option<String>| sql.as_ref().is_some_and(|sql| sql.starts_with("SET PERSIST "));
        let lead = match server.map(|server| server.flavor.change) {
            // Where SQL cannot change them, what to do stands in the place of each statement.
            Some(Change::GlobalPersists | Change::Service(_)) => return,
            _ if settings.iter().all(|setting| kept(&setting.statement.sql)) => {
                "SET PERSIST survives a restart (mysqld-auto.cnf); kept in an option file instead, that is:"
            }
            _ => "SET GLOBAL is lost at a restart: write this into the option file (my.cnf) as well:",
        };
        self.0.push('\n');
        self.comment(lead);
        self.comment("[mysqld]");
        for setting in settings {
            self.comment(&format!("{} = {}", setting.assignment.variable, setting.assignment.value));
        }
    }
}
