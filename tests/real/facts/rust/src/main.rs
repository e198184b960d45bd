//! Asks the pools of Rust: a line of JSON for each question, as `tests/behaviour/facts.rs` reads them.

mod answers;
mod bb8;
mod mobc;
mod mysql;
mod mysql_async;
mod r2d2;
mod sqlx;

fn main() {
    bb8::ask();
    mobc::ask();
    mysql::ask();
    mysql_async::ask();
    r2d2::ask();
    sqlx::ask();
}
