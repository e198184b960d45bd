import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.dbcp2.BasicDataSourceFactory;

/** Commons DBCP2, whose limit of idleness does nothing while its sweeper is off. */
final class Dbcp2 {
    private static Map<String, Object> settings(Properties properties) throws Exception {
        BasicDataSource source = BasicDataSourceFactory.createDataSource(properties);
        boolean sweeps = source.getTimeBetweenEvictionRunsMillis() > 0;
        Map<String, Object> found = new HashMap<>();
        found.put("max_open", Answers.count(source.getMaxTotal(), 0));
        found.put("max_idle", Answers.count(source.getMaxIdle(), 0));
        found.put("initial_size", source.getInitialSize());
        found.put("max_lifetime", Answers.seconds(source.getMaxConnLifetimeMillis(), 1000));
        found.put("max_idle_time",
                sweeps ? Answers.seconds(source.getMinEvictableIdleTimeMillis(), 1000) : Answers.UNLIMITED);
        found.put("acquire_timeout", Answers.seconds(source.getMaxWaitMillis(), 1000));
        found.put("validation", source.getTestOnBorrow());
        return found;
    }

    public static void main(String[] arguments) throws Exception {
        Answers dbcp = new Answers("dbcp2", "commons-dbcp2", BasicDataSource.class);
        dbcp.byDefault(settings(new Properties()));
        for (String lines : new String[] {
            "max-total=20",
            "max-total=-1",
            "max-total=20\nmax-idle=5\nmax-wait-millis=4000\nmax-conn-lifetime-millis=600000\ntest-on-borrow=false",
            "min-evictable-idle-time-millis=60000",
            "min-evictable-idle-time-millis=60000\ntime-between-eviction-runs-millis=30000",
        }) {
            String prefix = "spring.datasource.dbcp2.";
            String own = lines.replaceAll("(?m)^", prefix);
            String text = "spring.datasource.url=jdbc:mysql://db/app\n" + own + "\n";
            dbcp.written("application.properties", text, settings(camel(Answers.properties(text, prefix))));
        }
    }

    /** As Spring binds them. */
    private static Properties camel(Properties kebab) {
        Properties camel = new Properties();
        kebab.forEach((key, value) -> {
            StringBuilder name = new StringBuilder();
            for (String word : key.toString().split("-")) {
                name.append(name.length() == 0 ? word : word.substring(0, 1).toUpperCase() + word.substring(1));
            }
            camel.put(name.toString(), value);
        });
        return camel;
    }
}
