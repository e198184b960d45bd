#!/usr/bin/env bash
# Prisma's adapter for MariaDB: `?connection_limit=5` in the URL, Prisma's own way up to version 6, limits nothing.
#
# Expected: the URL that limited the pool before the engine was replaced by adapters limits it now, or is an error.
# Happens: the URL goes to the mariadb driver, which passes over what it does not know. Its own word is `connectionLimit`,
# and it opens as many as `minimumIdle`, which is the whole limit unless set: one query opens ten connections, not one.
# Versions: @prisma/adapter-mariadb 7.10.0 with its mariadb 3.4.5 (npm), MariaDB 10.11.
# Seen: connections that are open after one query:
#   (nothing)                          10
#   ?connection_limit=3                10
#   ?connectionLimit=3                 3
#   ?connectionLimit=3&minimumIdle=1   less than 3 (1 or 2)
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
const { PrismaMariaDb } = require("@prisma/adapter-mariadb");
const mariadb = require("mariadb");

const server = { host: "127.0.0.1", port: +process.argv[2], user: "app" };
const settled = () => new Promise((resolve) => setTimeout(resolve, 2000));

(async () => {
  const own = await mariadb.createConnection(server);
  const open = async () => {
    const [row] = await own.query("SELECT COUNT(*) - 1 AS n FROM information_schema.processlist WHERE user = 'app'");
    return Number(row.n);
  };
  for (const parameters of ["", "?connection_limit=3", "?connectionLimit=3", "?connectionLimit=3&minimumIdle=1"]) {
    const url = `mysql://${server.user}@${server.host}:${server.port}/shop${parameters}`;
    const adapter = await new PrismaMariaDb(url).connect();
    await adapter.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
    await settled();
    const count = await open();
    console.log((parameters || "(nothing)").padEnd(34), parameters.includes("minimumIdle") && count < 3 ? "less than 3" : count);
    await adapter.dispose();
    await settled();
  }
  await own.end();
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund @prisma/adapter-mariadb@7.10.0 mariadb@3.4.5
node probe.js "$port" | tee seen

diff - seen <<'END'
(nothing)                          10
?connection_limit=3                10
?connectionLimit=3                 3
?connectionLimit=3&minimumIdle=1   less than 3
END
