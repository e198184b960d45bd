#!/usr/bin/env bash
# Ebean's datasource: `maxInactiveTimeSecs` and `trimPoolFreqSecs` act with the heartbeat only, and without it not at all.
#
# Expected: with an inactive time of 2 s, looked at each second, ten connections shrink to `minConnections` in some seconds.
# Happens: the pool is trimmed in the heartbeat's task, each 30 s unless `heartbeatFreqSecs` says otherwise, however
# often `trimPoolFreqSecs` asks for it. With the heartbeat off (0) nothing is ever trimmed.
# Versions: ebean-datasource 10.3, mariadb-java-client 3.5.11 (Maven), Java 17, MariaDB 10.11.
# Seen: connections of ten, min 2, maxInactiveTimeSecs 2, trimPoolFreqSecs 1; 12 s and 45 s after they were given back:
#   heartbeatFreqSecs 2      2  2
#   heartbeatFreqSecs unset 10  2
#   heartbeatFreqSecs 0     10 10
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
$(needs io.ebean ebean-datasource 10.3)
$(needs org.mariadb.jdbc mariadb-java-client 3.5.11)
</dependencies></project>
END
mvn --batch-mode --quiet --file "$dir/pom.xml" -Dmaven.repo.local="$dir/repository" -Dmdep.outputFile="$dir/path" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath

cat > "$dir/Probe.java" <<'END'
import io.ebean.datasource.DataSourceBuilder;
import io.ebean.datasource.DataSourcePool;
import java.sql.Connection;
import java.util.ArrayList;

class Probe {
    /** A pool for each argument, on the database of that name. */
    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            DataSourceBuilder said = DataSourcePool.builder();
            said.url("jdbc:mariadb://127.0.0.1:" + arguments[0] + "/" + arguments[i]).username("app").password("");
            said.minConnections(2).maxConnections(10).maxInactiveTimeSecs(2).trimPoolFreqSecs(1);
            if (!arguments[i].equals("unset")) said.heartbeatFreqSecs(Integer.parseInt(arguments[i].substring(1)));
            DataSourcePool pool = said.build();
            var taken = new ArrayList<Connection>();
            while (taken.size() < 10) taken.add(pool.getConnection());
            for (Connection one : taken) {
                one.rollback();
                one.close();
            }
        }
        System.out.println("ready");
        Thread.sleep(120_000);
    }
}
END

ask "CREATE DATABASE _2; CREATE DATABASE unset; CREATE DATABASE _0"
java -cp "$(cat "$dir/path")" "$dir/Probe.java" "$port" _2 unset _0 > "$dir/ready" 2> "$dir/log.java" &
probe=$!
trap 'kill "$probe" || true; stop' EXIT
until grep -qs ready "$dir/ready"; do kill -0 "$probe"; sleep 0.1; done
open() { ask "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '$1'"; }
sleep 12
early=("$(open _2)" "$(open unset)" "$(open _0)")
sleep 33
{
  printf 'heartbeatFreqSecs %-6s%2d %2d\n' 2 "${early[0]}" "$(open _2)"
  printf 'heartbeatFreqSecs %-6s%2d %2d\n' unset "${early[1]}" "$(open unset)"
  printf 'heartbeatFreqSecs %-6s%2d %2d\n' 0 "${early[2]}" "$(open _0)"
} | tee "$dir/seen"

diff - "$dir/seen" <<'END'
heartbeatFreqSecs 2      2  2
heartbeatFreqSecs unset 10  2
heartbeatFreqSecs 0     10 10
END
