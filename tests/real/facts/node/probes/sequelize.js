// Sequelize over its own pool.
"use strict";

const { Sequelize } = require("sequelize");
const { Package, run } = require("../answers.js");

const SEQUELIZE = new Package("sequelize");

function settings(sequelize) {
  const { max, min, idleTimeoutMillis, acquireTimeoutMillis } = sequelize.connectionManager.pool._factory;
  return {
    max_open: max,
    min_idle: min,
    max_idle_time: idleTimeoutMillis / 1000,
    acquire_timeout: acquireTimeoutMillis / 1000,
  };
}

function of(options) {
  const text = `const { Sequelize } = require('sequelize');\nmodule.exports = new Sequelize('app', 'app', '', { host: 'db', dialect: 'mysql', ${options} });\n`;
  SEQUELIZE.written("sequelize", "db.js", text, settings(run(text)));
}

SEQUELIZE.default("sequelize", settings(new Sequelize({ dialect: "mysql" })));
of("logging: false");
of("pool: { max: 20, min: 2, idle: 30000, acquire: 5000 }");
of("pool: { max: 20 }");
