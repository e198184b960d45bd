//! What the flags suppose, of the application and of the server.

use anyhow::bail;

use super::args::AuditArgs;
use crate::client::flags::{Flags, ServerSetting};
use crate::server::{Server, ServerState};
use crate::text::names;

/// What the flags suppose, by side.
pub(super) struct Wishes {
    pub(super) client: Flags,
    server: Vec<ServerSetting>,
}

impl Wishes {
    /// Reads the flags.
    pub(super) fn of(args: &AuditArgs) -> anyhow::Result<Self> {
        let mut wishes = Self { client: Flags::default(), server: Vec::new() };
        wishes.client.variables = args.reading.variables()?;
        wishes.client.reading = args.reading.reading();
        for text in &args.set {
            wishes.server.extend(wishes.client.set(text)?);
        }
        for text in &args.map {
            wishes.client.map(text)?;
        }
        if let Some(text) = &args.replicas {
            wishes.client.replicas(text);
        }
        if let Some(text) = &args.processes {
            wishes.client.processes(text);
        }
        if let Some(text) = &args.workload {
            wishes.client.workload(text);
        }
        if let Some(text) = &args.reserved {
            wishes.client.reserved(text)?;
        }
        Ok(wishes)
    }

    /// Supposes of a server what the flags say of it.
    pub(super) fn suppose(&self, server: &mut ServerState) -> anyhow::Result<()> {
        match server {
            ServerState::Known(server) => {
                for wish in &self.server {
                    plausible(server, wish)?;
                    server.suppose(&wish.name, &wish.value, &wish.flag);
                }
            }
            ServerState::NotGiven if !self.server.is_empty() => {
                let stated = self.server.iter().map(|wish| (&*wish.name, &*wish.value, &*wish.flag));
                *server = ServerState::Known(Box::new(Server::supposed(stated)));
            }
            _ => {}
        }
        Ok(())
    }
}

/// Variables from which a capture counts as whole: a paste of some rows may lack any.
const WHOLE: usize = 100;

/// Whether the server has such a variable, and the value is of its kind: a supposition that nobody judges would look like one
/// that was found harmless.
fn plausible(server: &Server, wish: &ServerSetting) -> anyhow::Result<()> {
    let Some(now) = server.variables.text(&wish.name) else {
        if server.variables.len() < WHOLE {
            return Ok(());
        }
        match names::nearest(&wish.name, server.variables.iter().map(|(name, _)| name)) {
            Some(near) => bail!("{}: the server has no variable `{}`; did you mean `{near}`?", wish.flag, wish.name),
            None => bail!("{}: the server has no variable `{}`", wish.flag, wish.name),
        }
    };
    if now.trim().parse::<f64>().is_ok() && wish.value.trim().parse::<f64>().is_err() {
        bail!("{}: `{}` is no number; write it as the server does ({} = {now})", wish.flag, wish.value, wish.name);
    }
    Ok(())
}
