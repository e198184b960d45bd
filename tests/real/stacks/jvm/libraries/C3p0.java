import com.mchange.v2.c3p0.ComboPooledDataSource;

/** c3p0, which reads its file itself. */
final class C3p0 implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        System.setProperty("com.mchange.v2.c3p0.cfg.xml", config.file().toString());
        ComboPooledDataSource source = new ComboPooledDataSource();
        return Pool.of(source, source::close);
    }
}
