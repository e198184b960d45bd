import org.mariadb.jdbc.MariaDbPoolDataSource;

/** The pool in MariaDB Connector/J, which is all in a URL. */
final class MariaDb implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        MariaDbPoolDataSource source = new MariaDbPoolDataSource(config.properties().getProperty("database.url"));
        return Pool.of(source, source::close);
    }
}
