// What a pool of mysql2 does, whoever made it.
"use strict";

const { Duplex } = require("node:stream");
const { UNLIMITED, limit } = require("./answers.js");

// Stands for a server that never answers.
const silent = () => new Duplex({ read() {}, write(chunk, encoding, done) { done(); } });

// Asks for connections until the pool opens no more; after a hundred there is no limit.
function most(pool) {
  pool.config.connectionConfig.stream = silent;
  pool.config.connectionConfig.connectTimeout = 0;
  for (let i = 0; i < 100; i += 1) pool.getConnection(() => {});
  return limit(pool._allConnections.length, 100);
}

function settings(pool) {
  const { connectTimeout } = pool.config.connectionConfig;
  const { idleTimeout, maxIdle, queueLimit, waitForConnections } = pool.config;
  const reaps = pool._removeIdleTimeoutConnectionsTimer !== undefined;
  const open = most(pool);
  return {
    max_open: open,
    // What nobody ends stays.
    max_idle: reaps ? maxIdle : open,
    max_idle_time: reaps ? idleTimeout / 1000 : UNLIMITED,
    acquire_timeout: waitForConnections ? UNLIMITED : 0,
    connect_timeout: connectTimeout / 1000,
    queue_limit: limit(queueLimit, 0),
  };
}

module.exports = { settings };
