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
export function checkWaivers(waivers: readonly Waiver[], rules: ReadonlySet<string>): string[] {
  return waivers.flatMap((waiver, index) => {
    const subject = `waivers.ts: entry ${index + 1}`;
    return [
      ...(rules.has(waiver.rule)
        ? []
        : [`${subject}: rule: expected the id of a rule (docs/rules.md), got ${waiver.rule}`]),
      ...(["stack", "address", "reason"] as const)
        .filter((field) => !waiver[field]?.trim())
        .map((field) => `${subject}: ${field}: expected a text, got none`),
      ...(isDay(waiver.expires)
        ? []
        : [`${subject}: expires: expected a day such as 2027-03-31, got ${waiver.expires || "none"}`]),
    ];
  });
}

export function isWaived(
  { rule, stack, address }: { rule: string; stack: string; address: string },
  waiver: Waiver,
): boolean {
  return waiver.rule === rule && matches(waiver.stack, stack) && matches(waiver.address, address);
}

/** The form in which the plan review reads waivers. */
export const forReview = ({ rule, stack, address, reason, expires }: Waiver) => ({
  rule,
  plan: stack,
  address,
  reason,
  expires,
});

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
