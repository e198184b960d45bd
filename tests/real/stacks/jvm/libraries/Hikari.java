import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** HikariCP's own properties. */
final class Hikari implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        return Pool.of(new HikariDataSource(new HikariConfig(config.properties())));
    }
}
