// A Node stack's probe: `probe.js STACK CONFIG` obeys the driver's commands (tests/real/README.md).
//
// What is particular to a library is in `libraries/NAME.js`, which `stack.json` names as `opens`. It has `packages`, the names of what
// is run, and `open(names)`, which makes a pool of what the configuration exports: `query(sql)`, as an application asks one thing;
// `hold(use)`, which keeps a connection for as long as `use` lasts, a function that is given one to run a statement; and `close()`.

const fs = require('fs');
const path = require('path');
const readline = require('readline');

const { LIMIT, Tally } = require('./tally');

// What libraries log is none of the answers.
globalThis.console = new console.Console(process.stderr);

const [folder, config] = process.argv.slice(2);
const stack = JSON.parse(fs.readFileSync(path.join(folder, 'stack.json')));
const library = require(`./libraries/${stack.opens}`);

class Callers {
  /** The pool, which the first caller opens. One that does not open is opened anew by the next. */
  opened() {
    this.opening ??= this.open().catch((error) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  async open() {
    return library.open(require(path.resolve(config)));
  }

  async together(callers, work) {
    const tally = new Tally(callers);
    await Promise.all(Array.from({ length: callers }, (_, caller) => tally.count(caller, work)));
    return tally.answer();
  }

  /** Stops at the first that hangs. */
  async oneByOne(callers, work) {
    const tally = new Tally(callers);
    for (let caller = 0; caller < callers; caller++) {
      if (!(await tally.count(caller, work))) break;
    }
    return tally.answer();
  }

  query(callers, order, sql) {
    const ask = async () => (await this.opened()).query(sql);
    return order === 'parallel' ? this.together(callers, ask) : this.oneByOne(callers, ask);
  }

  /** Each takes a connection, asks one thing of it, and keeps it until `release`. */
  async hold(callers) {
    const kept = new Promise((resolve) => (this.giveBack = resolve));
    this.holders = [];
    return this.together(callers, () => new Promise((taken, failed) => {
      this.holders.push(this.holder(kept, taken).catch(failed));
    }));
  }

  async holder(kept, taken) {
    const pool = await this.opened();
    await pool.hold(async (run) => {
      await run('SELECT 1');
      taken();
      await kept;
    });
  }

  async release() {
    this.giveBack();
    await Promise.race([Promise.all(this.holders), new Promise((resolve) => setTimeout(resolve, LIMIT))]);
    return {};
  }

  close() {
    return this.together(1, async () => (await this.opened()).close());
  }
}

/** The version of a package, where the library that needs it would find it. */
function version(name, from) {
  for (const base of require.resolve.paths(name)) {
    for (const below of from ? [`${from}/node_modules/${name}`, name] : [name]) {
      const file = path.join(base, below, 'package.json');
      if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file)).version;
    }
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function main() {
  const versions = { runtime: `Node ${process.versions.node}` };
  for (const name of library.packages) versions[name] = version(name);
  for (const name of stack.drivers ?? []) versions[name] = version(name, library.packages.at(-1));
  say({ versions });
  const callers = new Callers();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [, command, count, order, sql] = line.match(/^(\w+)(?: (\d+)(?: (\w+) (.*))?)?$/);
    if (command === 'hold') say(await callers.hold(Number(count)));
    else if (command === 'release') say(await callers.release());
    else if (command === 'query') say(await callers.query(Number(count), order, sql));
    else if (command === 'close') say(await callers.close());
  }
  // Callers that hang are left behind.
  process.exit();
}

main();
