//! Where a claim and what was measured differ for a reason that is known. One that is not needed is a mistake.

/// Why something may differ.
pub(crate) struct Exception {
    /// The stack, or the start of its name with `*`.
    pub(crate) stack: &'static str,
    /// The events or audits.
    pub(crate) about: &'static [&'static str],
    /// The server; both where none is named.
    pub(crate) server: Option<&'static str>,
    /// Why.
    pub(crate) why: &'static str,
}

/// All of them.
pub(crate) const EXCEPTIONS: &[Exception] = &[
    Exception {
        stack: "jvm/druid-*",
        about: &["audit 4 s", "audit 8 s", "audit 30 s"],
        server: None,
        why: "Druid asks only what idled for a sweeper's period, 60 s: a wait_timeout below that, which no server has, is met unasked",
    },
    Exception {
        stack: "jvm/dropwizard-connectorj",
        about: &["audit 30 s"],
        server: Some("mariadb-11.8"),
        why: "a validationInterval of 30 s against a wait_timeout of 30 s is a race, which the sweeper won in this run",
    },
    Exception {
        stack: "rust/deadpool-fast",
        about: &["E1s", "audit 2 s", "audit 28800 s"],
        server: None,
        why: "recycling_method stands in the application's own section of its manager, which is not read",
    },
    Exception {
        stack: "rust/mobc-diesel",
        about: &["E4"],
        server: None,
        why: "diesel-async 0.9.2 answers mobc's question whether a connection is valid with whether it is broken, so that mobc \
              keeps none that is not (`validate` in pooled_connection/mobc.rs)",
    },
    Exception {
        stack: "jvm/mybatis-connectorj*",
        about: &["E6"],
        server: None,
        why: "the wait ends after 20 s, as it is claimed, and the caller does not fail: it gets the connection that another has held \
              for longer than poolMaximumCheckoutTime",
    },
    Exception {
        stack: "jvm/r2dbc-pool-*",
        about: &["E2d", "E3", "F"],
        server: None,
        why: "r2dbc-pool hands out what its driver has not yet noted as closed: on a machine as busy as that one 1 to 3 of ten callers \
              got a connection before its close was read, a second after a KILL or a restart, and none of ten after wait_timeout",
    },
];
