// mysql2's pool: its reaper of idle connections starts only where fewer may idle than be open.
"use strict";

const { Package, UNLIMITED, run } = require("../answers.js");
const { settings } = require("../mysql2_pool.js");

const MYSQL2 = new Package("mysql2");

function of(options) {
  const text = `const mysql = require('mysql2');\nmodule.exports = mysql.createPool({ host: 'db', database: 'app', ${options} });\n`;
  MYSQL2.written("mysql2-node", "db.js", text, settings(run(text)));
}

MYSQL2.default("mysql2-node", settings(require("mysql2").createPool({})));
// Before 3.1.0 there was no limit of idleness at all.
const { connect_timeout, max_open } = settings(require("mysql2-3.0").createPool({}));
new Package("mysql2-3.0", "mysql2").default("mysql2-node", { connect_timeout, max_open, max_idle_time: UNLIMITED });
of("connectionLimit: 20, queueLimit: 5, connectTimeout: 3000");
of("idleTimeout: 30000");
of("maxIdle: 4");
of("maxIdle: 10");
of("maxIdle: 4, idleTimeout: 30000");
of("connectionLimit: 0");
of("connectionLimit: null");
of("connectionLimit: 0, maxIdle: 4");
of("waitForConnections: false");
process.exit();
