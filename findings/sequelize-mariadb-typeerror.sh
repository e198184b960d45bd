#!/usr/bin/env bash
# Sequelize 6 over today's mariadb driver: it connects, and then every query that returns rows is a TypeError.
#
# Expected: npm installs the two together without a word (Sequelize names the driver as an optional peer without a
# version), and `authenticate()` succeeds; so queries should work.
# Happens: the driver's rows are an array whose `meta` cannot be deleted, and Sequelize deletes it. It is developed
# against the driver's 2.5, with which it works.
# Versions: sequelize 6.37.8, mariadb 3.5.4 and 2.5.6 (npm), MariaDB 10.11.
# Seen:
#   mariadb 3.5.4: authenticate ok, query TypeError: Cannot delete property 'meta' of [object Array]
#   mariadb 2.5.6: authenticate ok, query ok
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
const { Sequelize } = require("sequelize");
const [port, driver] = process.argv.slice(2);

(async () => {
  const db = new Sequelize("shop", "app", "", { host: "127.0.0.1", port, dialect: "mariadb", logging: false });
  const outcome = (promise) => promise.then(() => "ok", (error) => `${error.name}: ${error.message}`);
  console.log(`mariadb ${driver}: authenticate ${await outcome(db.authenticate())}, query ${await outcome(db.query("SELECT 1 AS one"))}`);
  await db.close();
})();
END

cd "$dir"
for driver in 3.5.4 2.5.6; do
  npm install --silent --no-audit --no-fund sequelize@6.37.8 "mariadb@$driver"
  node probe.js "$port" "$driver"
done | tee seen

diff - seen <<'END'
mariadb 3.5.4: authenticate ok, query TypeError: Cannot delete property 'meta' of [object Array]
mariadb 2.5.6: authenticate ok, query ok
END
