#!/usr/bin/env bash
# mysql-connector-python's asyncio pools: tasks that connect at the same time make a pool each, and all but one are lost.
#
# Expected: eight tasks that ask for one pool by its name at the start of a program share a pool of `pool_size` 4; the
# threads of the connector without asyncio do, or are told that the pool is exhausted.
# Happens: whoever does not find the pool makes it, which takes a while, and registers it then over the others': eight
# pools of four, each with one connection more to try the settings first. Seven are dropped unclosed.
# Versions: mysql-connector-python 26.10.0 (PyPI), Python 3.11, MariaDB 10.11.
# Seen: eight tasks with one query each; how often the server was connected to, and how many it had at once at most:
#   threads: Connections +4, the limit of 4 holds: True
#   asyncio: Connections +40, the limit of 4 holds: False
# Needs python3 and MariaDB's server on the path.
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

cat > "$dir/probe.py" <<'END'
import asyncio
import concurrent.futures
import sys

import mysql.connector
import mysql.connector.aio

# The server has no TLS; the connector without asyncio sees that by itself.
SETTINGS = dict(host="127.0.0.1", port=int(sys.argv[2]), user="app", pool_name="web", pool_size=4, ssl_disabled=True)


def thread():
    try:
        with mysql.connector.connect(**SETTINGS) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()
    except mysql.connector.errors.PoolError:
        pass  # "pool exhausted"


async def task():
    async with await mysql.connector.aio.connect(**SETTINGS) as connection, await connection.cursor() as cursor:
        await cursor.execute("SELECT 1")
        await cursor.fetchall()


async def tasks():
    await asyncio.gather(*(task() for _ in range(8)))


if sys.argv[1] == "asyncio":
    asyncio.run(tasks())
else:
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        for future in [threads.submit(thread) for _ in range(8)]:
            future.result()
END

python3 -m venv "$dir/python"
"$dir/python/bin/pip" install --quiet --disable-pip-version-check mysql-connector-python==26.10.0
status() { ask "SHOW GLOBAL STATUS LIKE '$1'" | cut -f 2; }
for kind in threads asyncio; do
  ask "FLUSH STATUS"
  before=$(status Connections)
  "$dir/python/bin/python" "$dir/probe.py" "$kind" "$port" 2>> "$dir/log.python"
  most=$(status Max_used_connections)
  # Each who asks for a status is a connection too.
  made=$(($(status Connections) - before - 2))
  echo "$kind: Connections +$made, the limit of 4 holds: $([ "$most" -le 6 ] && echo True || echo False)"
done | tee "$dir/seen"

diff - "$dir/seen" <<'END'
threads: Connections +4, the limit of 4 holds: True
asyncio: Connections +40, the limit of 4 holds: False
END
