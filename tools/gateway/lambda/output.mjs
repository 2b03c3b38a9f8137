import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { StringDecoder } from "node:string_decoder";
import { format } from "node:util";

/**
 * Hands what the function prints to `log`: each console call as one line (which can have line breaks), and the lines that it
 * writes to standard output and error, also by file descriptor, as pino does. Nothing reaches the gateway's own streams.
 * @param {(line: string) => void} log
 * @returns {() => void} hands over what has no line break yet
 */
export function captureOutput(log) {
  const print = (/** @type {unknown[]} */ ...values) => log(format(...values));
  Object.assign(console, { log: print, info: print, debug: print, warn: print, error: print });

  const writers = { 1: lineWriter(log), 2: lineWriter(log) };
  captureStream(process.stdout, writers[1]);
  captureStream(process.stderr, writers[2]);
  captureDescriptors(writers);
  return () => {
    writers[1].flush();
    writers[2].flush();
  };
}

/** @typedef {ReturnType<typeof lineWriter>} LineWriter */

/** @param {(line: string) => void} log */
function lineWriter(log) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    /** @param {unknown} data */
    write(data) {
      const lines = (
        rest + (typeof data === "string" ? data : decoder.write(Buffer.from(/** @type {any} */ (data))))
      ).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) log(line);
    },
    flush() {
      if (rest !== "") log(rest);
      rest = "";
    },
  };
}

/**
 * @param {NodeJS.WriteStream} stream
 * @param {LineWriter} writer
 */
function captureStream(stream, writer) {
  const write = (/** @type {unknown[]} */ data, /** @type {unknown[]} */ ...rest) => {
    writer.write(data);
    const done = rest.find((argument) => typeof argument === "function");
    if (done) process.nextTick(done);
    return true;
  };
  Object.assign(stream, { write });
}

/** @param {Record<number, LineWriter>} writers */
function captureDescriptors(writers) {
  const write = fs.write.bind(fs);
  const writeSync = fs.writeSync.bind(fs);
  const capture = (/** @type {LineWriter} */ writer, /** @type {unknown} */ data, /** @type {unknown[]} */ rest) => {
    if (typeof data === "string") {
      writer.write(data);
      return Buffer.byteLength(data);
    }
    const [offset = 0, length] = rest.filter((argument) => typeof argument === "number");
    const view = /** @type {NodeJS.ArrayBufferView} */ (data);
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    const written = bytes.subarray(offset, length === undefined ? undefined : offset + length);
    writer.write(written);
    return written.length;
  };
  Object.assign(fs, {
    writeSync(/** @type {number} */ fd, /** @type {unknown} */ data, /** @type {unknown[]} */ ...rest) {
      const writer = writers[fd];
      return writer ? capture(writer, data, rest) : Reflect.apply(writeSync, fs, [fd, data, ...rest]);
    },
    write(/** @type {number} */ fd, /** @type {unknown} */ data, /** @type {unknown[]} */ ...rest) {
      const writer = writers[fd];
      const done = rest.at(-1);
      if (!writer) Reflect.apply(write, fs, [fd, data, ...rest]);
      else if (typeof done === "function") process.nextTick(done, null, capture(writer, data, rest), data);
    },
  });
  syncBuiltinESMExports();
}
