/** Numbers from 0 up to 1, always the same ones for a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A request for one of the paths with a few things wrong, and sometimes garbage or a second one behind it. */
export function hostileRequest(random: () => number, host: string, paths: readonly string[]): Buffer {
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const some = <T>(from: readonly T[], most: number): T[] =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => one(from));
  const request = () => {
    const body = random() < 0.6 ? one(bodies) : "";
    const query = some(queries, 3).join("&");
    const length = random() < 0.8 ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : one(framings);
    const headers = some(strangeHeaders, 4).join("");
    const target = one(paths) + (random() < 0.4 ? one(segments) : "") + (query && `?${query}`);
    const hostHeader = random() < 0.9 ? `Host: ${host}\r\n` : one(hosts);
    return `${one(methods)} ${target} HTTP/1.1\r\n${hostHeader}${length}${headers}\r\n${body}`;
  };
  const whole = Buffer.from(
    some([0, 1], 2).reduce((text) => text + request(), request()),
    "latin1",
  );
  return random() < 0.5 ? whole : mutate(whole, random);
}

/** Flips, cuts, doubles and fills in bytes. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  let mutated = Buffer.from(bytes);
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const at = Math.floor(random() * mutated.length);
    const kind = Math.floor(random() * 4);
    if (kind === 0) mutated[at] = Math.floor(random() * 256);
    else if (kind === 1) mutated = mutated.subarray(0, at);
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(Math.floor(at / 2))]);
    else {
      const filling = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 40) }, () => random() * 256));
      mutated = Buffer.concat([mutated.subarray(0, at), filling, mutated.subarray(at)]);
    }
    if (mutated.length === 0) return Buffer.from("\0");
  }
  return mutated;
}

const methods = [
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "get",
  "X",
];

const segments = [
  "/..%2f..%2f..%2fetc%2fpasswd",
  "/../../../../etc/passwd",
  "/%c0%ae%c0%ae/%00",
  "/%",
  "/%zz",
  "/%E0%A4%A",
  "//////",
  "/\xff\xfe",
  "/{id}",
  "/{proxy+}",
  "/__proto__",
  "/constructor",
  "/;a=b",
  "/#fragment",
  `/${"a".repeat(9000)}`,
  `/${"a/".repeat(3000)}`,
];

const queries = [
  "__proto__=1",
  "__proto__[polluted]=1",
  "constructor.prototype.polluted=1",
  "a=%",
  "a=%ff%fe",
  "=",
  "&&&",
  "a=1&a=2&a=3",
  "%00=%00",
  "a=${jndi:ldap://x}",
  "q=$input.path('$')",
  `a=${"%41".repeat(500)}`,
];

const strangeHeaders = [
  "__proto__: polluted\r\n",
  "constructor: polluted\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: chunked, identity\r\n",
  "Content-Length: 3\r\n",
  "Content-Type: application/json\r\n",
  "Content-Type: multipart/form-data; boundary=\r\n",
  "Content-Type: \xff\r\n",
  "Accept: */*;q=x, ,;\r\n",
  "Accept-Encoding: gzip;q=nan\r\n",
  "Expect: 100-continue\r\n",
  "Expect: nonsense\r\n",
  "Connection: Upgrade\r\nUpgrade: websocket\r\n",
  "Connection: close, keep-alive, Host\r\n",
  "X-Amzn-Trace-Id: Root=;Parent=;Sampled=;Root=Root=\r\n",
  "X-Forwarded-For: ,,,\r\n",
  "X-HTTP-Method-Override: DELETE\r\n",
  "Authorization: AWS4-HMAC-SHA256 Credential=//////, SignedHeaders=;;, Signature=\r\n",
  "Authorization: Bearer e30.e30.\r\n",
  "Cache-Control: max-age=0\r\n",
  "x-gatehouse-vpce: ../..\r\n",
  `X-Long: ${"x".repeat(12_000)}\r\n`,
  "Folded: a\r\n b\r\n",
  "No-Colon\r\n",
  "Sp ace: 1\r\n",
  "Nul: \0\r\n",
];

const framings = [
  "",
  "Content-Length: -1\r\n",
  "Content-Length: 1e3\r\n",
  "Content-Length: 99999999999999999999\r\n",
  "Content-Length: 5\r\nContent-Length: 6\r\n",
  "Transfer-Encoding: chunked\r\n",
];

const hosts = ["", "Host:\r\n", "Host: \xff\r\n", "Host: a\r\nHost: b\r\n", "Host: ../../etc\r\n", "Host: [::1\r\n"];

const bodies = [
  "{}",
  "[]",
  "null",
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}',
  '{"a":1,"a":2,}',
  "{'a':b}",
  '{"a":1e999999,"b":123456789012345678901234567890}',
  '"\\ud800"',
  "\xff\xfe\0\0",
  "[".repeat(5000),
  '{"a":'.repeat(5000),
  "0\r\n\r\n",
  "5\r\nhello\r\n0\r\n\r\n",
  "zz\r\nhello\r\n",
  "ffffffffffffffff\r\nx",
  "1;a=b;c=d\r\nx\r\n0\r\nTrailer: x\r\n\r\n",
];
