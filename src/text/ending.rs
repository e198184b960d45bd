//! How a connection ends from the other side: a server's flavour and a hop on the way each have their own.

/// What the client's end of a connection sees when the other side has given it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A FIN, with MySQL's error 4031 before it: 8.0.24 and later, when a session idled too long.
    FinAfter4031,
    /// A FIN alone: older servers, KILL, a stop of the server, a proxy.
    Fin,
    /// An RST at once: MariaDB when a session idled too long, a load balancer that resets.
    Reset,
    /// Nothing, until the next packet is answered with an RST.
    ResetOnUse,
    /// Nothing, whatever is sent.
    Silence,
}

impl Ending {
    /// Whether something arrives before the connection is used again.
    pub const fn arrives(self) -> bool {
        matches!(self, Self::FinAfter4031 | Self::Fin | Self::Reset)
    }
}
