import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What Spring Boot makes of spring.r2dbc; each caller waits for its answer. */
final class SpringR2dbc implements Opens {
    @Override
    public Pool open(Config config) {
        ConfigurableApplicationContext context = Spring.start(config);
        ConnectionFactory factory = context.getBean(ConnectionFactory.class);
        return new Pool() {
            @Override
            public Taken take() {
                return new One(Mono.from(factory.create()).block());
            }

            @Override
            public void close() {
                context.close();
            }
        };
    }

    private record One(Connection connection) implements Pool.Taken {
        @Override
        public void run(String sql) {
            Flux.from(connection.createStatement(sql).execute()).flatMap(result -> result.getRowsUpdated()).blockLast();
        }

        @Override
        public void close() {
            Mono.from(connection.close()).block();
        }
    }
}
