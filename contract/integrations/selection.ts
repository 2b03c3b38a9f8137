import { selectIntegrationResponse } from "../../semantics/selection-pattern";
import type { IntegrationContext } from "./compiler";

/** What the backend gives that a response is selected by: its status, or the message of a function's error. */
export interface Selection {
  status: number;
  pattern: string;
  sample: string;
}

/** Refuses patterns that don't select what they are for. @throws Error naming the pattern */
export function checkSelections(selections: readonly Selection[], { subject }: IntegrationContext): void {
  const selectable = selections.map(({ status, pattern }) => ({
    statusCode: String(status),
    selectionPattern: pattern,
  }));
  for (const { pattern, sample } of selections) {
    const chosen = selectIntegrationResponse(selectable, sample)?.selectionPattern;
    if (chosen !== pattern)
      throw new Error(
        `${subject}: error ${pattern}: expected to be the one that ${JSON.stringify(sample)} selects, got ${chosen ?? "none"}`,
      );
  }
  if (new Set(selections.map(({ status }) => status)).size < selections.length)
    throw new Error(`${subject}: errors: expected one pattern a status, as API Gateway keeps them by status, got two`);
}

/** Refuses an error that the route doesn't declare. */
export function checkDeclared(status: number, place: string, { route }: IntegrationContext): void {
  if (!route.errors?.includes(status))
    throw new Error(`${place}: expected ${status} among the route's errors, got ${route.errors?.join(", ") ?? "none"}`);
}
