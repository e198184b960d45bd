#!/usr/bin/env bash
# mysql-connector-python: two `connect()` calls with one pool's name share the first call's settings, database included.
#
# Expected: a call that names another database, or other options, gets them, or an error that the pool has others.
# Happens: a pool is known by its name alone. Later calls are served from it whatever else they ask for; only another
# `pool_size` raises ("Size can not be changed for active pools."). The same without a name, where `pool_size` alone
# makes a pool: its name is made of host, port, user and database, so other options are lost.
# Versions: mysql-connector-python 26.10.0 (PyPI), Python 3.11, MariaDB 10.11.
# Seen: what was asked, and what the connection has:
#   pool_name=web database=shop               -> shop, autocommit 0
#   pool_name=web database=audit autocommit=1 -> shop, autocommit 0
#   pool_name=web database=audit pool_size=9  -> PoolError
#   pool_size=3 database=shop                 -> shop, autocommit 0
#   pool_size=3 database=shop autocommit=1    -> shop, autocommit 0
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
import sys

import mysql.connector


def ask(**asked):
    said = " ".join(f"{key}={value}" for key, value in asked.items())
    try:
        with mysql.connector.connect(host="127.0.0.1", port=int(sys.argv[1]), user="app", **asked) as connection:
            with connection.cursor() as cursor:
                cursor.execute("SELECT DATABASE(), @@autocommit")
                got = "{}, autocommit {}".format(*cursor.fetchone())
    except mysql.connector.errors.PoolError as error:
        got = type(error).__name__
    print(f"{said:<41} -> {got}")


ask(pool_name="web", database="shop")
ask(pool_name="web", database="audit", autocommit=1)
ask(pool_name="web", database="audit", pool_size=9)
ask(pool_size=3, database="shop")
ask(pool_size=3, database="shop", autocommit=1)
END

ask "CREATE DATABASE audit"
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install --quiet --disable-pip-version-check mysql-connector-python==26.10.0
"$dir/python/bin/python" "$dir/probe.py" "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
pool_name=web database=shop               -> shop, autocommit 0
pool_name=web database=audit autocommit=1 -> shop, autocommit 0
pool_name=web database=audit pool_size=9  -> PoolError
pool_size=3 database=shop                 -> shop, autocommit 0
pool_size=3 database=shop autocommit=1    -> shop, autocommit 0
END
