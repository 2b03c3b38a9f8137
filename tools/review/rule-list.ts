import { severities } from "./finding";
import type { Category, RuleText } from "./rule";

const titles = {
  data: "Data",
  clients: "Clients",
  exposure: "Exposure",
  certificates: "Certificates and DNS",
  runtime: "Runtime and operations",
  plan: "The plan itself",
} satisfies Record<Category, string>;

/** Every rule with an example, as docs/review.md has it: by category, worst first. */
export function ruleList(rules: readonly RuleText[]): string {
  const sections = Object.entries(titles).map(([category, title]) => {
    const own = rules
      .filter((rule) => rule.category === category)
      .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1));
    return `### ${title}\n\n${own.map(item).join("\n")}`;
  });
  return sections.join("\n\n");
}

function item({ id, severity, summary, example, equivalents = [] }: RuleText): string {
  const same = equivalents.length > 0 ? ` Elsewhere: ${equivalents.join(", ")}.` : "";
  return `- \`${id}\` (${severity}): ${plain(summary)}. _Example:_ ${plain(example)}.${same}`;
}

/** What markdown would read as markup, outside of code. */
const plain = (text: string): string =>
  text
    .replace(/\.$/, "")
    .replaceAll(/`[^`]*`|[*<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (found) =>
      found.startsWith("`") ? found : `\\${found}`,
    );
