//! The files that the server may open decide its connections, not the number in its configuration.

use crate::audit::context::Context;
use crate::audit::files;
use crate::audit::finding::{Finding, Remedy, Severity, Side};
use crate::audit::rule::{Category, Check, FleetVerdict, Need, Rule};
use crate::server::flavors::OpenFiles;

/// max-connections-clamped
pub(super) static RULE: Rule = Rule {
    name: "max-connections-clamped",
    summary: "the server's open_files_limit decides how many connections it has",
    category: Category::Capacity,
    severity: Severity::Warning,
    needs: &[Need::Variables],
    docs: include_str!("max_connections_clamped.md"),
    check: Check::Fleet(check),
};

fn check(cx: &Context<'_>) -> FleetVerdict {
    let server = cx.server()?;
    let live = cx.variable("max_connections")?.value;
    if server.flavor.open_files == OpenFiles::Unknown {
        return Ok(Vec::new());
    }
    cx.variable("open_files_limit")?;
    let Some(files) = files::granted(server) else { return Ok(Vec::new()) };
    let (message, consequence) = if let Some(reachable) = files::reachable(server) {
        (
            format!("max_connections is {live}, and open_files_limit {} allows about {}", files.value, reachable.value),
            "clients above that are not refused but hang (`i/o timeout`, `Connect timed out`), \
             Connection_errors_accept rises, and tables cannot be opened (`Error 24: Too many open files`)"
                .to_owned(),
        )
    } else if files::most_at_start(server, files.value) == Some(live) {
        (
            format!("max_connections {live} is what open_files_limit {} left of the number asked for", files.value),
            format!(
                "the configuration file says more than {live}, and applications that count on it get `Error 1040: Too many \
                 connections`; the error log of the start has `Changed limits: max_connections: {live} (requested …)`"
            ),
        )
    } else {
        return Ok(Vec::new());
    };
    Ok(vec![
        Finding::new(&RULE, message)
            .consequence(consequence)
            .facts(["max_connections", "open_files_limit", "table_open_cache"].map(|name| cx.variable_fact(name)).into_iter().flatten())
            .remedy(Remedy::advice(
                Side::Server,
                "let the server open more files and restart it: LimitNOFILE=65535 in its systemd unit, --ulimit nofile=65535:65535 \
                 for a container, open_files_limit = 65535 under [mysqld]; SET GLOBAL max_connections changes nothing about files",
            )),
    ])
}
