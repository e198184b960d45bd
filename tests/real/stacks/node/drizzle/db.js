const { drizzle } = require('drizzle-orm/mysql2');
const mysql = require('mysql2/promise');

const pool = mysql.createPool({
  host: process.env.DB_HOST,
  port: Number(process.env.DB_PORT),
  user: process.env.DB_USER,
  database: process.env.DB_NAME,
  connectionLimit: 10,
});

module.exports = drizzle({ client: pool });
