#!/usr/bin/env bash
# Hibernate over MySQL's driver on MariaDB 10.11: "skip locked" is an error, or with MariaDB's dialect silently left out.
#
# Expected: two workers that take the next job with `PESSIMISTIC_WRITE` and SKIP LOCKED (`lock.timeout` -2) get one each, as MariaDB can
# since 10.6; a dialect that is named by hand knows what the server can.
# Happens: MariaDB 10 greets as "5.5.5-10.11…", for old replicas; MySQL's driver reports that as the version 5.5.5, and
# the product as MySQL's. Hibernate takes MySQL's dialect, whose `for update of … skip locked` MariaDB does not parse. With
# `hibernate.dialect` set to MariaDB's, it writes for a MariaDB 5.5.5, which had no SKIP LOCKED, and leaves it out without
# a word: the second worker waits for the first one's job. MariaDB's own driver reports 10.11 and all is well.
# Versions: hibernate-core 7.4.15.Final, mysql-connector-j 26.10.0, mariadb-java-client 3.5.11 (Maven), MariaDB 10.11.
# Seen: what two workers get of the jobs 1 and 2, with `innodb_lock_wait_timeout` 1 s:
#   jdbc:mysql                    MySQLDialect, version: 5.5.5     SQLGrammarException
#   jdbc:mysql + MariaDBDialect   MariaDBDialect, version: 5.5.5   1, LockTimeoutException
#   jdbc:mariadb                  MariaDBDialect, version: 10.11   1, 2
# Needs a JDK, mvn, python3 and the server of MariaDB 10.11 on the path.
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
  --bind-address=127.0.0.1 --skip-name-resolve --innodb-lock-wait-timeout=1 2>> "$dir/log" &
server=$!
ask() { mariadb --no-defaults --socket="$dir/socket" --user=root --skip-column-names --execute="$1"; }
until ask 'SELECT 1' > "$dir/up" 2>&1; do kill -0 "$server"; sleep 0.2; done
ask "CREATE DATABASE shop; CREATE USER app@'127.0.0.1'; GRANT ALL ON *.* TO app@'127.0.0.1'"

needs() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency>"; }
cat > "$dir/pom.xml" <<END
<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>
$(needs org.hibernate.orm hibernate-core 7.4.15.Final)
$(needs com.mysql mysql-connector-j 26.10.0)
$(needs org.mariadb.jdbc mariadb-java-client 3.5.11)
</dependencies></project>
END
mvn --batch-mode --quiet --file "$dir/pom.xml" -Dmaven.repo.local="$dir/repository" -Dmdep.outputFile="$dir/path" \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath

cat > "$dir/Probe.java" <<'END'
import jakarta.persistence.*;
import java.util.*;
import org.hibernate.*;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;

public class Probe {
    @Entity(name = "Job")
    public static class Job {
        @Id public int id;
    }

    public static void main(String[] port) {
        String server = "://127.0.0.1:" + port[0] + "/shop?user=app";
        show("jdbc:mysql", "jdbc:mysql" + server, null);
        show("jdbc:mysql + MariaDBDialect", "jdbc:mysql" + server, "org.hibernate.dialect.MariaDBDialect");
        show("jdbc:mariadb", "jdbc:mariadb" + server, null);
    }

    static void show(String name, String url, String dialect) {
        var said = new Configuration().addAnnotatedClass(Job.class);
        said.setProperty("hibernate.connection.url", url);
        if (dialect != null) said.setProperty("hibernate.dialect", dialect);
        var got = new ArrayList<String>();
        try (SessionFactory factory = said.buildSessionFactory()) {
            var taken = factory.unwrap(SessionFactoryImplementor.class).getJdbcServices().getDialect();
            try {
                factory.inTransaction(first -> {
                    got.add(next(first));
                    factory.inTransaction(second -> got.add(next(second)));
                });
            } catch (PersistenceException error) {
                got.add(error.getClass().getSimpleName());
            }
            String version = taken.toString().replaceAll(".*\\.(\\w+, version: \\d+\\.\\d+(\\.5)?).*", "$1");
            System.out.printf("%-29s %-32s %s%n", name, version, String.join(", ", got));
        }
    }

    static String next(Session session) {
        var query = session.createQuery("from Job order by id", Job.class).setMaxResults(1);
        // -2 is SKIP LOCKED.
        query.setLockMode(LockModeType.PESSIMISTIC_WRITE).setHint("jakarta.persistence.lock.timeout", -2);
        return String.valueOf(query.getSingleResult().id);
    }
}
END

ask "CREATE TABLE shop.Job (id INT PRIMARY KEY) ENGINE=InnoDB; INSERT INTO shop.Job VALUES (1), (2)"
javac -proc:none -cp "$(cat "$dir/path")" -d "$dir/classes" "$dir/Probe.java"
java -cp "$dir/classes:$(cat "$dir/path")" Probe "$port" 2> "$dir/log.java" | tee "$dir/seen"

diff - "$dir/seen" <<'END'
jdbc:mysql                    MySQLDialect, version: 5.5.5     SQLGrammarException
jdbc:mysql + MariaDBDialect   MariaDBDialect, version: 5.5.5   1, LockTimeoutException
jdbc:mariadb                  MariaDBDialect, version: 10.11   1, 2
END
