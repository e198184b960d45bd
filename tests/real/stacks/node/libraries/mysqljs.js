// mysql (mysqljs), which calls back.

const { promisify } = require('util');

exports.packages = [];

exports.open = (pool) => ({
  query: promisify(pool.query.bind(pool)),
  hold: async (use) => {
    const connection = await promisify(pool.getConnection.bind(pool))();
    try {
      await use(promisify(connection.query.bind(connection)));
    } finally {
      connection.release();
    }
  },
  close: promisify(pool.end.bind(pool)),
});
