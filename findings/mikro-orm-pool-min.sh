#!/usr/bin/env bash
# MikroORM 7 on MySQL: `pool.min` is no minimum: with idleness looked at the pool shrinks to none, and without it never.
#
# Expected: as in version 6 (knex's pool), `min` connections stay and what is over it closes after `idleTimeoutMillis`.
# Happens: version 7 hands `min` to mysql2 as its `maxIdle`, which is a ceiling: beyond it idle connections are closed
# first, then those below it too. With `min` as large as `max` mysql2 looks at no idleness: all stay, whatever
# `idleTimeoutMillis` says.
# Versions: @mikro-orm/mysql 7.2.1 (npm) with its mysql2 3.24.4, Node 22 (npm's package node 22.23.3), MariaDB 10.11.
# Seen: connections left of five, 6 s after they were used, with `idleTimeoutMillis` 1000:
#   min 3, max 5: 0
#   min 5, max 5: 5
# Needs npm, python3 and MariaDB's server on the path.
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

cat > "$dir/probe.mjs" <<'END'
import { EntitySchema, MikroORM } from "@mikro-orm/mysql";

const book = new EntitySchema({ name: "Book", properties: { id: { type: "number", primary: true } } });
const open = (pool) =>
  MikroORM.init({ entities: [book], host: "127.0.0.1", port: +process.argv[2], user: "app", password: "", dbName: "shop", pool });

const own = await open({ max: 1 });
const count = async () => {
  const query = "SELECT COUNT(*) - 1 AS n FROM information_schema.processlist WHERE user = 'app'";
  return (await own.em.getConnection().execute(query))[0].n;
};
for (const min of [3, 5]) {
  const orm = await open({ min, max: 5, idleTimeoutMillis: 1000 });
  const one = () => orm.em.getConnection().execute("SELECT SLEEP(0.5)");
  await Promise.all(Array.from({ length: 5 }, one));
  await new Promise((resolve) => setTimeout(resolve, 6000));
  console.log(`min ${min}, max 5: ${await count()}`);
  await orm.close(true);
}
await own.close(true);
process.exit();
END

cd "$dir"
npm install --silent --no-audit --no-fund node@22.23.3 @mikro-orm/core@7.2.1 @mikro-orm/mysql@7.2.1
node_modules/.bin/node probe.mjs "$port" | tee seen

diff - seen <<'END'
min 3, max 5: 0
min 5, max 5: 5
END
