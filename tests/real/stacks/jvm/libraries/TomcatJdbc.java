import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.DataSourceFactory;

/** Tomcat's jdbc-pool, as a Resource of context.xml whose factory it is. */
final class TomcatJdbc implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        DataSource source = (DataSource) new DataSourceFactory().createDataSource(config.resource());
        return Pool.of(source, source::close);
    }
}
