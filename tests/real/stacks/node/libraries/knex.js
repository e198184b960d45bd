exports.packages = ['tarn', 'knex'];

exports.open = (knex) => ({
  query: (sql) => knex.raw(sql),
  hold: async (use) => {
    const connection = await knex.client.acquireConnection();
    try {
      await use((sql) => knex.raw(sql).connection(connection));
    } finally {
      await knex.client.releaseConnection(connection);
    }
  },
  close: () => knex.destroy(),
});
