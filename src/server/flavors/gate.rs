//! Proxies that end applications' connections themselves: the variables that they show are of a server behind them, and the
//! limits that hold for applications are their own.

/// What holds for applications in place of the variables of the server behind.
#[derive(Debug, Clone, Copy)]
pub struct Gate {
    /// The variables that a server behind shows and that no application meets, with the gate's own.
    pub limits: &'static [Own],
}

/// A limit of the gate itself.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    /// The server's variable that it stands for.
    pub name: &'static str,
    /// The gate's own variable; none where it shows none.
    pub own: Option<&'static str>,
    /// Units of the gate's variable in one of the server's: 1000 for milliseconds.
    pub scale: u64,
}

impl Gate {
    /// The gate's own limit in place of a variable.
    pub fn limit(&self, name: &str) -> Option<&'static Own> {
        self.limits.iter().find(|own| own.name.eq_ignore_ascii_case(name))
    }
}

/// A limit that the gate shows.
pub(super) const fn shown(name: &'static str, own: &'static str, scale: u64) -> Own {
    Own { name, own: Some(own), scale }
}

/// A limit that the gate does not show.
pub(super) const fn hidden(name: &'static str) -> Own {
    Own { name, own: None, scale: 1 }
}
