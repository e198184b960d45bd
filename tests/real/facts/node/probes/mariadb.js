// MariaDB's connector: idleTimeout counts seconds, all other times milliseconds.
"use strict";

const path = require("node:path");
const { Package, folder, limit, run } = require("../answers.js");

const MARIADB = new Package("mariadb");

async function main() {
  const lib = (name) => import(path.join(folder("mariadb"), "lib", name));
  const { default: PoolOptions } = await lib("config/pool-options.js");
  const { default: Pool } = await lib("pool.js");
  const inSeconds = /idleTimeout \* 1000/.test(Pool.prototype._removeIdleConnections.toString());

  const settings = (written) => {
    const options = new PoolOptions(written);
    const { connectTimeout, keepAliveDelay, socketTimeout } = options.connOptions;
    return {
      max_open: options.connectionLimit,
      min_idle: options.minimumIdle,
      max_idle_time: limit(options.idleTimeout * (inSeconds ? 1 : 0.001), 0),
      acquire_timeout: options.acquireTimeout / 1000,
      connect_timeout: connectTimeout / 1000,
      read_timeout: limit((socketTimeout || 0) / 1000, 0),
      tcp_keepalive: limit((keepAliveDelay || 0) / 1000, 0),
      validation: options.minDelayValidation >= 0,
    };
  };

  const of = (options) => {
    const call = (callee) => `${callee}({ host: 'db', database: 'app', ${options} })`;
    const text = `const mariadb = require('mariadb');\nmodule.exports = ${call("mariadb.createPool")};\n`;
    MARIADB.written("mariadb-node", "db.js", text, settings(run(`module.exports = ${call("")};`)));
  };

  MARIADB.default("mariadb-node", settings({}));
  of("connectionLimit: 20, minimumIdle: 2, idleTimeout: 60");
  of("connectionLimit: 20");
  of("connectionLimit: 5, minimumIdle: 9");
  of("idleTimeout: 0");
  of("acquireTimeout: 500");
  of("connectTimeout: 3000, socketTimeout: 30000, keepAliveDelay: 60000");
}

main();
