import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * The part of a page of docs/ between its `<!-- <name>: generated -->` and `<!-- <name>: end -->`; with UPDATE_DOCS set it is
 * written anew first.
 */
export function generatedSection(page: string, name: string, expected: string): string | undefined {
  const path = join(resolve(__dirname, "../docs"), page);
  const [begin, end] = [`<!-- ${name}: generated -->\n\n`, `\n\n<!-- ${name}: end -->`];
  const [before, rest = ""] = readFileSync(path, "utf8").split(begin);
  const [written, after] = rest.split(end);
  if (!process.env["UPDATE_DOCS"]) return written;
  writeFileSync(path, [before, begin, expected, end, after].join(""));
  return expected;
}

/** A table as prettier writes it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
