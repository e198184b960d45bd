import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;

/** MyBatis with the pool of its own. */
final class MyBatis implements Opens {
    /** Whatever is asked. */
    interface Statements {
        @Select("${sql}")
        List<Map<String, Object>> ask(@Param("sql") String sql);

        @Insert("${sql}")
        int write(@Param("sql") String sql);
    }

    @Override
    public Pool open(Config config) throws Exception {
        SqlSessionFactory factory =
                new SqlSessionFactoryBuilder().build(Files.newBufferedReader(config.path), System.getProperties());
        factory.getConfiguration().addMapper(Statements.class);
        PooledDataSource source = (PooledDataSource) factory.getConfiguration().getEnvironment().getDataSource();
        return new Pool() {
            @Override
            public Taken take() {
                return new One(factory.openSession());
            }

            @Override
            public void close() {
                source.forceCloseAll();
            }
        };
    }

    private record One(SqlSession session) implements Pool.Taken {
        @Override
        public void run(String sql) {
            Statements statements = session.getMapper(Statements.class);
            if (sql.startsWith("INSERT")) {
                statements.write(sql);
                session.commit();
            } else {
                statements.ask(sql);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
