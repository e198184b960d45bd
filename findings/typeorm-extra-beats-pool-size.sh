#!/usr/bin/env bash
# TypeORM: `poolSize` is overruled in silence by a `connectionLimit` left in `extra`.
#
# Expected: TypeORM's own documented option decides, or both together are an error.
# Happens: `extra` is what older versions needed for a limit; it is merged over TypeORM's own option, smaller or larger.
# Versions: typeorm 1.1.1, mysql2 3.24.6 (npm), MariaDB 10.11.
# Seen: connections of twenty queries at once:
#   poolSize 7                            7
#   poolSize 7, extra.connectionLimit 3   3
#   poolSize 7, extra.connectionLimit 12  12
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
const { DataSource } = require("typeorm");

const show = async (name, settings) => {
  const db = new DataSource({ type: "mysql", host: "127.0.0.1", port: +process.argv[2], username: "app", ...settings });
  await db.initialize();
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => (await db.query("SELECT CONNECTION_ID() AS id, SLEEP(0.5)"))[0].id),
  );
  console.log(name.padEnd(37), new Set(ids).size);
  await db.destroy();
};

(async () => {
  await show("poolSize 7", { poolSize: 7 });
  await show("poolSize 7, extra.connectionLimit 3", { poolSize: 7, extra: { connectionLimit: 3 } });
  await show("poolSize 7, extra.connectionLimit 12", { poolSize: 7, extra: { connectionLimit: 12 } });
})();
END

cd "$dir"
npm install --silent --no-audit --no-fund typeorm@1.1.1 mysql2@3.24.6
node probe.js "$port" | tee seen

diff - seen <<'END'
poolSize 7                            7
poolSize 7, extra.connectionLimit 3   3
poolSize 7, extra.connectionLimit 12  12
END
