/** A range of addresses in CIDR notation: the first address as a number, and how many leading bits count. */
export interface IpRange {
  family: 4 | 6;
  address: bigint;
  prefix: number;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or one address; undefined when it is none of them. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0) return undefined;
  const bits = parsed.family === 4 ? 32 : 128;
  if (prefix === undefined) return { ...parsed, prefix: bits };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined;
  return { ...parsed, prefix: Number(prefix) };
}

/** Whether an address lies in a range; an IPv4 address written as IPv6 (`::ffff:192.0.2.1`) counts as IPv4. */
export function isInRange(address: string, range: IpRange): boolean {
  const parsed = parseAddress(address);
  if (!parsed || parsed.family !== range.family) return false;
  const ignored = BigInt((range.family === 4 ? 32 : 128) - range.prefix);
  return parsed.address >> ignored === range.address >> ignored;
}

/** Whether every address of `narrow` lies in `wide`. */
export const includesRange = (wide: IpRange, narrow: IpRange): boolean => {
  const ignored = BigInt((wide.family === 4 ? 32 : 128) - wide.prefix);
  return (
    wide.family === narrow.family &&
    wide.prefix <= narrow.prefix &&
    wide.address >> ignored === narrow.address >> ignored
  );
};

function parseAddress(text: string): { family: 4 | 6; address: bigint } | undefined {
  if (!text.includes(":")) {
    const address = parseIpv4(text);
    return address === undefined ? undefined : { family: 4, address };
  }
  const tail = /^(.*:)([^:]*\..*)$/.exec(text);
  const embedded = tail ? parseIpv4(tail[2] ?? "") : undefined;
  if (tail && embedded === undefined) return undefined;
  const groups =
    embedded === undefined
      ? text
      : `${tail?.[1]}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`;
  const address = parseIpv6(groups);
  if (address === undefined) return undefined;
  return address >> 32n === 0xffffn ? { family: 4, address: address & 0xffffffffn } : { family: 6, address };
}

function parseIpv4(text: string): bigint | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) || text.endsWith(".")) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) : undefined;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
