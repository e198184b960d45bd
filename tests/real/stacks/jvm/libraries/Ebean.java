import io.ebean.datasource.DataSourceBuilder;
import io.ebean.datasource.DataSourcePool;

/** Ebean's own pool, from the properties of its data source "db". */
final class Ebean implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        DataSourcePool source = DataSourceBuilder.create().loadSettings(config.properties(), "db").build();
        return Pool.of(source, source::shutdown);
    }
}
