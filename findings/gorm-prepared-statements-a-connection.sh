#!/usr/bin/env bash
# GORM: `PrepareStmtMaxSize` counts statements, the server counts them once a connection: a limit of 5 is 20 there.
#
# Expected: with a limit of five the server holds about five prepared statements of this pool.
# Happens: what GORM keeps is a `sql.Stmt`, which database/sql prepares again on each connection that runs it. The server's
# `max_prepared_stmt_count` (16382 for all clients) is used up by statements x connections; without the limit, which is
# the default, by all that was ever asked. Nor does the limit free anything with time: that is `PrepareStmtTTL`.
# Versions: gorm.io/gorm 1.31.2, gorm.io/driver/mysql 1.6.0, go-sql-driver/mysql 1.10.1, Go 1.26, MariaDB 10.11.
# Seen: `Prepared_stmt_count` after four connections ran twenty different statements each, and 8 s later:
#   PrepareStmt                                 80 80
#   PrepareStmt, MaxSize 5                      20 20
#   PrepareStmt, MaxSize 5, TTL 4 s             20 0
# Needs go, python3 and MariaDB's server on the path.
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

mkdir "$dir/probe"
cd "$dir/probe"
cat > main.go <<'END'
package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

func open(config gorm.Config) *gorm.DB {
	db, err := gorm.Open(mysql.Open(fmt.Sprintf("app@tcp(127.0.0.1:%s)/shop", os.Args[1])), &config)
	if err != nil {
		panic(err)
	}
	return db
}

func show(name string, config gorm.Config) {
	var then, later int
	own, db := open(gorm.Config{}), open(config)
	count := "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Prepared_stmt_count'"
	pool, _ := db.DB()
	defer pool.Close()
	pool.SetMaxOpenConns(4)
	pool.SetMaxIdleConns(4)
	for i := range 20 {
		// Each statement on all four connections at once.
		var callers sync.WaitGroup
		for range 4 {
			callers.Go(func() {
				var got float64
				if err := db.Raw(fmt.Sprintf("SELECT %d + ? + SLEEP(0.1)", i), 1).Scan(&got).Error; err != nil {
					panic(err)
				}
			})
		}
		callers.Wait()
	}
	time.Sleep(200 * time.Millisecond)
	own.Raw(count).Scan(&then)
	time.Sleep(8 * time.Second)
	own.Raw(count).Scan(&later)
	fmt.Printf("%-43s %d %d\n", name, then, later)
}

func main() {
	show("PrepareStmt", gorm.Config{PrepareStmt: true})
	show("PrepareStmt, MaxSize 5", gorm.Config{PrepareStmt: true, PrepareStmtMaxSize: 5})
	show("PrepareStmt, MaxSize 5, TTL 4 s", gorm.Config{PrepareStmt: true, PrepareStmtMaxSize: 5, PrepareStmtTTL: 4 * time.Second})
}
END
export GOTOOLCHAIN=local GOFLAGS=-mod=mod
go mod init probe 2> "$dir/log.go"
go get gorm.io/gorm@v1.31.2 gorm.io/driver/mysql@v1.6.0 github.com/go-sql-driver/mysql@v1.10.1 2>> "$dir/log.go"
go run . "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
PrepareStmt                                 80 80
PrepareStmt, MaxSize 5                      20 20
PrepareStmt, MaxSize 5, TTL 4 s             20 0
END
