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
pub(crate) const EXCEPTIONS: &[Exception] = &[];
