#!/usr/bin/env bash
# `pool_recycle` is a connection's age in SQLAlchemy and its idleness in aiomysql and asyncmy, which SQLAlchemy runs on.
#
# Expected: one name in libraries that are used on top of each other means one thing.
# Happens: a connection that is used all the time is replaced by SQLAlchemy when it is `pool_recycle` old, and never by
# aiomysql and asyncmy, which forget its age at each use: what is not idle for so long lives for ever.
# Versions: SQLAlchemy 2.1.9, aiomysql 0.3.2, asyncmy 0.2.18 (PyPI), Python 3.11, MariaDB 10.11.
# Seen: `pool_recycle` 2 s, one caller each half second for 6 s, then one after 3 s more:
#   SQLAlchemy: replaced while in use: True, replaced after 3 s idle: True
#   aiomysql:   replaced while in use: False, replaced after 3 s idle: True
#   asyncmy:    replaced while in use: False, replaced after 3 s idle: True
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

import aiomysql
import asyncmy
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

PORT = int(sys.argv[1])
ID = "SELECT CONNECTION_ID()"


def of_engine():
    engine = create_async_engine(f"mysql+aiomysql://app@127.0.0.1:{PORT}/shop", pool_recycle=2)

    async def ask():
        async with engine.connect() as connection:
            return (await connection.execute(text(ID))).scalar()

    return ask, engine.dispose


async def of_driver(driver):
    pool = await driver.create_pool(host="127.0.0.1", port=PORT, user="app", minsize=1, maxsize=1, pool_recycle=2)

    async def ask():
        async with pool.acquire() as connection, connection.cursor() as cursor:
            await cursor.execute(ID)
            return (await cursor.fetchone())[0]

    async def close():
        pool.close()
        await pool.wait_closed()

    return ask, close


async def show(name, ask, close):
    used = set()
    for _ in range(13):
        last = await ask()
        used.add(last)
        await asyncio.sleep(0.5)
    await asyncio.sleep(2.5)
    print(f"{name:<11} replaced while in use: {len(used) > 1}, replaced after 3 s idle: {await ask() != last}")
    await close()


async def main():
    await show("SQLAlchemy:", *of_engine())
    await show("aiomysql:", *await of_driver(aiomysql))
    await show("asyncmy:", *await of_driver(asyncmy))


asyncio.run(main())
END

python3 -m venv "$dir/python"
"$dir/python/bin/pip" install --quiet --disable-pip-version-check "sqlalchemy[asyncio]==2.1.9" aiomysql==0.3.2 asyncmy==0.2.18
"$dir/python/bin/python" "$dir/probe.py" "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
SQLAlchemy: replaced while in use: True, replaced after 3 s idle: True
aiomysql:   replaced while in use: False, replaced after 3 s idle: True
asyncmy:    replaced while in use: False, replaced after 3 s idle: True
END
