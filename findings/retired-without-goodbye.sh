#!/usr/bin/env bash
# Pools that retire a connection without COM_QUIT: `Aborted_clients` rises with each, as if clients had died.
#
# Expected: MariaDB counts "clients that died without closing the connection properly"; a pool that closes what it does
# not need any more closes it properly.
# Happens: mysql2 (Node) drops the socket of each connection that was idle for too long, while its `end()` says goodbye,
# and with `gracefulEnd: true` both do. aiomysql drops the socket even in an orderly close of the whole pool; asyncmy,
# which offers the same functions, says goodbye. A rising `Aborted_clients` is a pool that works, not a client that dies.
# Versions: mysql2 3.24.6 (npm), aiomysql 0.3.2, asyncmy 0.2.18 (PyPI), MariaDB 10.11.
# Seen: `Aborted_clients` for ten connections that were opened, given back and then retired:
#   mysql2 idleTimeout              10
#   mysql2 idleTimeout gracefulEnd  0
#   mysql2 end()                    0
#   aiomysql close()                10
#   asyncmy close()                 0
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
const [port, ...words] = process.argv.slice(2);
const retires = words.includes("idleTimeout");

(async () => {
  const pool = mysql.createPool({
    host: "127.0.0.1", port: +port, user: "app", connectionLimit: 10,
    ...(retires && { maxIdle: 0, idleTimeout: 500 }),
    ...(words.includes("gracefulEnd") && { gracefulEnd: true }),
  });
  const taken = await Promise.all(Array.from({ length: 10 }, () => pool.getConnection()));
  for (const connection of taken) connection.release();
  if (retires) await new Promise((resolve) => setTimeout(resolve, 5000));
  await pool.end();
})();
END
cat > "$dir/probe.py" <<'END'
import asyncio
import importlib
import sys


async def main():
    driver = importlib.import_module(sys.argv[2])
    pool = await driver.create_pool(host="127.0.0.1", port=int(sys.argv[1]), user="app", minsize=10, maxsize=10)
    pool.close()
    await pool.wait_closed()


asyncio.run(main())
END

aborted() { ask "SHOW GLOBAL STATUS LIKE 'Aborted_clients'" | cut -f 2; }
show() {
  local name=$1 before
  before=$(aborted)
  shift
  "$@"
  sleep 1
  printf '%-31s %s\n' "$name" "$(($(aborted) - before))"
}

cd "$dir"
npm install --silent --no-audit --no-fund mysql2@3.24.6
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check aiomysql==0.3.2 asyncmy==0.2.18
for words in "idleTimeout" "idleTimeout gracefulEnd" "end()"; do
  # shellcheck disable=SC2086
  show "mysql2 $words" node probe.js "$port" $words
done > seen
for driver in aiomysql asyncmy; do show "$driver close()" python/bin/python probe.py "$port" "$driver"; done >> seen
cat seen

diff - seen <<'END'
mysql2 idleTimeout              10
mysql2 idleTimeout gracefulEnd  0
mysql2 end()                    0
aiomysql close()                10
asyncmy close()                 0
END
