import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { between, expect } from "./pin-schemas";
import { type MethodThrottles, methodThrottles, type RateAndBurst, rateAndBurst } from "./throttle";

/** What each client of a tier may ask of a door. Source: developer guide, "Usage plans and API keys for REST APIs". */
export interface UsagePlan extends RateAndBurst {
  /** Requests in a period, which begins at midnight UTC. @default - no limit */
  quota?: { limit: number; period: "DAY" | "WEEK" | "MONTH" };
  /** Methods with limits of their own instead: routes that ask for an API key, 20 at most. @default - none */
  methods?: MethodThrottles;
  /** Names of clients, each of which gets an API key per door. AWS makes the values. */
  keys: readonly string[];
}

/** By tier. */
export type UsagePlans = Readonly<Record<string, UsagePlan>>;

const name = expect(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/, "2 to 30 lower-case letters, digits and -");

export const usagePlans = z.record(
  name,
  z.strictObject({
    ...rateAndBurst,
    quota: z.optional(z.strictObject({ limit: between(1, 2_147_483_647), period: z.enum(["DAY", "WEEK", "MONTH"]) })),
    methods: z.optional(
      methodThrottles.check(
        z.refine((methods) => Object.keys(methods).length <= 20, {
          error: "at most 20 methods, as a usage plan takes for a stage",
        }),
      ),
    ),
    keys: z.array(name),
  }),
);

/** A key is in one usage plan of a stage (API reference, CreateUsagePlanKey). */
export function clientsOfPlans({ usagePlans: pinned = {} }: Environment, check: Check): void {
  const tierOf = new Map<string, string>();
  for (const [tier, { keys }] of Object.entries(pinned))
    for (const client of keys) {
      const other = tierOf.get(client);
      const given = other === tier ? `${client} twice` : `${client}, which ${other} has`;
      check(other === undefined, `usagePlans.${tier}.keys`, "each client once, in one plan", given);
      tierOf.set(client, tier);
    }
}
