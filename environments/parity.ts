import type { Environment } from "./environment";

/** Pins that may differ between environments, and why; a pin covers those below it. Any other difference is a mistake. */
export const deliberate: Readonly<Record<string, string>> = {
  name: "an environment is known by its name",
  account: "a mistake in one account leaves the others alone",
  stage: "the stage is named for the environment",
  "domain.zone": "clients of one environment can't reach another by accident",
  "domain.hosts": "host names lie in the environment's zone",
  cache: "costs by the hour; only prod has the traffic that it saves",
  webAcl: "dev holds no data worth the price of a web ACL",
  backends: "orders of one environment never show another's catalogue",
  throttle: "dev and staging see a fraction of prod's traffic",
  "logs.retentionDays": "prod keeps logs for a year, as audits ask; elsewhere they are for debugging",
  "logs.execution": "dev shows each step of a request; elsewhere only errors are worth their price",
  deletionProtection: "dev is created and destroyed at will",
  "lambda.memorySize": "prod buys latency with memory",
  "lambda.reservedConcurrency": "follows the throttle; dev shares the account's unreserved concurrency",
  "userPool.callbackUrls": "each environment signs in to its own shop",
  "userPool.logoutUrls": "as the addresses that people are sent back to",
  balancer:
    "dev does without, as a load balancer costs money by the hour; elsewhere it is named in the environment's zone",
  "direct.invokers": "each environment is called by its own twin of a caller",
  "realtime.host": "it lies in the environment's zone",
  "realtime.throttle": "as the throttle of the doors",
  events: "prod's traffic is worth a stream on demand and its records a year; dev pays for one shard and a week",
  network: "VPCs that may be peered one day have ranges of their own",
  state: "dev belongs to one developer at a time; shared environments keep their state in their account's bucket",
  alarms: "nobody is woken by dev; staging tolerates what its tests provoke",
  encryption: "dev holds no data worth the price of a key of its own",
  "tags.CostCenter": "costs are told apart by environment",
};

/** A pin that is not the same in every environment. */
export interface Difference {
  /** Path of the pin: `logs.retentionDays`. */
  pin: string;
  /** By environment; one that doesn't pin it is left out. */
  values: Record<string, unknown>;
  /** Why it differs; absent where nobody said so. */
  reason?: string;
}

/** How environments differ, as `cdktf.out/parity.json` holds it. */
export interface Parity {
  environments: string[];
  differences: Difference[];
}

/** Compares environments pin by pin. */
export function parityOf(
  environments: readonly Environment[],
  reasons: Readonly<Record<string, string>> = deliberate,
): Parity {
  const pinned = environments.map(({ file: _file, ...pins }) => [pins.name, new Map(pinsOf(pins, ""))] as const);
  const paths = [...new Set(pinned.flatMap(([, pins]) => [...pins.keys()]))].toSorted();
  const differences = paths.flatMap((pin): Difference[] => {
    const values = pinned.flatMap(([name, pins]) => (pins.has(pin) ? [[name, pins.get(pin)] as const] : []));
    const isSame =
      values.length === pinned.length && new Set(values.map(([, value]) => JSON.stringify(value))).size === 1;
    const reason = reasonFor(pin, reasons);
    return isSame ? [] : [{ pin, values: Object.fromEntries(values), ...(reason !== undefined && { reason }) }];
  });
  return { environments: pinned.map(([name]) => name), differences };
}

/** Reasons that no difference needs any more. */
export function unusedReasons(
  { differences }: Parity,
  reasons: Readonly<Record<string, string>> = deliberate,
): string[] {
  return Object.keys(reasons).filter((path) => !differences.some(({ pin }) => covers(path, pin)));
}

const covers = (path: string, pin: string) => pin === path || pin.startsWith(`${path}.`);

function reasonFor(pin: string, reasons: Readonly<Record<string, string>>): string | undefined {
  const path = Object.keys(reasons).find((candidate) => covers(candidate, pin));
  return path === undefined ? undefined : reasons[path];
}

/** Every pin by its path; lists are one pin, as their parts have no names. */
function pinsOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return value === undefined ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => pinsOf(inner, path ? `${path}.${key}` : key));
}
