//! MaxScale: it passes everything to servers behind it, one connection for each of a client's unless told otherwise, and shows
//! itself only where its `version_string` says so (<https://mariadb.com/docs/maxscale/>).

use super::mariadb::BASE;
use super::{Change, Defaults, Flavor, OpenFiles, sign};

/// A server seen through MaxScale.
pub static MAXSCALE: Flavor = Flavor {
    name: "maxscale",
    title: "a server behind MaxScale",
    signs: &[
        &[sign("version", "maxscale")],
        &[sign("version", "MaxScale")],
        &[sign("version_comment", "maxscale")],
        &[sign("version_comment", "MaxScale")],
    ],
    change: Change::Service("on the server behind MaxScale"),
    open_files: OpenFiles::Unknown,
    defaults: Defaults::Unknown,
    ..BASE
};
