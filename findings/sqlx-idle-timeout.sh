#!/usr/bin/env bash
# sqlx: an idle connection lives for up to twice `idle_timeout`, and is handed out after it.
#
# Expected: what was idle for longer than `idle_timeout` is closed, or at least not given to anybody.
# Happens: only a task of the pool looks at idleness, once in each `idle_timeout` (or `max_lifetime`, where that is
# shorter), counted from the start of the pool. What was used a moment after its last round is not old enough in the
# next one and is closed in the one after that, nearly two periods later; a caller in between gets it.
# Versions: sqlx 0.9.0 (crates.io), MariaDB 10.11.
# Seen: a pool with `idle_timeout` 4 s, whose one connection is used one second after the pool started:
#   closed after more than 6 s idle: true
#   the same connection after 5.5 s idle: true
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
sqlx = { version = "=0.9.0", default-features = false, features = ["mysql", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
END
cat > src/main.rs <<'END'
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlPool, MySqlPoolOptions};
use tokio::time::sleep;

const ID: &str = "SELECT CAST(CONNECTION_ID() AS SIGNED)";

/// A pool whose one connection was used a second after its start, and the connection's id.
async fn used(url: &str) -> Result<(MySqlPool, i64), sqlx::Error> {
    let pool = MySqlPoolOptions::new().max_connections(1).idle_timeout(Duration::from_secs(4)).connect(url).await?;
    sleep(Duration::from_secs(1)).await;
    let id = sqlx::query_scalar(ID).fetch_one(&pool).await?;
    Ok((pool, id))
}

#[tokio::main]
async fn main() -> Result<(), sqlx::Error> {
    let url = format!("mysql://app@127.0.0.1:{}/shop", std::env::args().nth(1).unwrap_or_default());
    let (pool, _) = used(&url).await?;
    let start = Instant::now();
    while pool.size() > 0 {
        sleep(Duration::from_millis(50)).await;
    }
    println!("closed after more than 6 s idle: {}", start.elapsed() > Duration::from_secs(6));

    let (pool, first) = used(&url).await?;
    sleep(Duration::from_millis(5500)).await;
    let second: i64 = sqlx::query_scalar(ID).fetch_one(&pool).await?;
    println!("the same connection after 5.5 s idle: {}", first == second);
    Ok(())
}
END
cargo build --quiet
target/debug/probe "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
closed after more than 6 s idle: true
the same connection after 5.5 s idle: true
END
