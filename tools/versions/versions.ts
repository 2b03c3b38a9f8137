import { existsSync, readFileSync } from "node:fs";
import type { PublishedVersion, PublishedVersions } from "../../contract/published-versions";
import { type Command, type Terminal, UsageError } from "../command";

const file = "generated/versions.json";

/** `gatehouse versions`: where each version of the API stands on a day, and which should be gone. */
export const versions: Command = {
  name: "versions",
  usage: "versions [--date YYYY-MM-DD]",
  summary: "Prints where each version of the API stands, and fails where one is past its sunset and not removed.",
  help: [
    ["--date", "the day to look at, in UTC (today)"],
    ["reads", `${file}, as npm run generate writes it`],
    ["exit code", "0, or 1 when a version is past its sunset and not removed"],
  ],
  options: { date: { type: "string" } },
  run: (terminal, { date }) => Promise.resolve(report(terminal, dayOf(date as string | undefined))),
};

function report(terminal: Terminal, day: string): number {
  const all = Object.entries(readVersions()).flatMap(([name, list]) =>
    list.map((life) => ({ subject: `${name} ${life.version}`, life })),
  );
  const width = Math.max(...all.map(({ subject }) => subject.length));
  for (const { subject, life } of all) terminal.out(`${subject.padEnd(width)}  ${standing(life, day)}`);
  const overdue = all.filter(({ life }) => isOverdue(life, day));
  for (const { subject, life } of overdue)
    terminal.err(
      `${subject}: expected to be removed, as its sunset was ${life.sunset}: take it from the service and register ` +
        "removed, or give clients more time by a later sunset",
    );
  return overdue.length > 0 ? 1 : 0;
}

const isOverdue = ({ sunset, removed }: PublishedVersion, day: string) =>
  removed === undefined && sunset !== undefined && sunset <= day;

function standing(life: PublishedVersion, day: string): string {
  const { deprecated, sunset, removed } = life;
  if (removed !== undefined) return `removed ${removed}`;
  if (deprecated === undefined) return "current";
  if (isOverdue(life, day)) return `past its sunset ${sunset}`;
  const deprecation = deprecated <= day ? `deprecated since ${deprecated}` : `current, deprecated from ${deprecated}`;
  return sunset === undefined ? `${deprecation}, no sunset` : `${deprecation}, sunset ${sunset} ${inDays(day, sunset)}`;
}

function inDays(from: string, to: string): string {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return `(in ${days} ${days === 1 ? "day" : "days"})`;
}

function dayOf(date: string | undefined): string {
  if (date === undefined) return new Date().toISOString().slice(0, 10);
  if (!isDay(date)) throw new UsageError(`--date: expected a day such as 2028-11-01, got ${date}`);
  return date;
}

const isDay = (value: unknown): boolean =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

function readVersions(): PublishedVersions {
  if (!existsSync(file)) throw new UsageError(`${file}: expected what npm run generate writes, got none: run it`);
  const found = parsed(readFileSync(file, "utf8"));
  if (!isPublished(found)) throw new UsageError(`${file}: expected what npm run generate writes, got something else`);
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isPublished = (value: unknown): value is PublishedVersions =>
  isObject(value) && Object.values(value).every((list) => Array.isArray(list) && list.every(isVersion));

const isVersion = (value: unknown): boolean =>
  isObject(value) &&
  typeof value.version === "string" &&
  [value.deprecated, value.sunset, value.removed].every((date) => date === undefined || isDay(date));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
