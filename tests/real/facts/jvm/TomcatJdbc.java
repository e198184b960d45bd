import java.util.Map;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** Tomcat's pool, without what Spring Boot turns on. */
final class TomcatJdbc {
    public static void main(String[] arguments) throws Exception {
        PoolProperties pool = new PoolProperties();
        new Answers("tomcat-jdbc", "tomcat-jdbc", PoolProperties.class).byDefault(Map.of(
                "max_open", pool.getMaxActive(),
                "max_idle", pool.getMaxIdle(),
                "min_idle", pool.getMinIdle(),
                "initial_size", pool.getInitialSize(),
                "max_lifetime", Answers.seconds(pool.getMaxAge(), 1000),
                "max_idle_time", Answers.seconds(pool.getMinEvictableIdleTimeMillis(), 1000),
                "acquire_timeout", pool.getMaxWait() / 1000.0,
                "validation", pool.isTestOnBorrow()));
    }
}
