const { defineConfig } = require('@mikro-orm/mysql');

module.exports = defineConfig({
  host: process.env.DB_HOST,
  port: Number(process.env.DB_PORT),
  user: process.env.DB_USER,
  dbName: process.env.DB_NAME,
  entities: [],
  discovery: { warnWhenNoEntities: false },
  pool: { max: 10 },
});
