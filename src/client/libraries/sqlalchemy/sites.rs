//! Where SQLAlchemy's settings stand: in its own calls, and in the files of what stands on it.

use crate::client::libraries::sqlalchemy::names::{AIRFLOW, CALL, CONNECT_ARGS, DJANGO_POOL, FLASK, INI, NAMES, OSLO};
use crate::client::pool::library::names::Name;
use crate::client::pool::library::sites::{Site, Unread};
use crate::client::pool::library::{Default, default, default_seconds};
use crate::client::pool::settings::{Key, Value};

const OSLO_SOURCE: &str = "oslo.db: https://docs.openstack.org/oslo.db/latest/reference/opts.html";
const AIRFLOW_SOURCE: &str =
    "Airflow: https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#database";
const DJANGO_SOURCE: &str = "django-db-connection-pool: https://github.com/altairbow/django-db-connection-pool";

/// Flask-SQLAlchemy puts 7200 s in for MySQL.
const FLASK_DEFAULTS: &[Default] =
    &[default_seconds(Key::MaxLifetime, 7200, "Flask-SQLAlchemy sets pool_recycle to 7200 for MySQL")];

/// What Flask-SQLAlchemy read up to 2.5.
const FLASK_UNREAD: &[Unread] = &[
    unread(&["SQLALCHEMY_POOL_SIZE"], "set `pool_size` in SQLALCHEMY_ENGINE_OPTIONS"),
    unread(&["SQLALCHEMY_MAX_OVERFLOW"], "set `max_overflow` in SQLALCHEMY_ENGINE_OPTIONS"),
    unread(&["SQLALCHEMY_POOL_TIMEOUT"], "set `pool_timeout` in SQLALCHEMY_ENGINE_OPTIONS"),
    unread(&["SQLALCHEMY_POOL_RECYCLE"], "set `pool_recycle` in SQLALCHEMY_ENGINE_OPTIONS"),
];

const fn unread(path: &'static [&'static str], instead: &'static str) -> Unread {
    Unread { path, why: "Flask-SQLAlchemy has SQLALCHEMY_ENGINE_OPTIONS alone since 3.0", instead }
}

const OSLO_DEFAULTS: &[Default] = &[
    default(Key::MaxOpen, Value::Count(55), "oslo.db: max_pool_size 5 and max_overflow 50"),
    default(Key::MaxIdle, Value::Count(5), "oslo.db: max_pool_size 5; an overflow is closed when it is given back"),
    default_seconds(Key::MaxLifetime, 3600, OSLO_SOURCE),
    default_seconds(Key::AcquireTimeout, 30, OSLO_SOURCE),
    default(Key::Validation, Value::Switch(true), "oslo.db asks before each use, and has no switch for it"),
];

const AIRFLOW_DEFAULTS: &[Default] = &[
    default_seconds(Key::MaxLifetime, 1800, AIRFLOW_SOURCE),
    default(Key::Validation, Value::Switch(true), AIRFLOW_SOURCE),
];

const DJANGO_DEFAULTS: &[Default] = &[
    default(Key::MaxOpen, Value::Count(20), "django-db-connection-pool: POOL_SIZE 10 and MAX_OVERFLOW 10"),
    default(Key::MaxIdle, Value::Count(10), "django-db-connection-pool: POOL_SIZE 10"),
    default_seconds(Key::MaxLifetime, 900, DJANGO_SOURCE),
    default_seconds(Key::AcquireTimeout, 30, DJANGO_SOURCE),
    default(Key::Validation, Value::Switch(true), DJANGO_SOURCE),
];

const ARGS: &[(&str, &[Name])] = &[("connect_args", CONNECT_ARGS)];
const FLASK_INNER: &[(&str, &[Name])] = &[("SQLALCHEMY_ENGINE_OPTIONS", NAMES), ("connect_args", CONNECT_ARGS)];

/// A URL that names its driver the way that only SQLAlchemy does.
const DIALECT: &[(&str, &[&str])] = &[("connection", &["mysql+", "mariadb+"])];
const OURS: &[(&str, &[&str])] = &[("connection", &["mysql", "mariadb", "{{", "${"])];

/// What only oslo.db's settings have together.
const OSLO_SIZES: &[(&str, &[&str])] = &[("max_pool_size", &[""]), ("max_overflow", &[""])];

const fn call(path: &'static [&'static str]) -> Site {
    Site::at(path).names(CALL).inner(ARGS)
}

const fn oslo(path: &'static [&'static str]) -> Site {
    Site::at(path).with(OURS).of("oslo.db").names(OSLO).defaults(OSLO_DEFAULTS)
}

const fn oslo_url(path: &'static [&'static str]) -> Site {
    Site::all_of(path).with(DIALECT).of("oslo.db").names(OSLO).defaults(OSLO_DEFAULTS)
}

const fn airflow(path: &'static [&'static str]) -> Site {
    Site::like(path).of("Airflow").names(AIRFLOW).inner(ARGS).defaults(AIRFLOW_DEFAULTS)
}

pub(super) const SITES: &[Site] = &[
    call(&["create_engine"]),
    call(&["create_async_engine"]),
    call(&["sqlalchemy"]),
    Site::at(&["engine_options"]).of("Flask-SQLAlchemy").inner(ARGS).defaults(FLASK_DEFAULTS),
    Site::at(&["SQLALCHEMY_ENGINE_OPTIONS"]).of("Flask-SQLAlchemy").inner(ARGS).defaults(FLASK_DEFAULTS),
    Site::ANYWHERE.of("Flask-SQLAlchemy").names(FLASK).inner(FLASK_INNER).defaults(FLASK_DEFAULTS).unread(FLASK_UNREAD),
    oslo(&["database"]),
    oslo(&["api_database"]),
    oslo(&["placement_database"]),
    oslo_url(&["database"]),
    oslo_url(&["api_database"]),
    oslo_url(&["placement_database"]),
    airflow(&["database"]),
    airflow(&["core"]),
    airflow(&["airflow", "database"]),
    airflow(&["airflow", "core"]),
    Site::at(&["mlflow", "sqlalchemystore"]).of("MLflow"),
    Site::all_of(&["DATABASES", "*"])
        .holding(&[("ENGINE", &["dj_db_conn_pool.backends.mysql"])])
        .of("django-db-connection-pool")
        .inner(&[("POOL_OPTIONS", DJANGO_POOL), ("OPTIONS", CONNECT_ARGS)])
        .defaults(DJANGO_DEFAULTS),
    Site::ANYWHERE.names(INI),
    Site::ANYWHERE,
    // What writes an oslo.db's file has the same names: a Salt pillar, an Ansible variable.
    Site::ANYWHERE.holding(OSLO_SIZES).of("oslo.db").names(OSLO).defaults(OSLO_DEFAULTS),
];
