import { createHash } from "node:crypto";
import type { Implementation } from "../functions";
import { encodeJson } from "../json-encoding";
import { Unsupported } from "../unsupported";
import { toText } from "../values";
import { decodeYaml, encodeYaml } from "../yaml";

const text =
  (convert: (value: string) => unknown): Implementation =>
  ([value]) =>
    convert(toText(value));

const digest = (algorithm: string, encoding: "hex" | "base64"): Implementation =>
  text((value) => createHash(algorithm).update(value).digest(encoding));

export const encodingFunctions: Record<string, Implementation> = {
  jsonencode: ([value]) => encodeJson(value),
  jsondecode: text((value) => JSON.parse(value) as unknown),
  yamlencode: ([value]) => encodeYaml(value),
  yamldecode: text(decodeYaml),
  csvdecode: text(decodeCsv),
  base64encode: text((value) => Buffer.from(value).toString("base64")),
  base64decode: text((value) => utf8(fromBase64(value))),
  textencodebase64: ([value, encoding]) => encode(toText(value), toText(encoding)).toString("base64"),
  textdecodebase64: ([value, encoding]) => decode(fromBase64(toText(value)), toText(encoding)),
  urlencode: text((value) =>
    encodeURIComponent(value)
      .replaceAll("%20", "+")
      .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  ),

  md5: digest("md5", "hex"),
  sha1: digest("sha1", "hex"),
  sha256: digest("sha256", "hex"),
  sha512: digest("sha512", "hex"),
  base64sha256: digest("sha256", "base64"),
  base64sha512: digest("sha512", "base64"),
  uuidv5: ([namespace, name]) => uuid5(toText(namespace), toText(name)),
};

function fromBase64(value: string): Buffer {
  const compact = value.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact))
    throw new Error(`expected base64, got ${JSON.stringify(value.slice(0, 40))}`);
  return Buffer.from(compact, "base64");
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Error("expected base64 of UTF-8 text, got other bytes", { cause: error });
  }
}

/** Encodings by their names of IANA; Terraform knows more. */
const encodings: Record<string, { encode: (text: string) => Buffer; decode: (bytes: Buffer) => string }> = {
  "UTF-8": { encode: (value) => Buffer.from(value), decode: utf8 },
  "UTF-16LE": { encode: (value) => Buffer.from(value, "utf16le"), decode: (bytes) => bytes.toString("utf16le") },
  "UTF-16BE": {
    encode: (value) => Buffer.from(value, "utf16le").swap16(),
    decode: (bytes) => Buffer.from(bytes).swap16().toString("utf16le"),
  },
  "ISO-8859-1": { encode: (value) => Buffer.from(value, "latin1"), decode: (bytes) => bytes.toString("latin1") },
};

function encodingOf(name: string) {
  const found = Object.hasOwn(encodings, name.toUpperCase()) ? encodings[name.toUpperCase()] : undefined;
  if (!found) throw new Unsupported(`encoding: expected one of ${Object.keys(encodings).join(", ")}, got ${name}`);
  return found;
}

const encode = (value: string, encoding: string) => encodingOf(encoding).encode(value);
const decode = (bytes: Buffer, encoding: string) => encodingOf(encoding).decode(bytes);

/** Rows by the names in the first one (RFC 4180). */
function decodeCsv(source: string): Record<string, string>[] {
  const [header, ...rows] = readCsv(source);
  return rows.map((row) => {
    if (row.length !== header!.length) throw new Error(`expected ${header!.length} fields in a row, got ${row.length}`);
    return Object.fromEntries(header!.map((name, index) => [name, row[index]!]));
  });
}

function readCsv(source: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = "", end] of source.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "") break;
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}

const namespaces: Record<string, string> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

/** RFC 9562, version 5. */
function uuid5(namespace: string, name: string): string {
  const id = (namespaces[namespace] ?? namespace).replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(id))
    throw new Error(`expected a UUID or one of ${Object.keys(namespaces).join(", ")}, got ${namespace}`);
  const bytes = createHash("sha1").update(Buffer.from(id, "hex")).update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
