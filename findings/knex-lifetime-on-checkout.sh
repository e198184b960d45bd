#!/usr/bin/env bash
# knex: `maxConnectionLifetimeMillis` closes nothing that lies idle, and beside `pool` instead of in it, it does nothing.
#
# Expected: with a lifetime of a second no connection is older than a few seconds, as with pools that sweep.
# Happens: the age is looked at when a connection is taken, never else: those that `min` keeps stay open however old
# they are, until the next query wants them. One level up in the configuration, where knex has its other timeout
# (`acquireConnectionTimeout`), the setting is accepted in silence and never looked at.
# Versions: knex 3.3.0, mysql2 3.24.6 (npm), MariaDB 10.11.
# Seen: the two connections of `min: 2`, lifetime one second:
#   in pool:     after 5 s idle both are the old ones, after two more queries both are new
#   beside pool: after 5 s idle both are the old ones, after two more queries both are the old ones
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
const knex = require("knex");
const mysql = require("mysql2/promise");

const server = { host: "127.0.0.1", port: +process.argv[2], user: "app" };
const lifetime = { maxConnectionLifetimeMillis: 1000 };
const range = { min: 2, max: 4 };

(async () => {
  const own = await mysql.createConnection(server);
  const open = async () => {
    const [rows] = await own.query("SELECT id FROM information_schema.processlist WHERE user = 'app' AND id <> CONNECTION_ID()");
    return rows.map((row) => row.id);
  };
  const show = async (name, settings) => {
    const db = knex({ client: "mysql2", connection: server, ...settings });
    const two = () => Promise.all([db.raw("SELECT SLEEP(0.5)"), db.raw("SELECT SLEEP(0.5)")]);
    await two();
    const first = await open();
    const compared = async () => {
      const kept = (await open()).filter((id) => first.includes(id)).length;
      return { 0: "new", 2: "the old ones" }[kept] ?? "mixed";
    };
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const idle = await compared();
    await two();
    console.log(`${name} after 5 s idle both are ${idle}, after two more queries both are ${await compared()}`);
    await db.destroy();
  };
  await show("in pool:    ", { pool: { ...range, ...lifetime } });
  await show("beside pool:", { pool: range, ...lifetime });
  await own.end();
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund knex@3.3.0 mysql2@3.24.6
node probe.js "$port" | tee seen

diff - seen <<'END'
in pool:     after 5 s idle both are the old ones, after two more queries both are new
beside pool: after 5 s idle both are the old ones, after two more queries both are the old ones
END
