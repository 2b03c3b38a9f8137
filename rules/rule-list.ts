import type { Rule } from "./rule";

/** Every rule with its source, as docs/rules.md has it: by section, in the order in which they are checked. */
export const ruleList = (sections: readonly (readonly [title: string, rules: readonly Rule[]])[]): string =>
  sections.map(([title, rules]) => `### ${title}\n\n${rules.map(item).join("\n")}`).join("\n\n");

const item = ({ id, checks, source }: Rule): string => `- \`${id}\`: ${checks}. _Source:_ ${source}.`;
