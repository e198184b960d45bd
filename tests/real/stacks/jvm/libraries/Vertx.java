import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.ExecutionException;

/** Vert.x' client of MySQL with its pool; each caller waits for its answer. */
final class Vertx implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        JsonObject mysql = new JsonObject(config.text()).getJsonObject("mysql");
        MySQLConnectOptions options = MySQLConnectOptions.fromUri(mysql.getString("uri"));
        io.vertx.sqlclient.Pool pool =
                MySQLBuilder.pool().with(new PoolOptions(mysql.getJsonObject("poolOptions"))).connectingTo(options).build();
        return new Pool() {
            @Override
            public Taken take() throws Exception {
                return new One(Vertx.await(pool.getConnection()));
            }

            @Override
            public void close() throws Exception {
                Vertx.await(pool.close());
            }
        };
    }

    private record One(SqlConnection connection) implements Pool.Taken {
        @Override
        public void run(String sql) throws Exception {
            Vertx.await(connection.query(sql).execute());
        }

        @Override
        public void close() throws Exception {
            Vertx.await(connection.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException error) {
            throw error.getCause() instanceof Exception cause ? cause : error;
        }
    }
}
