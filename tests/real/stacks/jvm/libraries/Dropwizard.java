import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.db.DataSourceFactory;
import io.dropwizard.db.ManagedDataSource;
import io.dropwizard.jackson.Jackson;

/** Tomcat's jdbc-pool with the settings that Dropwizard gives it. */
final class Dropwizard implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        ObjectMapper mapper = Jackson.newObjectMapper(new YAMLFactory());
        DataSourceFactory database =
                mapper.treeToValue(mapper.readTree(config.text()).get("database"), DataSourceFactory.class);
        ManagedDataSource source = database.build(new MetricRegistry(), "database");
        source.start();
        return Pool.of(source, source::stop);
    }
}
