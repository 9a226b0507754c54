// Loads the bundle like CommonJS modules, but with the code that V8 made of it when it was built (see warm-up.ts): compiling
// is a quarter of a start. V8 takes that code only from its own version and flags; otherwise it compiles as always.
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const loaded = new Map();
const loadAny = Object.assign((id) => (id.startsWith('./') ? load(id.slice(2)) : require(id)), require);

/** @param name a file of the bundle, beside this one */
function load(name) {
  // Node looks for the lines of the sources only in modules that it loads itself.
  if (process.sourceMapsEnabled) return require(join(__dirname, name));
  const known = loaded.get(name);
  if (known) return known.module.exports;
  const filename = join(__dirname, name);
  const text = readFileSync(filename, 'utf8');
  const cachedData = existsSync(codeOf(filename)) ? readFileSync(codeOf(filename)) : undefined;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {\n${text}\n})`, {
    filename,
    lineOffset: -1,
    cachedData,
  });
  const module = { exports: {} };
  loaded.set(name, { module, script });
  script.runInThisContext().call(module.exports, module.exports, loadAny, module, filename, __dirname);
  return module.exports;
}

/** Keeps the code of what is loaded, with every function that has run. */
function keepCode() {
  for (const [name, { script }] of loaded)
    writeFileSync(codeOf(join(__dirname, name)), script.createCachedData());
}

function codeOf(filename) {
  return `${filename}.code`;
}

module.exports = { load, keepCode };
