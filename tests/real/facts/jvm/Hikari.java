import com.zaxxer.hikari.HikariConfig;
import java.util.Map;

/** HikariCP: what its configuration is once it has been looked through, as each pool does at its start. */
final class Hikari {
    private static Map<String, Object> settings(HikariConfig config) {
        config.validate();
        boolean fixed = config.getMinimumIdle() >= config.getMaximumPoolSize();
        return Map.of(
                "refused", false,
                "max_open", config.getMaximumPoolSize(),
                "min_idle", config.getMinimumIdle(),
                "max_lifetime", Answers.seconds(config.getMaxLifetime(), 1000),
                // A pool of a fixed size ends nothing for being idle.
                "max_idle_time", fixed ? Answers.UNLIMITED : Answers.seconds(config.getIdleTimeout(), 1000),
                // Its word for no limit is 24 days.
                "acquire_timeout", config.getConnectionTimeout() == Integer.MAX_VALUE
                        ? Answers.UNLIMITED : Answers.seconds(config.getConnectionTimeout(), 1000));
    }

    private static void of(Answers hikari, String... lines) throws Exception {
        String text = "jdbcUrl=jdbc:mysql://db/app\n" + String.join("\n", lines) + "\n";
        Map<String, Object> found;
        try {
            found = settings(new HikariConfig(Answers.properties(text, "")));
        } catch (RuntimeException refused) {
            found = Map.of("refused", true);
        }
        hikari.written("hikari.properties", text, found);
    }

    public static void main(String[] arguments) throws Exception {
        Answers hikari = new Answers("hikaricp", "HikariCP", HikariConfig.class);
        HikariConfig nothing = new HikariConfig();
        nothing.setJdbcUrl("jdbc:mysql://db/app");
        hikari.byDefault(settings(nothing));
        of(hikari, "maximumPoolSize=20");
        of(hikari, "maximumPoolSize=20", "minimumIdle=5");
        of(hikari, "maximumPoolSize=5", "minimumIdle=9");
        of(hikari, "maximumPoolSize=10", "minimumIdle=2", "idleTimeout=5000");
        of(hikari, "maximumPoolSize=10", "minimumIdle=2", "idleTimeout=60000", "maxLifetime=60000");
        of(hikari, "maximumPoolSize=10", "minimumIdle=2", "idleTimeout=0", "maxLifetime=0");
        of(hikari, "maxLifetime=10000");
        of(hikari, "maxLifetime=30000");
        of(hikari, "connectionTimeout=0");
        of(hikari, "connectionTimeout=249");
        of(hikari, "maximumPoolSize=0");
        of(hikari, "minimumIdle=-1");
    }
}
