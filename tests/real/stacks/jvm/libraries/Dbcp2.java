import org.apache.commons.dbcp2.BasicDataSourceFactory;

/** Commons DBCP 2, as a Resource of context.xml whose factory it is. */
final class Dbcp2 implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        return Pool.of(BasicDataSourceFactory.createDataSource(config.resource()));
    }
}
