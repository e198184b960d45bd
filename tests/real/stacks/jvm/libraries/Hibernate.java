import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Hibernate with whatever pool hibernate.cfg.xml names: a transaction for each statement. */
final class Hibernate implements Opens {
    @Override
    public Pool open(Config config) throws Exception {
        SessionFactory factory = new Configuration().configure(config.file().toFile()).buildSessionFactory();
        return new Pool() {
            @Override
            public Taken take() {
                return new One(factory.openSession());
            }

            @Override
            public void close() {
                factory.close();
            }
        };
    }

    private record One(Session session) implements Pool.Taken {
        /** What is only read is committed when it is given back: Hibernate lets the connection go with its transaction. */
        @Override
        public void run(String sql) {
            session.beginTransaction();
            try {
                if (sql.startsWith("INSERT")) {
                    session.createNativeMutationQuery(sql).executeUpdate();
                    session.getTransaction().commit();
                } else {
                    session.createNativeQuery(sql, Object.class).getResultList();
                }
            } catch (RuntimeException error) {
                rollBack();
                throw error;
            }
        }

        /** As Hibernate's own inTransaction() does it. */
        private void rollBack() {
            try {
                session.getTransaction().rollback();
            } catch (RuntimeException lost) {
                // The first error is the caller's.
            }
        }

        @Override
        public void close() {
            try (session) {
                if (session.getTransaction().isActive()) {
                    session.getTransaction().commit();
                }
            }
        }
    }
}
