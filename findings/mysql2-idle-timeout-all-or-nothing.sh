#!/usr/bin/env bash
# mysql2: `idleTimeout` does nothing unless `maxIdle` is below the limit, and then it closes all, not down to `maxIdle`.
#
# Expected: what is idle for longer than `idleTimeout` is closed; and with `maxIdle` 9 nine may stay.
# Happens: the task that looks at idleness runs only where `maxIdle` is less than `connectionLimit` (it is equal unless
# set): alone, `idleTimeout` keeps all ten for ever. With `maxIdle` 9, one less, the pool goes down to none.
# Versions: mysql2 3.24.6 (npm), MariaDB 10.11.
# Seen: connections left of ten, 6 s after they were given back, with `idleTimeout` 1 s:
#   idleTimeout              10
#   idleTimeout, maxIdle 10  10
#   idleTimeout, maxIdle 9   0
# Needs node, npm, python3 and MariaDB's server on the path.
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
const mysql = require("mysql2/promise");
const server = { host: "127.0.0.1", port: +process.argv[2], user: "app" };

const show = async (name, settings) => {
  const pool = mysql.createPool({ ...server, connectionLimit: 10, idleTimeout: 1000, ...settings });
  const taken = await Promise.all(Array.from({ length: 10 }, () => pool.getConnection()));
  for (const connection of taken) connection.release();
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const own = await mysql.createConnection(server);
  const [rows] = await own.query("SELECT COUNT(*) - 1 AS n FROM information_schema.processlist WHERE user = 'app'");
  console.log(name.padEnd(24), rows[0].n);
  await own.end();
  await pool.end();
};

(async () => {
  await show("idleTimeout", {});
  await show("idleTimeout, maxIdle 10", { maxIdle: 10 });
  await show("idleTimeout, maxIdle 9", { maxIdle: 9 });
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund mysql2@3.24.6
node probe.js "$port" | tee seen

diff - seen <<'END'
idleTimeout              10
idleTimeout, maxIdle 10  10
idleTimeout, maxIdle 9   0
END
