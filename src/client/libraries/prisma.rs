//! Prisma's own engine, whose pool is told its size in the URL.
//!
//! Sources: quaint's `mysql` connector in Prisma's engines up to 6
//! (<https://www.prisma.io/docs/orm/overview/databases/mysql#connection-url>). Driver adapters take the driver's own pool instead.

use crate::client::pool::library::names::{Name, count, link, seconds};
use crate::client::pool::library::sites::Site;
use crate::client::pool::library::{Library, Strings, default_seconds, unlimited};
use crate::client::pool::settings::Key;
use crate::text::language::Language;

const SOURCE: &str = "Prisma: https://www.prisma.io/docs/orm/overview/databases/mysql#connection-url";

const PARAMS: &[Name] = &[
    count("connection_limit", Key::MaxOpen).unique().exact(),
    seconds("pool_timeout", Key::AcquireTimeout).unique(),
    seconds("connect_timeout", Key::ConnectTimeout),
    seconds("socket_timeout", Key::ReadTimeout).unique(),
    seconds("max_connection_lifetime", Key::MaxLifetime).unique(),
    seconds("max_idle_connection_lifetime", Key::MaxIdleTime).unique(),
];

/// `library: prisma`
pub static PRISMA: Library = Library {
    name: "prisma",
    title: "Prisma's engine",
    language: Language::Node,
    names: &[link("url").weak()],
    params: PARAMS,
    strings: Strings::Url(&["mysql", "mariadb"]),
    driver: false,
    sites: &[Site::at(&["datasource"]).holding(&[("provider", &["mysql"])]).ours()],
    defaults: &[
        unlimited(Key::MaxLifetime, SOURCE),
        default_seconds(Key::MaxIdleTime, 300, SOURCE),
        default_seconds(Key::AcquireTimeout, 10, SOURCE),
        default_seconds(Key::ConnectTimeout, 5, SOURCE),
        unlimited(Key::ReadTimeout, SOURCE),
    ],
    // Nothing said of connection_limit is twice the processors and one.
    unknown: &[Key::MaxOpen],
    multiplies: "one pool for each PrismaClient in each process of `cluster`, PM2 or a serverless platform",
    ..Library::BASE
};
