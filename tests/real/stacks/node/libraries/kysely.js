const { sql } = require('kysely');

exports.packages = ['kysely'];

exports.open = (db) => ({
  query: (text) => sql.raw(text).execute(db),
  hold: (use) => db.connection().execute((connection) => use((text) => sql.raw(text).execute(connection))),
  close: () => db.destroy(),
});
