const { sql } = require('drizzle-orm');

exports.packages = ['drizzle-orm'];

exports.open = (db) => ({
  query: (text) => db.execute(sql.raw(text)),
  hold: (use) => db.transaction((transaction) => use((text) => transaction.execute(sql.raw(text)))),
  close: () => db.$client.end(),
});
