const { Kysely, MysqlDialect } = require('kysely');
const { createPool } = require('mysql2');

const pool = createPool({
  host: process.env.DB_HOST,
  port: Number(process.env.DB_PORT),
  user: process.env.DB_USER,
  database: process.env.DB_NAME,
  connectionLimit: 10,
});

module.exports = new Kysely({ dialect: new MysqlDialect({ pool }) });
