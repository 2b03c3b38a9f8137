import type { Waiver } from "./rules/waivers";

/**
 * What this project accepts although a rule (docs/rules.md) refuses it, each with the reason and the last day on which it
 * holds. The plan review shows them, and blocks once a day has passed.
 */
export const waivers: readonly Waiver[] = [];
