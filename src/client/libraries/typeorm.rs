//! `TypeORM`, which hands its options to the driver: its `poolSize` is a limit of mysql2's pool, and `extra` goes before it.
//!
//! Sources: `MysqlDriver.ts` of `TypeORM` 1.1 (<https://typeorm.io/docs/data-source/data-source-options/>).

use crate::client::libraries::drivers;
use crate::client::libraries::mysql2_node::{self, NAMES as DRIVER};
use crate::client::pool::behaviour::{Behaviour, MaxIdleActs};
use crate::client::pool::lever::in_millis;
use crate::client::pool::library::Library;
use crate::client::pool::library::Moment;
use crate::client::pool::library::names::{Name, count, link, millis, sign};
use crate::client::pool::library::sites::{Replication, Site};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "mysql2, to which TypeORM leaves it: https://sidorares.github.io/node-mysql2/docs";

const NAMES: &[Name] = &[
    count("poolSize", Key::MaxOpen),
    millis("connectTimeout", Key::ConnectTimeout).weak(),
    sign("synchronize").unique(),
    sign("autoLoadEntities").unique(),
    sign("migrationsRun").unique(),
    sign("entityPrefix").unique(),
    sign("dropSchema").unique(),
    sign("migrationsTableName").unique(),
    link("url").weak(),
];

const TYPE: &[(&str, &[&str])] = &[("type", &["mysql", "mariadb"])];
/// What `ormconfig` holds at least.
const ACCOUNT: &[(&str, &[&str])] = &[("type", &["mysql", "mariadb"]), ("username", &[""]), ("database", &[""])];
const INNER: &[(&str, &[Name])] = &[("extra", DRIVER)];

const fn of_call(path: &'static [&'static str]) -> Site {
    Site::all_of(path).holding(TYPE).inner(INNER).replicated(Replication::EachNode).ours()
}

/// `library: typeorm`
pub static TYPEORM: Library = Library {
    name: "typeorm",
    title: "TypeORM",
    language: Language::Node,
    names: NAMES,
    driver: false,
    sites: &[
        of_call(&["DataSource"]),
        of_call(&["forRoot"]),
        of_call(&["forRootAsync", "useFactory"]),
        of_call(&["useFactory"]),
        of_call(&["createConnection"]),
        Site::at(&[])
            .holding(ACCOUNT)
            .mentioning(&["entities", "synchronize"])
            .names(&[sign("username").weak()])
            .inner(INNER)
            .replicated(Replication::EachNode)
            .ours(),
        Site::ANYWHERE.holding(TYPE).inner(INNER).replicated(Replication::EachNode).ours(),
    ],
    defaults: &mysql2_node::defaults(SOURCE),
    unknown: &[Key::MaxIdle],
    settle: mysql2_node::settle,
    behaviour: Behaviour { max_idle_acts: MaxIdleActs::Swept, retires_with_quit: false, ..Behaviour::LISTENS },
    multiplies: "one pool in each process of `cluster`, PM2 or a serverless platform; with replicas one for each node",
    reaction: mysql2_node::REACTION,
    usual_driver: Some(&drivers::mysql2_node::MYSQL2_NODE),
    levers: &[
        in_millis(Key::MaxIdleTime, "maxIdle: {less}, idleTimeout: {}").at("in extra").below_max_open(),
        in_millis(Key::TcpKeepalive, "keepAliveInitialDelay: {}").at("in extra"),
    ],
    age_looked_at: &[Moment::Idle],
    reads_instead: Some("set enableQueryTimeout: true and maxQueryExecutionTime: 60000"),
    ..Library::BASE
};
