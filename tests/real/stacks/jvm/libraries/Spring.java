import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What Spring Boot makes of application.properties. */
final class Spring implements Opens {
    @EnableAutoConfiguration
    static class Application {}

    /** An application with whatever pool its class path and its file say. */
    static ConfigurableApplicationContext start(Config config) {
        return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
                .run("--spring.config.location=file:" + config.path.toAbsolutePath());
    }

    @Override
    public Pool open(Config config) {
        ConfigurableApplicationContext context = start(config);
        return Pool.of(context.getBean(DataSource.class), context::close);
    }
}
