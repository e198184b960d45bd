//! mysqlclient, which is libmysqlclient or libmariadb for Python.
//!
//! Measured with 2.3.2: without `connect_timeout` a silent host is given up after 134 s, the kernel's own limit, and a server that
//! accepts and never greets is waited for without end.

use crate::client::pool::driver::{Driver, Goodbye};
use crate::client::pool::lever::in_seconds;
use crate::client::pool::library::names::seconds;
use crate::client::pool::library::unlimited;
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysqlclient sets none: https://mysqlclient.readthedocs.io/user_guide.html";

/// `mysql:` in Python
pub static MYSQLCLIENT: Driver = Driver {
    title: "mysqlclient",
    language: Language::Python,
    schemes: &["mysql", "mysql+mysqldb", "mariadb", "mariadb+mysqldb"],
    names: &[
        seconds("connect_timeout", Key::ConnectTimeout),
        seconds("read_timeout", Key::ReadTimeout),
        seconds("write_timeout", Key::WriteTimeout),
    ],
    defaults: &[unlimited(Key::ConnectTimeout, SOURCE), unlimited(Key::ReadTimeout, SOURCE)],
    levers: &[
        in_seconds(Key::ConnectTimeout, "connect_timeout={}").at("on the URL"),
        in_seconds(Key::ReadTimeout, "read_timeout={}").at("on the URL"),
    ],
    broken: "`Lost connection to server during query` (2013), `Server has gone away` (2006)",
    shows_parting_error: true,
    goodbye: Goodbye { quits: true, time_wait: 0.5 },
    ..Driver::BASE
};
