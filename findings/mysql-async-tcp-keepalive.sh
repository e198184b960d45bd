#!/usr/bin/env bash
# mysql_async: `tcp_keepalive` in the URL is milliseconds among seconds, and `?tcp_keepalive=60` lets no connection open.
#
# Expected: a number of seconds, as `conn_ttl`, `inactive_connection_ttl` and `ttl_check_interval` of the same URL are.
# Happens: it is milliseconds, while the kernel's time is whole seconds: 10000 is ten seconds, and whatever is less than
# a thousand is rounded to none, which the kernel refuses. The error names neither the option nor the unit.
# Versions: mysql_async 0.37.1 (crates.io), Linux, MariaDB 10.11.
# Seen: the connection's keepalive timer in /proc/net/tcp, or the error:
#   tcp_keepalive=10000: between 9 and 10 s
#   tcp_keepalive=60: Input/output error: Input/output error: Invalid argument (os error 22)
# Needs Linux, cargo, a C linker, python3 and MariaDB's server on the path.
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
mysql_async = { version = "=0.37.1", default-features = false, features = ["minimal-rust"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
END
cat > src/main.rs <<'END'
/// Hundredths of a second until the keepalive timer (kind 02) of the established connection to this port fires.
fn keepalive(port: u16) -> Option<i64> {
    let table = std::fs::read_to_string("/proc/net/tcp").ok()?;
    table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ours = fields.get(2)?.ends_with(&format!(":{port:04X}")) && fields.get(3)? == &"01";
        let timer = fields.get(5)?.strip_prefix("02:")?;
        ours.then(|| i64::from_str_radix(timer, 16).ok())?
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::args().nth(1).ok_or("no port")?.parse()?;
    for said in ["tcp_keepalive=10000", "tcp_keepalive=60"] {
        let pool = mysql_async::Pool::from_url(format!("mysql://app@127.0.0.1:{port}/shop?prefer_socket=false&{said}"))?;
        match pool.get_conn().await {
            Ok(_taken) => match keepalive(port) {
                Some(900..=1000) => println!("{said}: between 9 and 10 s"),
                other => println!("{said}: {other:?} hundredths"),
            },
            Err(error) => println!("{said}: {error}"),
        }
        pool.disconnect().await?;
    }
    Ok(())
}
END
cargo build --quiet
target/debug/probe "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
tcp_keepalive=10000: between 9 and 10 s
tcp_keepalive=60: Input/output error: Input/output error: Invalid argument (os error 22)
END
