#!/usr/bin/env bash
# Agroal: `validateOnBorrow=true` alone checks nothing, and a pool whose connections were killed never recovers by itself.
#
# Expected: with `validateOnBorrow=true` a dead connection is found and replaced before the caller gets it.
# Happens: what validates is another property, `connectionValidator`, and unless it is given every connection is valid.
# Nor is a connection removed after it failed, unless `exceptionSorter` says which errors are fatal: the same three dead
# connections fail for ever. `connectionValidator=default` without `validateOnBorrow` does not help either.
# Versions: agroal-pool 3.2.1, mysql-connector-j 26.10.0 (Maven), Java 17, MariaDB 10.11.
# Seen: twelve borrowers one after another, each with one query, after all three connections of the pool were killed:
#   nothing                                            xxxxxxxxxxxx
#   validateOnBorrow=true                              xxxxxxxxxxxx
#   connectionValidator=default                        xxxxxxxxxxxx
#   validateOnBorrow=true connectionValidator=default  ............
#   exceptionSorter=MySQL                              xxx.........
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
$(needs io.agroal agroal-pool 3.2.1)
$(needs com.mysql mysql-connector-j 26.10.0)
</dependencies></project>
END
mvn --batch-mode --quiet --file "$dir/pom.xml" -Dmaven.repo.local="$dir/repository" -Dmdep.outputFile="$dir/path" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath

cat > "$dir/Probe.java" <<'END'
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalPropertiesReader;
import java.sql.*;
import java.util.*;

class Probe {
    public static void main(String[] arguments) throws Exception {
        String url = "jdbc:mysql://127.0.0.1:" + arguments[0] + "/shop";
        for (int i = 1; i < arguments.length; i++) {
            var properties = new HashMap<>(Map.of("jdbcUrl", url, "principal", "app", "maxSize", "3"));
            for (String setting : arguments[i].split(" ")) {
                if (setting.contains("=")) properties.put(setting.split("=")[0], setting.split("=")[1]);
            }
            try (var pool = AgroalDataSource.from(new AgroalPropertiesReader("").readProperties(properties));
                    Statement other = DriverManager.getConnection(url, "app", "").createStatement()) {
                var taken = new ArrayList<Connection>();
                while (taken.size() < 3) taken.add(pool.getConnection());
                var ids = new ArrayList<Long>();
                for (Connection one : taken) ids.add(id(one));
                for (Connection one : taken) one.close();
                for (long id : ids) other.execute("KILL " + id);
                Thread.sleep(500);
                var marks = new StringBuilder();
                while (marks.length() < 12) {
                    try (Connection one = pool.getConnection()) {
                        marks.append(id(one) > 0 ? '.' : '?');
                    } catch (SQLException error) {
                        marks.append('x');
                    }
                }
                System.out.printf("%-50s %s%n", arguments[i], marks);
            }
        }
    }

    static long id(Connection connection) throws SQLException {
        try (var row = connection.createStatement().executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
END

both="validateOnBorrow=true connectionValidator=default"
java -cp "$(cat "$dir/path")" "$dir/Probe.java" "$port" nothing validateOnBorrow=true connectionValidator=default "$both" \
  exceptionSorter=MySQL | tee "$dir/seen"

diff - "$dir/seen" <<'END'
nothing                                            xxxxxxxxxxxx
validateOnBorrow=true                              xxxxxxxxxxxx
connectionValidator=default                        xxxxxxxxxxxx
validateOnBorrow=true connectionValidator=default  ............
exceptionSorter=MySQL                              xxx.........
END
