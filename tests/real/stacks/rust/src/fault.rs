//! An error as the caller sees it.

use std::any::type_name;
use std::error::Error;

pub type Outcome<T = ()> = Result<T, Fault>;

/// The class, the server's number for it, and its words.
#[derive(PartialEq)]
pub struct Fault {
    pub class: String,
    pub code: Option<u16>,
    pub text: String,
}

impl<E: Error + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        Self { class: class(&error), code: code(&error), text: error.to_string() }
    }
}

/// `mysql::Error::DriverError`: the crate, the type, and the variant, which `Debug` begins with.
fn class<E: Error>(error: &E) -> String {
    let path = type_name::<E>().split('<').next().unwrap_or_default();
    let (root, kind) = (path.split("::").next().unwrap_or_default(), path.rsplit("::").next().unwrap_or_default());
    let debug = format!("{error:?}");
    let variant = debug.split(|one: char| !one.is_alphanumeric()).next().unwrap_or_default();
    if variant == kind || variant.is_empty() { format!("{root}::{kind}") } else { format!("{root}::{kind}::{variant}") }
}

/// What the server calls it, in whichever crate's error it is.
fn code(error: &(dyn Error + 'static)) -> Option<u16> {
    let own = if let Some(mysql::Error::MySqlError(server)) = error.downcast_ref() {
        Some(server.code)
    } else if let Some(mysql_async::Error::Server(server)) = error.downcast_ref() {
        Some(server.code)
    } else if let Some(sqlx::Error::Database(server)) = error.downcast_ref() {
        server.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().map(|server| server.number())
    } else if let Some(sea_orm::SqlxError::Database(server)) =
        error.downcast_ref::<std::sync::Arc<sea_orm::SqlxError>>().map(|e| &**e)
    {
        server.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>().map(|server| server.number())
    } else {
        None
    };
    own.or_else(|| error.source().and_then(code))
}
