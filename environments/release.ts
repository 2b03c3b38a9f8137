import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Door, Environment } from "./environment";
import { doors, expect, perDoor } from "./pin-schemas";

/** First 12 hexadecimal digits of a SHA-256 over what a client can observe of a REST API at one door. Synth tells it. */
export type Fingerprint = string;

/** One definition for everybody. Synth refuses any other: a change of the definition needs a decision. */
export interface StableRelease {
  stable: Fingerprint;
  candidate?: undefined;
  canary?: undefined;
}

/** The stage stays with `stable`, which is not deployed again, and a share of the requests gets `candidate`. */
export interface StartedCanary {
  stable: Fingerprint;
  /** The definition as it is now. */
  candidate: Fingerprint;
  canary: "start";
  /** Percent of the requests that the canary answers, 0.01 to 100. */
  percentTraffic: number;
  /** Stage variables of the canary. One that it has can change, but go only with the canary. @default - none of its own */
  variables?: Readonly<Record<string, string>>;
  /** Whether answers of the canary are cached, apart from the stage's; needs a `cache`. @default false */
  useStageCache?: boolean;
}

/**
 * A canary ends: `promote` gives everybody `candidate`, which must be the definition as it is now; `abort` leaves
 * everybody with `stable`, whatever the definition is now.
 */
export interface EndedCanary {
  stable: Fingerprint;
  candidate: Fingerprint;
  canary: "promote" | "abort";
}

/** Which definition of a REST API its stage serves, and which its canary. */
export type Release = StableRelease | StartedCanary | EndedCanary;

/** By door, then by API and version: `{ regional: { "orders-v1": { stable: "0123456789ab" } } }`. */
export type Releases = { readonly [D in Door]?: Readonly<Record<string, Release>> };

const fingerprint = expect(/^[0-9a-f]{12}$/, "a fingerprint of 12 hexadecimal digits, as synth tells it");

const ended = (canary: "promote" | "abort") =>
  z.strictObject({ stable: fingerprint, candidate: fingerprint, canary: z.literal(canary) });

const undecided = z.optional(
  z.unknown().check(
    z.refine((candidate) => candidate === undefined, {
      error: 'none, or a decision beside it: canary: "start", "promote" or "abort"',
    }),
  ),
);

const pinned = z.discriminatedUnion(
  "canary",
  [
    z.strictObject({ stable: fingerprint, candidate: undecided, canary: z.optional(z.undefined()) }),
    z.strictObject({
      stable: fingerprint,
      candidate: fingerprint,
      canary: z.literal("start"),
      percentTraffic: z
        .number()
        .check(z.refine((percent) => percent >= 0.01 && percent <= 100, { error: "a number from 0.01 to 100" })),
      variables: z.optional(z.record(z.string(), z.string())),
      useStageCache: z.optional(z.boolean()),
    }),
    ended("promote"),
    ended("abort"),
  ],
  { error: "one of start, promote, abort, or none beside stable alone" },
);

export const releases = perDoor(z.record(z.string(), pinned));

/** Releases belong to open doors, and a canary is another definition than the stage's. */
export function releasesOfDoors({ doors: open, releases: all = {}, cache }: Environment, check: Check): void {
  for (const door of doors) {
    const own = all[door];
    check(open.includes(door) || own === undefined, `releases.${door}`, `none, as the ${door} door is closed`, own);
    for (const [api, release] of Object.entries(own ?? {})) {
      const { stable, candidate } = release;
      const pin = `releases.${door}.${api}`;
      check(stable !== candidate, `${pin}.candidate`, "another fingerprint than stable, or {stable} alone", candidate);
      const usesCache = "useStageCache" in release && (release.useStageCache ?? false);
      check(!usesCache || cache !== undefined, `${pin}.useStageCache`, "false, as no cache is pinned", usesCache);
    }
  }
}

/**
 * Refuses a definition that the pinned release doesn't have, so that no change is deployed, and no canary ends, by
 * mistake.
 *
 * @param pin where the release is pinned, for messages
 * @param current fingerprint of the definition as it is now
 * @throws Error `<pin>: expected <current> ..., got ...`
 */
export function refuseUndecided(pin: string, release: Release, current: Fingerprint): void {
  const { stable, candidate, canary } = release;
  if (canary === "abort" || (candidate ?? stable) === current) return;
  const now = `${current}, the fingerprint of the definition as it is now`;
  if (canary === undefined)
    throw new Error(
      `${pin}.stable: expected ${now}, got ${stable}: an undeployed change; to release it gradually pin ` +
        `{ stable: "${stable}", candidate: "${current}", canary: "start", percentTraffic: 10 }, at once { stable: "${current}" }`,
    );
  throw new Error(
    `${pin}.candidate: expected ${now}, got ${candidate}: ` +
      (canary === "start"
        ? "pin it, and the canary gets it"
        : `go back to the definition that the canary has, or pin canary: "start" and candidate: "${current}" first`),
  );
}
