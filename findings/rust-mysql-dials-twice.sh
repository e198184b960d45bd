#!/usr/bin/env bash
# Rust's mysql: a pool on 127.0.0.1 dials twice for each connection and ends up on the unix socket, as another account.
#
# Expected: a URL with a host and a port is a TCP connection to them, and a pool of ten is ten connections.
# Happens: where the address is a loopback one the crate asks the server for its socket's path over TCP, dials that and
# drops the first: twice the `Connections`, and the user is the one of `localhost`, not the one of `127.0.0.1`, with the
# other's rights. `prefer_socket=false` turns it off.
# Versions: mysql 28.0.4 (crates.io), MariaDB 10.11 with `skip-name-resolve`.
# Seen: a pool of its default ten connections at the start:
#   default:             Connections +20, app@127.0.0.1 asked for, app@localhost got
#   prefer_socket=false: Connections +10, app@127.0.0.1 asked for, app@127.0.0.1 got
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
ask "CREATE USER app@localhost"

mkdir -p "$dir/probe/src"
cd "$dir/probe"
cat > Cargo.toml <<'END'
[package]
name = "probe"
version = "0.0.0"
edition = "2021"

[dependencies]
mysql = { version = "=28.0.4", default-features = false, features = ["minimal-rust"] }
END
cat > src/main.rs <<'END'
use mysql::prelude::Queryable;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = mysql::Pool::new(std::env::args().nth(1).ok_or("no URL")?.as_str())?;
    let user: Option<String> = pool.get_conn()?.query_first("SELECT CURRENT_USER()")?;
    println!("{}", user.unwrap_or_default());
    Ok(())
}
END
cargo build --quiet

# The count includes the one who asks.
dialled() { ask "SHOW GLOBAL STATUS LIKE 'Connections'" | cut -f 2; }
show() {
  local name=$1 url=$2 before got
  before=$(dialled)
  got=$(target/debug/probe "$url")
  printf '%-20s Connections +%s, app@127.0.0.1 asked for, %s got\n' "$name" $(($(dialled) - before - 1)) "$got"
}
show default: "mysql://app@127.0.0.1:$port" > "$dir/seen"
show prefer_socket=false: "mysql://app@127.0.0.1:$port?prefer_socket=false" >> "$dir/seen"
cat "$dir/seen"

diff - "$dir/seen" <<'END'
default:             Connections +20, app@127.0.0.1 asked for, app@localhost got
prefer_socket=false: Connections +10, app@127.0.0.1 asked for, app@127.0.0.1 got
END
