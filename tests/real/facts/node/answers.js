// What a probe says: a line of JSON for each question, as tests/behaviour/facts.rs reads them.
//
// Settings go by poolcheck's names: numbers, seconds, switches, or UNLIMITED; or `refused`, whether the library makes no pool of it.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const UNLIMITED = "unlimited";
const modules = process.env.NODE_PATH;

// The folder of an installed package; `name` may be another one's old version.
const folder = (name) => path.join(modules, name);

class Package {
  constructor(installed, name = installed) {
    const { version } = JSON.parse(fs.readFileSync(path.join(folder(installed), "package.json"), "utf8"));
    this.running = { package: name, version };
  }

  // What poolcheck's `library` does when nothing is said.
  default(library, settings) {
    console.log(JSON.stringify({ library, ...this.running, settings }));
  }

  // What it does with the text of a file, which the real library was given.
  written(library, file, text, settings) {
    console.log(JSON.stringify({ library, ...this.running, given: { file, text }, settings }));
  }
}

// The value, or no limit where it is what the library says for that.
const limit = (value, off) => (value === off ? UNLIMITED : value);

// What a program exports.
function run(text) {
  const module = { exports: {} };
  new Function("require", "module", text)(require, module);
  return module.exports;
}

module.exports = { Package, UNLIMITED, folder, limit, run };
