//! The keys of a pool in poolcheck's own form.

use crate::client::pool::settings::Key;

/// One key of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnKey {
    /// A canonical setting.
    Setting(Key),
    /// `library`: decides defaults and semantics.
    Library,
    /// `library_version`
    LibraryVersion,
    /// `go_driver`: the version of go-sql-driver/mysql.
    GoDriver,
    /// `interpolate_params`: the client fills in placeholders.
    InterpolateParams,
    /// `user`: the account.
    User,
    /// `interactive`: the client sends `CLIENT_INTERACTIVE`.
    Interactive,
    /// `streaming`: large results are read row by row.
    Streaming,
    /// `bulk_load`: data is loaded in bulk.
    BulkLoad,
    /// `connections_per_request`
    ConnectionsPerRequest,
    /// `threads`: requests at once in one process.
    Threads,
    /// `replicas`: a number, or `{min, max}`.
    Replicas,
    /// `processes` per replica.
    Processes,
    /// `rollout_surge`: a share or a number of replicas.
    RolloutSurge,
    /// `path`: what stands between pool and server.
    Path,
    /// `workload`
    Workload,
}

/// The fields that are no settings, by name.
const OTHERS: [(&str, OwnKey); 15] = [
    ("library", OwnKey::Library),
    ("library_version", OwnKey::LibraryVersion),
    ("go_driver", OwnKey::GoDriver),
    ("interpolate_params", OwnKey::InterpolateParams),
    ("user", OwnKey::User),
    ("interactive", OwnKey::Interactive),
    ("streaming", OwnKey::Streaming),
    ("bulk_load", OwnKey::BulkLoad),
    ("connections_per_request", OwnKey::ConnectionsPerRequest),
    ("threads", OwnKey::Threads),
    ("replicas", OwnKey::Replicas),
    ("processes", OwnKey::Processes),
    ("rollout_surge", OwnKey::RolloutSurge),
    ("path", OwnKey::Path),
    ("workload", OwnKey::Workload),
];

impl OwnKey {
    /// The field with this name.
    pub fn named(name: &str) -> Option<Self> {
        Key::named(name)
            .map(Self::Setting)
            .or_else(|| OTHERS.iter().find(|(other, _)| *other == name).map(|(_, field)| *field))
    }

    /// All names, for suggestions.
    pub fn names() -> Vec<&'static str> {
        Key::ALL.iter().map(|key| key.name()).chain(OTHERS.iter().map(|(name, _)| *name)).collect()
    }

    /// Whether only this form has such a key, which tells the form from an application's own file.
    pub fn is_ours_alone(self) -> bool {
        matches!(
            self,
            Self::Library
                | Self::LibraryVersion
                | Self::GoDriver
                | Self::ConnectionsPerRequest
                | Self::Processes
                | Self::RolloutSurge
                | Self::Workload
                | Self::Setting(Key::SessionWaitTimeout)
        )
    }
}
