import { isDay, isLike } from "../semantics/waiver";

/** A violation that somebody answers for, until a day. */
export interface Waiver {
  /** Id of the rule, see docs/rules.md. */
  rule: string;
  /** Name of the stack; `*` stands for any text. */
  stack: string;
  /** Address of the resource, `*` as in {@link stack}. */
  address: string;
  /** Why it is accepted, for the next reader. */
  reason: string;
  /** Last day on which it holds: `2027-03-31`. The plan review blocks after it; synth never reads the clock. */
  expires: string;
}

/** What is wrong with waivers themselves, one line each. */
export function checkWaivers(waivers: readonly Waiver[], rules: readonly string[]): string[] {
  return waivers.flatMap((waiver, index) => {
    const subject = `waivers.ts: entry ${index + 1}`;
    return [
      ...(rules.includes(waiver.rule)
        ? []
        : [`${subject}: rule: expected the id of a rule (docs/rules.md), got ${waiver.rule}`]),
      ...(["stack", "address", "reason"] as const)
        .filter((field) => !waiver[field]?.trim())
        .map((field) => `${subject}: ${field}: expected a text, got none`),
      ...(isDay(waiver.expires ?? "")
        ? []
        : [`${subject}: expires: expected a day such as 2027-03-31, got ${waiver.expires || "none"}`]),
    ];
  });
}

export function isWaived(
  { rule, stack, address }: { rule: string; stack: string; address: string },
  waiver: Waiver,
): boolean {
  return waiver.rule === rule && isLike(stack, waiver.stack) && isLike(address, waiver.address);
}

/** What is wrong with a waiver that nothing needs. */
export const unusedLine = ({ rule, stack, address }: Waiver): string =>
  `waivers.ts: ${rule} of ${stack} ${address}: expected something to waive, got nothing; remove the waiver`;
