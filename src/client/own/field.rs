//! The keys of a pool in poolcheck's own form.

use crate::client::pool::settings::Key;

/// One key of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
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
const OTHERS: [(&str, Field); 15] = [
    ("library", Field::Library),
    ("library_version", Field::LibraryVersion),
    ("go_driver", Field::GoDriver),
    ("interpolate_params", Field::InterpolateParams),
    ("user", Field::User),
    ("interactive", Field::Interactive),
    ("streaming", Field::Streaming),
    ("bulk_load", Field::BulkLoad),
    ("connections_per_request", Field::ConnectionsPerRequest),
    ("threads", Field::Threads),
    ("replicas", Field::Replicas),
    ("processes", Field::Processes),
    ("rollout_surge", Field::RolloutSurge),
    ("path", Field::Path),
    ("workload", Field::Workload),
];

impl Field {
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

    /// Whether only this form has such a key, so that it tells the form from an application's own file.
    pub fn is_telling(self) -> bool {
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
