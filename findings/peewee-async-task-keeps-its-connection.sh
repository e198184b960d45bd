#!/usr/bin/env bash
# peewee's asyncio database: a task keeps its connection after its query until it ends, so idle tasks use the pool up.
#
# Expected: as with the pools of other asyncio libraries, a query takes a connection and gives it back.
# Happens: the connection belongs to the task (peewee's thread-local connection, for tasks) and goes back when the task
# ends or closes the database. Of three long-lived tasks with one short query each, over a pool of two, the third waits
# for `acquire_timeout` and fails, while no query runs. `async with db:` around the query gives the connection back.
# Versions: peewee 4.5.3, aiomysql 0.3.2 (PyPI), Python 3.11, MariaDB 10.11.
# Seen: three tasks that ask `SELECT 1` once and then sleep; `pool_size=2`, `acquire_timeout=1`:
#   bare:          ok, ok, OperationalError: Timed out acquiring connection from pool (acquire_timeout=1).
#   async with db: ok, ok, ok
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
import sys

from playhouse.pwasyncio import AsyncMySQLDatabase


async def bare(db):
    await db.aexecute_sql("SELECT 1")


async def within(db):
    async with db:
        await db.aexecute_sql("SELECT 1")


async def task(db, query):
    try:
        await query(db)
        outcome = "ok"
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"
    await asyncio.sleep(3)
    return outcome


async def main():
    db = AsyncMySQLDatabase("shop", host="127.0.0.1", port=int(sys.argv[1]), user="app", pool_size=2, acquire_timeout=1)
    for name, query in ("bare:         ", bare), ("async with db:", within):
        outcomes = await asyncio.gather(*(task(db, query) for _ in range(3)))
        print(name, ", ".join(sorted(outcomes, reverse=True)))
        await db.close_pool()


asyncio.run(main())
END

python3 -m venv "$dir/python"
"$dir/python/bin/pip" install --quiet --disable-pip-version-check peewee==4.5.3 aiomysql==0.3.2 greenlet==3.5.6
"$dir/python/bin/python" "$dir/probe.py" "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
bare:          ok, ok, OperationalError: Timed out acquiring connection from pool (acquire_timeout=1).
async with db: ok, ok, ok
END
