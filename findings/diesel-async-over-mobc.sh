#!/usr/bin/env bash
# diesel-async over mobc: nothing is pooled, each caller gets a new connection, while the pool looks healthy.
#
# Expected: callers one after another share one connection.
# Happens: mobc asks its manager at each return whether the connection is still valid, and diesel-async's manager answers
# whether it is broken: what is well is closed, and the next caller opens another. Turning the check on checkout off
# changes nothing. The same manager under bb8 keeps the connection.
# Versions: diesel-async 0.9.2, diesel 2.3.14, mobc 0.9.0, bb8 0.9.1 (crates.io), MariaDB 10.11.
# Seen: ten callers one after another, each asks for its connection's id:
#   mobc                           10 connections
#   mobc test_on_check_out(false)  10 connections
#   bb8                            1 connections
# Needs cargo, a C linker, python3 and MariaDB's server on the path.
set -euo pipefail

dir=$(mktemp -d)
# MariaDB deletes others' temporary tables where it starts in a shared folder.
export TMPDIR=$dir
stop() { [ -z "${server:-}" ] || { kill "$server" || true; wait "$server" || true; }; rm -rf "$dir"; }
trap stop EXIT

# A MariaDB of its own, in the temporary folder, on a free port.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$dir/data" --auth-root-authentication-method=normal > "$dir/log"
mariadbd --no-defaults --user="$(id -un)" --datadir="$dir/data" --socket="$dir/socket" --port="$port" \
  --bind-address=127.0.0.1 --skip-name-resolve 2>> "$dir/log" &
server=$!
ask() { mariadb --no-defaults --socket="$dir/socket" --user=root --skip-column-names --execute="$1"; }
until ask 'SELECT 1' > "$dir/up" 2>&1; do kill -0 "$server"; sleep 0.2; done
ask "CREATE DATABASE shop; CREATE USER app@'127.0.0.1'; GRANT ALL ON *.* TO app@'127.0.0.1'"

mkdir -p "$dir/probe/src"
cd "$dir/probe"
cat > Cargo.toml <<'END'
[package]
name = "probe"
version = "0.0.0"
edition = "2021"

[dependencies]
bb8 = "=0.9.1"
diesel = { version = "=2.3.14", default-features = false }
diesel-async = { version = "=0.9.2", features = ["bb8", "mobc", "mysql"] }
mobc = "=0.9.0"
tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
END
cat > src/main.rs <<'END'
use std::collections::HashSet;

use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::{AsyncMysqlConnection, RunQueryDsl};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

async fn id(connection: &mut AsyncMysqlConnection) -> Outcome<i64> {
    Ok(diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>("CONNECTION_ID()")).get_result(connection).await?)
}

#[tokio::main]
async fn main() -> Outcome {
    let url = format!("mysql://app@127.0.0.1:{}/shop?prefer_socket=false", std::env::args().nth(1).ok_or("no port")?);
    let manager = || AsyncDieselConnectionManager::<AsyncMysqlConnection>::new(&url);
    for (name, check) in [("mobc", true), ("mobc test_on_check_out(false)", false)] {
        let pool = mobc::Pool::builder().max_open(5).test_on_check_out(check).build(manager());
        let mut ids = HashSet::new();
        for _ in 0..10 {
            ids.insert(id(&mut *pool.get().await?).await?);
            // mobc takes a connection back in a task of its own.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        println!("{name:<30} {} connections", ids.len());
    }
    let pool = bb8::Pool::builder().max_size(5).build(manager()).await?;
    let mut ids = HashSet::new();
    for _ in 0..10 {
        ids.insert(id(&mut *pool.get().await?).await?);
    }
    println!("{:<30} {} connections", "bb8", ids.len());
    Ok(())
}
END
cargo build --quiet
target/debug/probe "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
mobc                           10 connections
mobc test_on_check_out(false)  10 connections
bb8                            1 connections
END
