import { createHash } from "node:crypto";
import type { Attribute } from "./computed";
import type { Instance } from "./instance";

/**
 * What resources of the providers random and terraform compute. A random value is made from stack and address: the same at
 * every start.
 */
export const otherProviders: Record<string, Record<string, Attribute>> = {
  random_id: {
    id: (i) => bytesOf(i, "byte_length").toString("base64url"),
    hex: (i) => prefixOf(i) + bytesOf(i, "byte_length").toString("hex"),
    dec: (i) => prefixOf(i) + BigInt(`0x${bytesOf(i, "byte_length").toString("hex")}`).toString(),
    b64_url: (i) => prefixOf(i) + bytesOf(i, "byte_length").toString("base64url"),
    b64_std: (i) => prefixOf(i) + bytesOf(i, "byte_length").toString("base64"),
  },
  random_integer: {
    result: (i) => {
      const [min, max] = [Number(i.argument("min")), Number(i.argument("max"))];
      return min + (randomBytes(i, 4).readUInt32BE() % (max - min + 1));
    },
    id: (i) => String(i.get("result")),
  },
  random_password: { result: letters, id: () => "none" },
  random_pet: {
    id: (i) => {
      const separator = i.optionalText("separator") ?? "-";
      const words = randomBytes(i, 4 * Number(i.argument("length") ?? 2))
        .toString("hex")
        .match(/.{8}/g)!;
      return [i.optionalText("prefix") ?? [], words].flat().join(separator);
    },
  },
  random_shuffle: { result: (i) => i.get("input"), id: () => "-" },
  random_string: { result: letters, id: letters },
  random_uuid: {
    result: (i) =>
      randomBytes(i, 16)
        .toString("hex")
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
    id: (i) => i.get("result"),
  },
  terraform_data: { output: (i) => i.argument("input") ?? null },
};

const prefixOf = (i: Instance) => i.optionalText("prefix") ?? "";

const bytesOf = (i: Instance, length: string) => randomBytes(i, Number(i.argument(length)));

function randomBytes(i: Instance, length: number): Buffer {
  return createHash("shake256", { outputLength: length }).update(`${i.stack.name} ${i.address}`).digest();
}

function letters(i: Instance): string {
  return [...bytesOf(i, "length")].map((byte) => (byte % 36).toString(36)).join("");
}
