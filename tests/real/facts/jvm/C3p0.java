import com.mchange.v2.c3p0.ComboPooledDataSource;
import java.util.Map;

/** c3p0, whose times are of two units: seconds, but for the wait for a connection. */
final class C3p0 {
    public static void main(String[] arguments) throws Exception {
        ComboPooledDataSource source = new ComboPooledDataSource();
        new Answers("c3p0", "c3p0", ComboPooledDataSource.class).byDefault(Map.of(
                "max_open", source.getMaxPoolSize(),
                "min_idle", source.getMinPoolSize(),
                "initial_size", source.getInitialPoolSize(),
                "max_lifetime", Answers.seconds(source.getMaxConnectionAge(), 1),
                "max_idle_time", Answers.seconds(source.getMaxIdleTime(), 1),
                "keepalive", Answers.seconds(source.getIdleConnectionTestPeriod(), 1),
                "acquire_timeout", Answers.seconds(source.getCheckoutTimeout(), 1000),
                "validation", source.isTestConnectionOnCheckout()));
    }
}
