//! Azure Database for MySQL: recognised by its folders for temporary files
//! (<https://learn.microsoft.com/azure/mysql/flexible-server/concepts-server-parameters>).

use super::mysql::BASE;
use super::{Change, Defaults, Flavor, sign};

/// Azure Database for MySQL, Flexible Server.
pub static AZURE_MYSQL: Flavor = Flavor {
    name: "azure-mysql",
    title: "Azure Database for MySQL",
    signs: &[&[sign("tmpdir", "/app/work/")], &[sign("innodb_tmpdir", "/mnt/temp")], &[sign("version", "-azure")]],
    change: Change::Service("among the server parameters (portal or `az mysql flexible-server parameter set`)"),
    way_in: None,
    defaults: Defaults::Service,
    ..BASE
};
