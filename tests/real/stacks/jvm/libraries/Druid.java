import com.alibaba.druid.pool.DruidDataSource;
import com.alibaba.druid.pool.DruidDataSourceFactory;

/** Druid, as a Resource of context.xml whose factory it is. */
final class Druid implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        DruidDataSource source = (DruidDataSource) DruidDataSourceFactory.createDataSource(config.resource());
        return Pool.of(source, source::close);
    }
}
