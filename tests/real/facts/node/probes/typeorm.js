// TypeORM, which hands its options to mysql2: what stands under `extra` counts more.
"use strict";

require("reflect-metadata");
const mysql2 = require("mysql2");
const { Package, run } = require("../answers.js");
const { settings } = require("../mysql2_pool.js");

const TYPEORM = new Package("typeorm");

function of(options) {
  const text = `const { DataSource } = require('typeorm');\nmodule.exports = new DataSource({ type: 'mysql', host: 'db', database: 'app', ${options} });\n`;
  const { driver } = run(text);
  const pool = mysql2.createPool(driver.createConnectionOptions(driver.options, driver.options));
  TYPEORM.written("typeorm", "data-source.js", text, settings(pool));
}

of("synchronize: false");
of("poolSize: 20");
of("poolSize: 20, extra: { connectionLimit: 30 }");
of("poolSize: 20, connectTimeout: 3000, extra: { maxIdle: 5, idleTimeout: 30000 }");
process.exit();
