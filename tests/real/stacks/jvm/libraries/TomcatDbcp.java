import org.apache.tomcat.dbcp.dbcp2.BasicDataSourceFactory;

/** The copy of Commons DBCP 2 in Tomcat, which a Resource of context.xml is without a factory. */
final class TomcatDbcp implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        return Pool.of(BasicDataSourceFactory.createDataSource(config.resource()));
    }
}
