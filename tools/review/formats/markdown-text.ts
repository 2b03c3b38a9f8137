import { shorten, visible } from "./sentences";

/**
 * Prose for GitHub's markdown, also inside a table: nothing in it becomes markup, a link, a mention, a reference to an
 * issue or a formula. Entities are text by definition (CommonMark 0.31, 2.5); the zero-width space keeps a name or a
 * number apart from the sign that would link it.
 */
export function prose(text: string, longest = 2000): string {
  return shorten(visible(text), longest)
    .replaceAll(markup, (found) => (joining.test(found) ? `${found}&#8203;` : entities(found)))
    .replace(/^(?=[-+=#!:]|\d+[.)])/, "&#8203;");
}

/** Signs of markup, underscores at the edges of words, and what GitHub turns into links and mentions. */
const markup = /[&<>|\\`*[\]~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|@|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww\./gi;

/** Kept apart from what follows them, because GitHub reads entities before it looks for mentions. */
const joining = /^(?:@|#|GH-)$/i;

const entities = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A name or value, as code: inside it nothing is markup. */
export function code(text: string, longest = 300): string {
  const shown = shorten(visible(text), longest);
  if (/^[^`|\\<]+$/.test(shown) && shown.trim() === shown) return `\`${shown}\``;
  return `<code>${shown.replaceAll(/[^A-Za-z0-9 .,/-]/gu, (c) => `&#${c.codePointAt(0)};`)}</code>`;
}

/** Lines between fences that are longer than any run of backticks in them. */
export function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${lines.join("\n")}\n${fence}`;
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** A part that is folded until a reader opens it. */
export const folded = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;

/** As {@link code}, for a summary, where GitHub reads HTML only. */
export const codeInSummary = (text: string): string =>
  `<code>${shorten(visible(text), 200).replaceAll(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`)}</code>`;

/** The first of many, and how many more there are. */
export const cutList = (items: readonly string[], longest: number, bullet = ""): string[] =>
  items.length <= longest ? [...items] : [...items.slice(0, longest), `${bullet}and ${items.length - longest} more`];

/** What GitHub counts, or more. */
export const sizeOf = (text: string): number => Buffer.byteLength(text);
