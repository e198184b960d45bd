import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalPropertiesReader;

/** Agroal's own properties. */
final class Agroal implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        AgroalDataSource source = AgroalDataSource.from(new AgroalPropertiesReader("agroal.").readProperties(config.properties()));
        return Pool.of(source, source::close);
    }
}
