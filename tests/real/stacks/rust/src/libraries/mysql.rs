use std::sync::Arc;

use mysql::prelude::Queryable;

use super::{Library, Pool, Run, url};
use crate::fault::Outcome;

pub const MYSQL: Library = Library { name: "mysql", crates: &["mysql"], open };

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    Ok(Arc::new(mysql::Pool::new(url(text))?))
}

impl Pool for mysql::Pool {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = self.get_conn()?;
        work(&mut |sql| Ok(connection.query_drop(sql)?))
    }
}
