#!/usr/bin/env bash
# Tomcat's jdbc-pool: `maxIdle` closes nothing while its sweeper runs, which is the default. DBCP2's works at return.
#
# Expected: of ten connections that are given back to a pool with `maxIdle` 2, two stay open.
# Happens: while the sweeper runs (it does unless `timeBetweenEvictionRunsMillis` is 0) the pool keeps all ten, and the
# sweeper closes by `minIdle` and `minEvictableIdleTimeMillis` (a minute) alone: `maxIdle` is never looked at. With the
# sweeper off, or in DBCP2 with the same value, two are left at once.
# Versions: tomcat-jdbc 11.0.29, commons-dbcp2 2.14.0, mariadb-java-client 3.5.11 (Maven), Java 17, MariaDB 10.11.
# Seen: connections open after ten were given back at once, right then and after 12 s (the sweeper runs each 5 s):
#   tomcat-jdbc maxIdle=2               10 10
#   tomcat-jdbc maxIdle=2, no sweeper    2  2
#   dbcp2       maxIdle=2                2  2
# Needs a JDK, mvn, python3 and MariaDB's server on the path.
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

needs() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency>"; }
cat > "$dir/pom.xml" <<END
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>
$(needs org.apache.tomcat tomcat-jdbc 11.0.29)
$(needs org.apache.commons commons-dbcp2 2.14.0)
$(needs org.mariadb.jdbc mariadb-java-client 3.5.11)
</dependencies></project>
END
mvn --batch-mode --quiet --file "$dir/pom.xml" -Dmaven.repo.local="$dir/repository" -Dmdep.outputFile="$dir/path" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath

cat > "$dir/Probe.java" <<'END'
import java.sql.*;
import java.util.*;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;

class Probe {
    static String url;

    public static void main(String[] arguments) throws Exception {
        url = "jdbc:mariadb://127.0.0.1:" + arguments[0] + "/shop?user=app";
        BasicDataSource dbcp = new BasicDataSource();
        dbcp.setUrl(url);
        dbcp.setMaxTotal(10);
        dbcp.setMaxIdle(2);
        show("tomcat-jdbc maxIdle=2", tomcat(5000));
        show("tomcat-jdbc maxIdle=2, no sweeper", tomcat(0));
        show("dbcp2       maxIdle=2", dbcp);
    }

    static DataSource tomcat(int sweepEach) {
        var pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setUrl(url);
        pool.setDriverClassName("org.mariadb.jdbc.Driver");
        pool.setMaxActive(10);
        pool.setMaxIdle(2);
        pool.setMinIdle(0);
        pool.setInitialSize(0);
        pool.setTimeBetweenEvictionRunsMillis(sweepEach);
        return pool;
    }

    static void show(String name, DataSource pool) throws Exception {
        int before = open();
        var taken = new ArrayList<Connection>();
        while (taken.size() < 10) taken.add(pool.getConnection());
        for (Connection one : taken) one.close();
        Thread.sleep(500);
        int then = open() - before;
        Thread.sleep(12_000);
        System.out.printf("%-34s %3d %2d%n", name, then, open() - before);
    }

    /** Connections of all pools. */
    static int open() throws Exception {
        String count = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'app' AND id <> CONNECTION_ID()";
        try (Connection own = DriverManager.getConnection(url); ResultSet row = own.createStatement().executeQuery(count)) {
            row.next();
            return row.getInt(1);
        }
    }
}
END

java -cp "$(cat "$dir/path")" "$dir/Probe.java" "$port" 2> "$dir/log.java" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
tomcat-jdbc maxIdle=2               10 10
tomcat-jdbc maxIdle=2, no sweeper    2  2
dbcp2       maxIdle=2                2  2
END
