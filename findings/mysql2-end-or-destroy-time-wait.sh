#!/usr/bin/env bash
# mysql2: which side keeps a closed connection's TIME_WAIT depends on `end()` or `destroy()`, so who runs out of ports.
#
# Expected: the client closes its connections, so TIME_WAIT (and the port, for a minute) is the client's.
# Happens: `end()` says goodbye and leaves the closing to the server, which keeps all of them; `destroy()` closes first,
# and the client keeps them. mysql2's pool retires idle connections as `destroy()` does.
# Versions: mysql2 3.24.6 (npm), Linux, MariaDB 10.11.
# Seen: of 100 connections, one after another, those in TIME_WAIT by the side that has it:
#   end():     client   0, server 100
#   destroy(): client 100, server   0
# Needs Linux, node, npm, python3 and MariaDB's server on the path.
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

cat > "$dir/probe.js" <<'END'
const fs = require("fs");
const mysql = require("mysql2/promise");
const port = +process.argv[2];

// TIME_WAIT is state 06; the side that keeps it has its own address first.
const waiting = (field) => {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const lines = fs.readFileSync("/proc/net/tcp", "utf8").split("\n").map((line) => line.trim().split(/\s+/));
  return lines.filter((fields) => fields[3] === "06" && fields[field].endsWith(`:${hex}`)).length;
};

(async () => {
  for (const close of ["end", "destroy"]) {
    const before = { client: waiting(2), server: waiting(1) };
    for (let i = 0; i < 100; i++) {
      const connection = await mysql.createConnection({ host: "127.0.0.1", port, user: "app" });
      await connection.query("DO 0");
      await connection[close]();
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const of = (field, side) => String(waiting(field) - before[side]).padStart(3);
    console.log(`${close}():`.padEnd(10), `client ${of(2, "client")}, server ${of(1, "server")}`);
  }
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund mysql2@3.24.6
node probe.js "$port" | tee seen

diff - seen <<'END'
end():     client   0, server 100
destroy(): client 100, server   0
END
