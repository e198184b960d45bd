use std::sync::Arc;

use mysql_async::prelude::Queryable;

use super::{Library, Pool, Run, url, wait};
use crate::fault::Outcome;

pub const MYSQL_ASYNC: Library = Library { name: "mysql_async", crates: &["mysql_async@0.37"], open };

fn open(text: &str) -> Outcome<Arc<dyn Pool>> {
    Ok(Arc::new(mysql_async::Pool::from_url(url(text))?))
}

impl Pool for mysql_async::Pool {
    fn borrowed(&self, work: &mut dyn FnMut(Run<'_>) -> Outcome) -> Outcome {
        let mut connection = wait(self.get_conn())?;
        work(&mut |sql| Ok(wait(connection.query_drop(sql))?))
    }

    fn close(self: Arc<Self>) -> Outcome {
        Ok(wait((*self).clone().disconnect())?)
    }
}
