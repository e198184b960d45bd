//! A server as those who watch it have seen it: mysqld_exporter's text, and what Prometheus keeps of it. No account is needed.

mod exporter;
mod http;
mod prometheus;
mod samples;

pub(super) use exporter::read;
pub(super) use http::{fetch, is_address};
