//! What SQLAlchemy's settings are called, by itself and by what stands on it.

use std::time::Duration;

use crate::client::pool::library::names::{Name, input_count, input_switch, input_text, link, seconds, sign, switch};
use crate::client::pool::settings::{Key, Value};

/// `pool_size`, under whatever name.
pub(super) const SIZE: &str = "pool_size";
/// `max_overflow`, under whatever name.
pub(super) const OVERFLOW: &str = "max_overflow";
/// The pool's class.
pub(super) const POOL_CLASS: &str = "poolclass";
/// Airflow's switch for pooling at all.
pub(super) const ENABLED: &str = "sql_alchemy_pool_enabled";
/// `pool_pre_ping` in an INI file, where it stays text.
pub(super) const INI_PRE_PING: &str = "sqlalchemy.pool_pre_ping";

const fn size(spelling: &'static str) -> Name {
    input_count(spelling).zero(Value::Unlimited).kept_as(SIZE)
}

const fn overflow(spelling: &'static str) -> Name {
    input_count(spelling).negative(Value::Unlimited).kept_as(OVERFLOW).unique()
}

/// Zero reconnects at every checkout; less is off.
const fn recycle(spelling: &'static str) -> Name {
    seconds(spelling, Key::MaxLifetime).zero(Value::Time(Duration::ZERO)).negative(Value::Unlimited)
}

/// `create_engine`'s own. With the prefix they are an INI file's, whose sections keep their dots.
pub(super) const NAMES: &[Name] = &[
    size(SIZE).also(&["sqlalchemy.pool_size"]),
    overflow(OVERFLOW).also(&["sqlalchemy.max_overflow"]),
    seconds("pool_timeout", Key::AcquireTimeout).also(&["sqlalchemy.pool_timeout"]),
    recycle("pool_recycle").also(&["sqlalchemy.pool_recycle"]),
    switch("pool_pre_ping", Key::Validation).unique(),
    input_text(POOL_CLASS).also(&["pool_class", "sqlalchemy.poolclass"]).weak(),
    sign("pool_use_lifo").unique().also(&["sqlalchemy.pool_use_lifo"]),
    sign("pool_reset_on_return").unique(),
];

/// What each new connection sends.
pub(super) const INIT: &str = "init_command";

/// What a driver takes from `connect_args`, in seconds with each of them.
pub(super) const CONNECT_ARGS: &[Name] = &[
    seconds("connect_timeout", Key::ConnectTimeout).also(&["connection_timeout"]),
    seconds("read_timeout", Key::ReadTimeout),
    seconds("write_timeout", Key::WriteTimeout),
    input_text(INIT),
];
/// The first argument of `create_engine`, whatever it is called.
pub(super) const CALL: &[Name] = &[link("0").also(&["url", "name_or_url", "sa_url"]).weak()];

/// `engine_from_config` takes what begins with its prefix.
pub(super) const INI: &[Name] = &[link("sqlalchemy.url").unique(), input_text(INI_PRE_PING).unique()];

/// Flask-SQLAlchemy.
pub(super) const FLASK: &[Name] = &[link("SQLALCHEMY_DATABASE_URI").unique()];

/// The options of oslo.db (<https://docs.openstack.org/oslo.db/latest/reference/opts.html>).
pub(super) const OSLO: &[Name] = &[
    link("connection").weak(),
    size("max_pool_size"),
    seconds("connection_recycle_time", Key::MaxLifetime)
        .also(&["idle_timeout"])
        .zero(Value::Time(Duration::ZERO))
        .negative(Value::Unlimited)
        .unique(),
    sign("db_max_retries").unique(),
    sign("mysql_sql_mode").unique(),
    sign("max_retries").weak(),
];

/// Airflow's (<https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#database>).
pub(super) const AIRFLOW: &[Name] = &[
    link("sql_alchemy_conn").unique(),
    size("sql_alchemy_pool_size").unique(),
    overflow("sql_alchemy_max_overflow"),
    recycle("sql_alchemy_pool_recycle").unique(),
    switch("sql_alchemy_pool_pre_ping", Key::Validation).unique(),
    input_switch(ENABLED).unique(),
];

/// django-db-connection-pool's `POOL_OPTIONS`, of which it takes those in capitals only
/// (<https://github.com/altairbow/django-db-connection-pool#configuration>).
pub(super) const DJANGO_POOL: &[Name] = &[
    size("POOL_SIZE").exact(),
    overflow("MAX_OVERFLOW").exact(),
    recycle("RECYCLE").exact(),
    seconds("TIMEOUT", Key::AcquireTimeout).exact(),
    switch("PRE_PING", Key::Validation).exact(),
];
