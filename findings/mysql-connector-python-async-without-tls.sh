#!/usr/bin/env bash
# mysql-connector-python's asyncio side: on a server without TLS a connection succeeds, and is then a TypeError.
#
# Expected: what the connector does without asyncio: it connects unencrypted, as TLS is not demanded.
# Happens: after the login it looks at the cipher, which there is none of. With `ssl_disabled=True` it connects. In a pool
# the error becomes "Connection configuration not valid".
# Versions: mysql-connector-python 26.10.0 (PyPI), Python 3.11, MariaDB 10.11 without certificates (its default).
# Seen:
#   without asyncio            ok
#   asyncio                    TypeError: cannot unpack non-iterable NoneType object
#   asyncio, ssl_disabled=True ok
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

import mysql.connector
import mysql.connector.aio

SERVER = dict(host="127.0.0.1", port=int(sys.argv[1]), user="app")


async def connected(**settings):
    try:
        connection = await mysql.connector.aio.connect(**SERVER, **settings)
        await connection.close()
        return "ok"
    except TypeError as error:
        return f"{type(error).__name__}: {error}"


mysql.connector.connect(**SERVER).close()
print("without asyncio            ok")
print("asyncio                   ", asyncio.run(connected()))
print("asyncio, ssl_disabled=True", asyncio.run(connected(ssl_disabled=True)))
END

python3 -m venv "$dir/python"
"$dir/python/bin/pip" install --quiet --disable-pip-version-check mysql-connector-python==26.10.0
"$dir/python/bin/python" "$dir/probe.py" "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
without asyncio            ok
asyncio                    TypeError: cannot unpack non-iterable NoneType object
asyncio, ssl_disabled=True ok
END
