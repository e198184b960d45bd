//! Azure Database for MySQL: recognised by its folders for temporary files
//! (<https://learn.microsoft.com/azure/mysql/flexible-server/concepts-server-parameters>).

use super::mysql::BASE;
use super::{Change, Flavor, says};

/// Azure Database for MySQL, Flexible Server.
pub static AZURE_MYSQL: Flavor = Flavor {
    name: "azure-mysql",
    title: "Azure Database for MySQL",
    recognises: |variables| says(variables, "tmpdir", "/app/work/") || says(variables, "innodb_tmpdir", "/mnt/temp"),
    change: Change::Service("among the server parameters (portal or `az mysql flexible-server parameter set`)"),
    way_in: None,
    ..BASE
};
