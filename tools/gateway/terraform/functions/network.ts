import { isIP } from "node:net";
import type { Implementation } from "../functions";
import { toInteger, toText } from "../values";

export const networkFunctions: Record<string, Implementation> = {
  cidrhost: ([prefix, number]) => {
    const network = readPrefix(toText(prefix));
    return addressText(hostOf(network, toInteger(number)), network.bits);
  },
  cidrnetmask: ([prefix]) => {
    const { bits, length } = readPrefix(toText(prefix));
    if (bits !== 32) throw new Error(`expected an IPv4 prefix, got ${toText(prefix)}`);
    return addressText(((1n << BigInt(length)) - 1n) << BigInt(32 - length), 32);
  },
  cidrsubnet: ([prefix, newBits, number]) =>
    prefixText(subnet(readPrefix(toText(prefix)), toInteger(newBits), toInteger(number))),
  cidrsubnets: ([prefix, ...newBits]) => subnets(readPrefix(toText(prefix)), newBits.map(toInteger)).map(prefixText),
};

interface Prefix {
  address: bigint;
  length: number;
  /** 32 or 128. */
  bits: number;
}

function readPrefix(text: string): Prefix {
  const [host, length] = text.split("/") as [string, string?];
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(host)]!;
  if (bits === 0 || length === undefined || !/^\d+$/.test(length) || Number(length) > bits)
    throw new Error(`expected a prefix such as 10.0.0.0/16, got ${JSON.stringify(text)}`);
  const rest = BigInt(bits - Number(length));
  return { address: (readAddress(host) >> rest) << rest, length: Number(length), bits };
}

function readAddress(host: string): bigint {
  if (isIP(host) === 4) return host.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
  const [before, after] = new URL(`http://[${host}]/`).hostname.slice(1, -1).split("::") as [string, string?];
  const left = before === "" ? [] : before.split(":");
  const right = after === undefined || after === "" ? [] : after.split(":");
  const parts = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return parts.reduce((value, part) => (value << 16n) | BigInt(`0x${part}`), 0n);
}

function addressText(address: bigint, bits: number): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join(".");
  const parts = Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return new URL(`http://[${parts.join(":")}]/`).hostname.slice(1, -1);
}

const prefixText = ({ address, length, bits }: Prefix) => `${addressText(address, bits)}/${length}`;

function hostOf({ address, length, bits }: Prefix, number: number): bigint {
  const hosts = 1n << BigInt(bits - length);
  const place = number < 0 ? hosts + BigInt(number) : BigInt(number);
  if (place < 0n || place >= hosts) throw new Error(`expected a host of ${hosts}, got ${number}`);
  return address + place;
}

function subnet({ address, length, bits }: Prefix, newBits: number, number: number): Prefix {
  const longer = length + newBits;
  if (newBits < 0 || longer > bits) throw new Error(`expected a prefix of at most ${bits} bits, got ${longer}`);
  if (number < 0 || BigInt(number) >= 1n << BigInt(newBits))
    throw new Error(`expected a subnet of ${1n << BigInt(newBits)}, got ${number}`);
  return { address: address + (BigInt(number) << BigInt(bits - longer)), length: longer, bits };
}

/** One after the other, each at the next place that its size allows. */
function subnets(network: Prefix, newBits: number[]): Prefix[] {
  const end = network.address + (1n << BigInt(network.bits - network.length));
  let next = network.address;
  return newBits.map((count) => {
    const { length, bits } = subnet(network, count, 0);
    const size = 1n << BigInt(bits - length);
    const address = ((next + size - 1n) / size) * size;
    next = address + size;
    if (next > end) throw new Error(`expected subnets that fit into ${prefixText(network)}, got too many`);
    return { address, length, bits };
  });
}
