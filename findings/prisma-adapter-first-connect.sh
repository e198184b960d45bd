#!/usr/bin/env bash
# Prisma's adapter for MariaDB: `connect()` succeeds on a server that is full, and remembers a wrong answer for good.
#
# Expected: where the server refuses with "Too many connections", `connect()` fails, within `acquireTimeout`.
# Happens: connect() asks for the server's version, waits for `acquireTimeout`, takes the failure for a server without
# relation joins, and succeeds. The first query then waits as long again, and its error says "pool timeout" (45028); the
# server's own refusal (1040) is only in its cause's cause. When there is room again the same adapter still believes that
# the server has no relation joins, as the first answer is kept: a new one knows better.
# Versions: @prisma/adapter-mariadb 7.10.0 with its mariadb 3.4.5 (npm), MariaDB 10.11 that calls itself 8.4.0, as
# only versions of MySQL have relation joins for Prisma.
# Seen: with `acquireTimeout` 2 s (Prisma's default is the driver's 10 s):
#   full: connect ok after 2 s, relation joins false
#   full: query 45028 after 2 s more, 1040 in its message false, in its cause's cause true
#   room: the same adapter: query ok, relation joins false
#   room: a new adapter: query ok, relation joins true
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
  --bind-address=127.0.0.1 --skip-name-resolve --version=8.4.0 --max-connections=10 2>> "$dir/log" &
server=$!
ask() { mariadb --no-defaults --socket="$dir/socket" --user=root --skip-column-names --execute="$1"; }
until ask 'SELECT 1' > "$dir/up" 2>&1; do kill -0 "$server"; sleep 0.2; done
ask "CREATE DATABASE shop; CREATE USER app@'127.0.0.1'; GRANT ALL ON *.* TO app@'127.0.0.1'"

cat > "$dir/probe.js" <<'END'
const { PrismaMariaDb } = require("@prisma/adapter-mariadb");
const mariadb = require("mariadb");

const server = { host: "127.0.0.1", port: +process.argv[2], user: "app", connectTimeout: 1000, acquireTimeout: 2000 };
const ask = (adapter) => adapter.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
const joins = (adapter) => adapter.getConnectionInfo().supportsRelationJoins;

(async () => {
  const others = [];
  try {
    for (;;) others.push(await mariadb.createConnection(server));
  } catch (full) {
    if (full.errno !== 1040) throw full;
  }
  const factory = new PrismaMariaDb(server);
  let start = Date.now();
  const seconds = () => Math.floor((Date.now() - start) / 1000);
  let adapter = await factory.connect();
  console.log(`full: connect ok after ${seconds()} s, relation joins ${joins(adapter)}`);
  start = Date.now();
  const error = await ask(adapter).catch((error) => error);
  const says = (text) => String(text).includes("1040") || String(text).includes("Too many connections");
  console.log(`full: query ${error.cause?.code} after ${seconds()} s more, 1040 in its message ${says(error.message)},`,
    `in its cause's cause ${says(error.cause?.cause)}`);
  await adapter.dispose();

  for (const other of others) await other.end();
  for (const [name, made] of [["the same", factory], ["a new", new PrismaMariaDb(server)]]) {
    adapter = await made.connect();
    console.log(`room: ${name} adapter: query ${await ask(adapter).then(() => "ok")}, relation joins ${joins(adapter)}`);
    await adapter.dispose();
  }
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund @prisma/adapter-mariadb@7.10.0 mariadb@3.4.5
node probe.js "$port" | tee seen

diff - seen <<'END'
full: connect ok after 2 s, relation joins false
full: query 45028 after 2 s more, 1040 in its message false, in its cause's cause true
room: the same adapter: query ok, relation joins false
room: a new adapter: query ok, relation joins true
END
