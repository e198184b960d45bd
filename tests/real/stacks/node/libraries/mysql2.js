// mysql2's pool of promises, and MariaDB's, whose functions have the same names.

exports.packages = [];

exports.open = (pool) => ({
  query: (sql) => pool.query(sql),
  hold: async (use) => {
    const connection = await pool.getConnection();
    try {
      await use((sql) => connection.query(sql));
    } finally {
      await connection.release();
    }
  },
  close: () => pool.end(),
});
