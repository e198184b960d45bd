// knex over tarn.
"use strict";

const { performance } = require("node:perf_hooks");
const knex = require("knex");
const { Package, UNLIMITED, limit, run } = require("../answers.js");

const KNEX = new Package("knex");

// How old a connection may be when it is taken, found by looking.
async function age(client) {
  const { validate } = client.getPoolSettings(client.config.pool);
  const [connection, now] = [{ stream: {} }, performance.now()];
  const clock = performance.now;
  let found = UNLIMITED;
  for (const seconds of [0, 59, 60, 1e9]) {
    performance.now = () => now + seconds * 1001;
    if (!(await validate(connection))) {
      found = seconds;
      break;
    }
  }
  performance.now = clock;
  return found;
}

async function settings(config) {
  const { client } = knex(config);
  const { max, min, idleTimeoutMillis, acquireTimeoutMillis } = client.pool;
  return {
    max_open: max,
    min_idle: min,
    max_idle_time: idleTimeoutMillis / 1000,
    acquire_timeout: acquireTimeoutMillis / 1000,
    max_lifetime: await age(client),
  };
}

async function of(options) {
  const text = `module.exports = { client: 'mysql2', connection: { host: 'db', database: 'app' }, ${options} };\n`;
  let found;
  try {
    found = { refused: false, ...(await settings(run(text))) };
  } catch {
    found = { refused: true };
  }
  KNEX.written("knex", "knexfile.js", text, found);
}

async function main() {
  KNEX.default("knex", await settings({ client: "mysql2", connection: {} }));
  await of("pool: { min: 0, max: 20, idleTimeoutMillis: 5000 }");
  await of("pool: { max: 20, acquireTimeoutMillis: 3000 }, acquireConnectionTimeout: 9000");
  await of("pool: { acquireTimeoutMillis: 90000 }, acquireConnectionTimeout: 9000");
  await of("acquireConnectionTimeout: 9000");
  await of("pool: { idleTimeoutMillis: 0 }");
  await of("pool: { acquireTimeoutMillis: 0 }");
  await of("pool: { maxConnectionLifetimeMillis: 60000 }");
  await of("pool: { min: 12 }");
  await of("pool: { min: 0 }");
  process.exit();
}

main();
