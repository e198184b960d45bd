import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;

/** A pool as an application uses it. */
interface Pool {
    /** A connection of the pool, which closing gives back. */
    Taken take() throws Exception;

    void close() throws Exception;

    /** One that was taken. */
    interface Taken extends AutoCloseable {
        /** Runs a statement and reads all of its answer; what it wrote is committed. */
        void run(String sql) throws Exception;
    }

    /** How a library does something. */
    interface Way {
        void go() throws Exception;
    }

    /** That of a data source which another way closes. */
    static Pool of(DataSource source, Way close) {
        return new Pool() {
            @Override
            public Taken take() throws Exception {
                Connection connection = source.getConnection();
                return new Taken() {
                    @Override
                    public void run(String sql) throws Exception {
                        execute(connection, sql);
                        if (!connection.getAutoCommit()) {
                            connection.commit();
                        }
                    }

                    @Override
                    public void close() throws Exception {
                        connection.close();
                    }
                };
            }

            @Override
            public void close() throws Exception {
                close.go();
            }
        };
    }

    /** That of a data source which is closed itself. */
    static <S extends DataSource & AutoCloseable> Pool of(S source) {
        return of(source, source::close);
    }

    /** Runs a statement on JDBC's connection. */
    static void execute(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
