#!/usr/bin/env bash
# MyBatis' own pool gives a connection that somebody still holds to the next caller, and open statements stay on it.
#
# Expected: a caller who waits for a connection gets one that was given back, or an error.
# Happens: after `poolMaximumCheckoutTime` (20 s unless set; 2 s here) the pool takes the connection from its holder: it
# rolls the holder's transaction back and hands the same session to the one who waits. The holder's Connection says from
# then on that it is invalid, but a Statement that it had opened goes on: what that writes is in the other's transaction.
# Versions: mybatis 3.5.19, mariadb-java-client 3.5.11 (Maven), Java 17, MariaDB 10.11.
# Seen: a pool of one; the first caller inserts 1, the second waits for a connection, the first inserts 2 and commits:
#   the second gets the first's session: true, after 2 s or more: true
#   the first commits: SQLException
#   rows that the second sees: 2
#   rows after the second rolls back: none
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
$(needs org.mybatis mybatis 3.5.19)
$(needs org.mariadb.jdbc mariadb-java-client 3.5.11)
</dependencies></project>
END
mvn --batch-mode --quiet --file "$dir/pom.xml" -Dmaven.repo.local="$dir/repository" -Dmdep.outputFile="$dir/path" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath

cat > "$dir/Probe.java" <<'END'
import java.sql.*;
import org.apache.ibatis.datasource.pooled.PooledDataSource;

class Probe {
    public static void main(String[] arguments) throws Exception {
        String url = "jdbc:mariadb://127.0.0.1:" + arguments[0] + "/shop";
        var pool = new PooledDataSource("org.mariadb.jdbc.Driver", url, "app", "");
        pool.setPoolMaximumActiveConnections(1);
        pool.setPoolMaximumCheckoutTime(2000);
        pool.setDefaultAutoCommit(false);

        Connection first = pool.getConnection();
        Statement statement = first.createStatement();
        statement.execute("INSERT INTO orders VALUES (1)");
        String session = text(statement, "SELECT CONNECTION_ID()");

        long start = System.nanoTime();
        Connection second = pool.getConnection();
        Statement others = second.createStatement();
        boolean late = System.nanoTime() - start >= 2_000_000_000L;
        System.out.printf("the second gets the first's session: %b, after 2 s or more: %b%n",
                session.equals(text(others, "SELECT CONNECTION_ID()")), late);

        statement.execute("INSERT INTO orders VALUES (2)");
        try {
            first.commit();
            System.out.println("the first commits: ok");
        } catch (SQLException error) {
            System.out.println("the first commits: " + error.getClass().getSimpleName());
        }
        System.out.println("rows that the second sees: " + text(others, "SELECT COALESCE(GROUP_CONCAT(n), 'none') FROM orders"));
        second.rollback();
        System.out.println("rows after the second rolls back: " + text(others, "SELECT COALESCE(GROUP_CONCAT(n), 'none') FROM orders"));
    }

    static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
END

ask "CREATE TABLE shop.orders (n INT) ENGINE=InnoDB"
java -cp "$(cat "$dir/path")" "$dir/Probe.java" "$port" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
the second gets the first's session: true, after 2 s or more: true
the first commits: SQLException
rows that the second sees: 2
rows after the second rolls back: none
END
