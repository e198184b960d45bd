// mysqljs' pool. Its acquireTimeout is of connecting and of the ping before each use, and of no wait in the queue.
"use strict";

const { Package, UNLIMITED, limit, run } = require("../answers.js");

const MYSQL = new Package("mysql");

// Asks for connections until the pool opens no more; after a hundred there is no limit.
function most(pool) {
  for (let i = 0; i < 100; i += 1) pool.getConnection(() => {});
  return limit(pool._allConnections.length, 100);
}

// Whether one that is taken again is pinged.
function isAsked(pool) {
  let pings = 0;
  const connection = { _pool: pool, ping: () => (pings += 1) };
  pool._needsChangeUser = () => false;
  pool.acquireConnection(connection, () => {});
  pool._acquiringConnections.pop();
  return pings > 0;
}

function settings(pool) {
  const { acquireTimeout, connectionConfig, queueLimit, waitForConnections } = pool.config;
  return {
    validation: isAsked(pool),
    max_open: most(pool),
    acquire_timeout: waitForConnections ? UNLIMITED : 0,
    connect_timeout: Math.min(connectionConfig.connectTimeout, acquireTimeout) / 1000,
    queue_limit: limit(queueLimit, 0),
  };
}

function of(options) {
  const text = `const mysql = require('mysql');\nmodule.exports = mysql.createPool({ host: 'db', database: 'app', ${options} });\n`;
  MYSQL.written("mysqljs-node", "db.js", text, settings(run(text)));
}

MYSQL.default("mysqljs-node", settings(require("mysql").createPool({})));
of("connectionLimit: 20, acquireTimeout: 5000, queueLimit: 5, connectTimeout: 3000");
of("connectionLimit: 0");
of("waitForConnections: false");
process.exit();
