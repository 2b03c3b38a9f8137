const { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const path = require("node:path");

// What was built from files is kept as long as no file that went into it changed, and none came or went beside one.

/**
 * Whether what was built is still what its inputs give.
 *
 * @param {string} root folder that inputs are relative to
 * @param {string} built
 */
function isCurrent(root, built) {
  try {
    const { inputs, stamp } = JSON.parse(readFileSync(stampFileOf(built), "utf8"));
    return existsSync(built) && stamp === stampOf(root, inputs);
  } catch {
    return false;
  }
}

/** @param {string} built */
const stampFileOf = (built) => `${built}.inputs.json`;

/**
 * Writes down what a build that began at `started` was made of.
 *
 * @param {string} root
 * @param {string} built
 * @param {string[]} inputs files, relative to root
 * @param {number} started milliseconds since the epoch
 */
function writeStamp(root, built, inputs, started) {
  // a file that was saved while it was read may have been read before: build again next time
  if (inputs.every((file) => statSync(path.join(root, file)).mtimeMs < started))
    writeWhole(stampFileOf(built), JSON.stringify({ inputs, stamp: stampOf(root, inputs) }));
}

/**
 * Size and time of every file, and the names in every folder: a new file may be what an import means from then on.
 *
 * @param {string} root
 * @param {string[]} inputs
 */
function stampOf(root, inputs) {
  const files = inputs.map((file) => {
    const { size, mtimeMs, ino } = statSync(path.join(root, file));
    return `${file} ${size} ${mtimeMs} ${ino}`;
  });
  const folders = [...new Set(inputs.map((file) => path.dirname(file)))].filter(
    (folder) => !folder.includes("node_modules"),
  );
  return [...files, ...folders.map((folder) => `${folder} ${readdirSync(path.join(root, folder)).join()}`)].join("\n");
}

/**
 * Whole or not at all: another process may be reading it.
 *
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
function writeWhole(file, contents) {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
}

module.exports = { isCurrent, writeStamp, writeWhole };
