import type { Rule } from "../rule";

/** Every rule, in the order of docs/review.md. */
export const rules: readonly Rule[] = [];
