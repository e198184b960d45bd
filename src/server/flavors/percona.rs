//! Percona Server: MySQL with its name in the version comment.

use super::mysql::BASE;
use super::{Flavor, sign};

/// Percona Server for MySQL.
pub static PERCONA: Flavor =
    Flavor { name: "percona", title: "Percona Server", signs: &[&[sign("version_comment", "Percona")]], ..BASE };
