//! The pool libraries: one file each, which says only what is particular to it.

pub mod agroal;
pub mod aiomysql;
pub mod asyncmy;
pub mod bb8_rust;
pub mod c3p0;
pub mod crystal_db;
pub mod databases;
pub mod dbcp2;
pub mod dbutils;
pub mod deadpool_rust;
pub mod django;
pub mod doctrine;
pub mod drivers;
pub mod druid;
pub mod ebean;
pub mod ejabberd;
pub mod emqx;
pub mod engines;
pub mod freeradius;
pub mod generic;
pub mod go;
pub mod hibernate;
pub mod hikaricp;
pub mod hyperf;
pub mod ironjacamar;
pub mod knex;
pub mod laravel;
pub mod mariadb_java;
pub mod mariadb_node;
pub mod maxscale;
pub mod mikro_orm;
pub mod mobc_rust;
pub mod mybatis;
pub mod mysql2_node;
pub mod mysql_async_rust;
pub mod mysql_connector_python;
pub mod mysql_data_net;
pub mod mysql_rust;
pub mod mysqlconnector_net;
pub mod mysqli;
pub mod mysqljs_node;
pub mod myxql;
pub mod peewee;
pub mod php;
pub mod prisma;
pub mod proxysql;
pub mod r2d2_rust;
pub mod r2dbc_pool;
pub mod rails;
pub mod sea_orm;
pub mod sequel;
pub mod sequelize;
pub mod sqlalchemy;
pub mod sqlx_rust;
pub mod tomcat_jdbc;
pub mod tortoise;
pub mod typeorm;
pub mod vertx;
pub mod vibur;
pub mod vitess;
pub mod webman;

use crate::client::pool::library::Library;

/// All libraries, by name.
pub static LIBRARIES: &[&Library] = &[
    &agroal::AGROAL,
    &aiomysql::AIOMYSQL,
    &asyncmy::ASYNCMY,
    &bb8_rust::BB8_RUST,
    &c3p0::C3P0,
    &crystal_db::CRYSTAL_DB,
    &databases::DATABASES,
    &dbcp2::DBCP2,
    &dbutils::DBUTILS,
    &deadpool_rust::DEADPOOL_RUST,
    &django::DJANGO,
    &doctrine::DOCTRINE,
    &druid::DRUID,
    &ebean::EBEAN,
    &ejabberd::EJABBERD,
    &emqx::EMQX,
    &freeradius::FREERADIUS,
    &generic::GENERIC,
    &go::GO,
    &hibernate::HIBERNATE,
    &hikaricp::HIKARICP,
    &hyperf::HYPERF,
    &ironjacamar::IRONJACAMAR,
    &knex::KNEX,
    &laravel::LARAVEL,
    &mariadb_java::MARIADB_JAVA,
    &mariadb_node::MARIADB_NODE,
    &maxscale::MAXSCALE,
    &mikro_orm::MIKRO_ORM,
    &mobc_rust::MOBC_RUST,
    &mybatis::MYBATIS,
    &mysql_async_rust::MYSQL_ASYNC_RUST,
    &mysql_connector_python::MYSQL_CONNECTOR_PYTHON,
    &mysql_data_net::MYSQL_DATA_NET,
    &mysql_rust::MYSQL_RUST,
    &mysql2_node::MYSQL2_NODE,
    &mysqlconnector_net::MYSQLCONNECTOR_NET,
    &mysqli::MYSQLI,
    &mysqljs_node::MYSQLJS_NODE,
    &myxql::MYXQL,
    &peewee::PEEWEE,
    &php::PHP,
    &prisma::PRISMA,
    &proxysql::PROXYSQL,
    &r2d2_rust::R2D2_RUST,
    &r2dbc_pool::R2DBC_POOL,
    &rails::RAILS,
    &sea_orm::SEA_ORM,
    &sequel::SEQUEL,
    &sequelize::SEQUELIZE,
    &sqlalchemy::SQLALCHEMY,
    &sqlx_rust::SQLX_RUST,
    &tomcat_jdbc::TOMCAT_JDBC,
    &tortoise::TORTOISE,
    &typeorm::TYPEORM,
    &vertx::VERTX,
    &vibur::VIBUR,
    &vitess::VITESS,
    &webman::WEBMAN,
];

/// The library with this name.
pub fn named(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::own;
    use crate::client::pool::library::settling::{Inputs, Settling};
    use crate::client::pool::settings::Setting;
    use crate::client::pool::settings::{Key, Settings, Value};
    use crate::text::origin::Origin;

    /// What a library makes of what a test writes, and why it refuses it.
    fn completed_by(library: &Library, version: Option<&str>, pairs: &[(Key, &str)]) -> (Settings, Option<String>) {
        let mut settings = Settings::default();
        for (key, text) in pairs {
            let (value, _) = own::reader::rule(*key).value(text).expect("a test's own value");
            settings.set(*key, Setting::written(value, *text, Origin::flag("test")));
        }
        let inputs = Inputs::new();
        let mut settling = Settling {
            settings: &mut settings,
            inputs: &inputs,
            version,
            threads: None,
            driver: None,
            unseen: &[],
            refused: None,
        };
        library.complete(&mut settling);
        let refused = settling.refused.map(|refusal| refusal.why);
        (settings, refused)
    }

    /// Settings as a library makes them of what a test writes.
    pub(super) fn settled_by(library: &Library, pairs: &[(Key, &str)]) -> Settings {
        completed_by(library, None, pairs).0
    }

    /// The same of one of its versions.
    pub(super) fn settled_in(library: &Library, version: &str, pairs: &[(Key, &str)]) -> Settings {
        completed_by(library, Some(version), pairs).0
    }

    /// Why a library refuses to make a pool of what a test writes.
    pub(super) fn refused_by(library: &Library, pairs: &[(Key, &str)]) -> Option<String> {
        completed_by(library, None, pairs).1
    }

    #[test]
    fn libraries_are_sorted_and_unique() {
        let names: Vec<_> = LIBRARIES.iter().map(|library| library.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_default_is_of_its_setting_s_kind() {
        for library in LIBRARIES {
            for default in library.defaults {
                let fits = match default.value {
                    Value::Unlimited => default.key.no_limit().is_some(),
                    value => {
                        let text = value.show(default.key).replace(' ', "");
                        own::reader::rule(default.key).value(&text).is_ok_and(|(read, _)| read == value)
                    }
                };
                assert!(fits, "{}: {}", library.name, default.key.name());
            }
        }
    }
}
