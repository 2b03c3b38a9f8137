import type { StackBlocks } from "./judged-stack";

/** A stack that breaks a rule. */
export interface Break extends StackBlocks {
  /** How each violation of the rule begins, `<address>: <message>`, in any order. */
  refused: readonly [string, ...string[]];
}

/**
 * Per rule, stacks that break it and stacks that pass it, each named by what it has. Other rules may refuse the same
 * stacks: only violations of the rule count.
 */
export type Cases = Record<string, { breaks: Record<string, Break>; passes: Record<string, StackBlocks> }>;
