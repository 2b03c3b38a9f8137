import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, UsageError } from "../command";
import { code, prose, table } from "../review/formats/markdown-text";

/** How environments differ, as synth wrote it. */
interface Parity {
  environments: string[];
  differences: { pin: string; values: Record<string, unknown>; reason?: string }[];
}

const formats: Record<string, (parity: Parity) => string> = { markdown: toMarkdown, json: toJson };

/** `gatehouse parity`: how environments differ, and which differences nobody gave a reason for. */
export const parity: Command = {
  name: "parity",
  usage: "parity [--format markdown|json]",
  summary: "Prints how the environments differ, pin by pin, and why; fails where a difference has no reason.",
  help: [
    ["--format", "markdown or json (markdown)"],
    ["reads", "cdktf.out/parity.json, as synth writes it"],
    ["exit code", "0, or 1 when a difference has no reason in environments/parity.ts"],
  ],
  options: { format: { type: "string", default: "markdown" } },
  run: (terminal, { format }) => {
    const print = typeof format === "string" && Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (!print) throw new UsageError(`--format: expected ${Object.keys(formats).join(" or ")}, got ${String(format)}`);
    const found = readParity("cdktf.out");
    terminal.out(print(found));
    const undeclared = undeclaredIn(found);
    for (const { pin } of undeclared)
      terminal.err(
        `${pin}: expected the same in every environment, or a reason in environments/parity.ts, got neither`,
      );
    return Promise.resolve(undeclared.length > 0 ? 1 : 0);
  },
};

function readParity(output: string): Parity {
  const file = join(output, "parity.json");
  if (!existsSync(file)) throw new UsageError(`${file}: expected what synth writes, got none: run npm run synth`);
  return JSON.parse(readFileSync(file, "utf8")) as Parity;
}

const undeclaredIn = ({ differences }: Parity) => differences.filter(({ reason }) => reason === undefined);

function toMarkdown(found: Parity): string {
  const { environments, differences } = found;
  const undeclared = undeclaredIn(found);
  const rows = [...undeclared, ...differences.filter(({ reason }) => reason !== undefined)].map(
    ({ pin, values, reason }) => [
      code(pin),
      ...environments.map((name) => (name in values ? code(JSON.stringify(values[name])) : "-")),
      reason === undefined ? "**no reason**" : prose(reason),
    ],
  );
  const count = `${differences.length} pins differ between ${environments.join(", ")}; ${undeclared.length} without a reason`;
  return rows.length > 0 ? `${count}\n\n${table(["pin", ...environments, "why"], rows)}` : count;
}

function toJson(found: Parity): string {
  return JSON.stringify({ undeclared: undeclaredIn(found).map(({ pin }) => pin), ...found }, null, 1);
}
