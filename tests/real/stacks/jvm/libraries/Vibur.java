import org.vibur.dbcp.ViburDBCPDataSource;

/** Vibur's own properties. */
final class Vibur implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        ViburDBCPDataSource source = new ViburDBCPDataSource(config.properties());
        source.start();
        return Pool.of(source, source::close);
    }
}
