import type { Implementation } from "../functions";
import { toText } from "../values";

export const timeFunctions: Record<string, Implementation> = {
  formatdate: ([pattern, time]) => formatDate(toText(pattern), readTime(toText(time))),
  timeadd: ([time, duration]) => {
    const moment = readTime(toText(time));
    return rfc3339({ ...moment, milliseconds: moment.milliseconds + milliseconds(toText(duration)) });
  },
  timecmp: ([a, b]) => Math.sign(readTime(toText(a)).milliseconds - readTime(toText(b)).milliseconds),
};

/** A moment with the zone that it was written in. */
interface Moment {
  milliseconds: number;
  offsetMinutes: number;
}

function readTime(text: string): Moment {
  const found = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|([-+])(\d\d):(\d\d))$/.exec(text);
  const time = found ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new Error(`expected a time such as 2020-01-31T10:00:00Z, got ${JSON.stringify(text)}`);
  const [, sign, hours = "0", minutes = "0"] = found!;
  const offset = Number(hours) * 60 + Number(minutes);
  return { milliseconds: time, offsetMinutes: sign === "-" ? -offset : offset };
}

/** Date and time of day in the moment's own zone. */
const local = ({ milliseconds: time, offsetMinutes }: Moment) => new Date(time + offsetMinutes * 60_000);

function zone({ offsetMinutes }: Moment, separator: string): string {
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

const zoneOrZ = (moment: Moment, separator: string) => (moment.offsetMinutes === 0 ? "Z" : zone(moment, separator));

const rfc3339 = (moment: Moment) => `${local(moment).toISOString().slice(0, 19)}${zoneOrZ(moment, ":")}`;

const units: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration of Go's, such as `-1h30m`. */
function milliseconds(duration: string): number {
  const [, sign, parts] = /^([-+]?)((?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+|0)$/.exec(duration) ?? [];
  if (parts === undefined) throw new Error(`expected a duration such as 1h30m, got ${JSON.stringify(duration)}`);
  let sum = 0;
  for (const [, amount, unit] of parts.matchAll(/([\d.]+)([a-zµ]+)/g)) sum += Number(amount) * units[unit!]!;
  return sign === "-" ? -sum : sum;
}

const two = (value: number) => String(value).padStart(2, "0");
const months = "January February March April May June July August September October November December".split(" ");
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const twelve = (date: Date) => date.getUTCHours() % 12 || 12;
const half = (date: Date) => (date.getUTCHours() < 12 ? "AM" : "PM");

const specifications: Record<string, (date: Date, moment: Moment) => string> = {
  YYYY: (date) => String(date.getUTCFullYear()).padStart(4, "0"),
  YY: (date) => two(date.getUTCFullYear() % 100),
  MMMM: (date) => months[date.getUTCMonth()]!,
  MMM: (date) => months[date.getUTCMonth()]!.slice(0, 3),
  MM: (date) => two(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  DD: (date) => two(date.getUTCDate()),
  D: (date) => String(date.getUTCDate()),
  EEEE: (date) => days[date.getUTCDay()]!,
  EEE: (date) => days[date.getUTCDay()]!.slice(0, 3),
  hh: (date) => two(date.getUTCHours()),
  h: (date) => String(date.getUTCHours()),
  HH: (date) => two(twelve(date)),
  H: (date) => String(twelve(date)),
  AA: half,
  aa: (date) => half(date).toLowerCase(),
  mm: (date) => two(date.getUTCMinutes()),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => two(date.getUTCSeconds()),
  s: (date) => String(date.getUTCSeconds()),
  ZZZZZ: (_, moment) => zone(moment, ":"),
  ZZZZ: (_, moment) => zone(moment, ""),
  ZZZ: (_, moment) => (moment.offsetMinutes === 0 ? "UTC" : zone(moment, "")),
  Z: (_, moment) => zoneOrZ(moment, ":"),
};

/** Letters are specifications by repetition, text is in quotes, all other signs mean themselves. */
function formatDate(pattern: string, moment: Moment): string {
  const date = local(moment);
  return pattern.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*/g, (all, quoted?: string) => {
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    const specified = Object.hasOwn(specifications, all) ? specifications[all] : undefined;
    if (!specified) throw new Error(`expected one of ${Object.keys(specifications).join(", ")}, got ${all}`);
    return specified(date, moment);
  });
}
