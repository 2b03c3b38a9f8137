import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Severity } from "../finding";
import type { Report, ReportedFinding } from "../report";
import type { RuleText } from "../rule";
import type { Waiver } from "../waivers";
import { limitsIn, shorten, visible } from "./sentences";

/** What blocks is an error; what only asks for a reviewer's eyes is none. */
const levels = { block: "error", high: "warning", medium: "warning", info: "note" } satisfies Record<Severity, string>;

/** SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format") for GitHub's code scanning. */
export function toSarif(report: Report, rules: readonly RuleText[]): string {
  const ids = rules.map(({ id }) => id);
  const results = [
    ...report.findings.map((finding) => result(finding, ids)),
    ...report.waived.map(({ finding, waiver }) => result(finding, ids, waiver)),
  ];
  const notifications = [
    ...limitsIn(report).map(({ plan, sentence }) => ({ level: "warning", message: text(`${plan}: ${sentence}`) })),
    ...report.notes.map((note) => ({ level: "note", message: text(note) })),
  ];
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "gatehouse", rules: rules.map(describe) } },
        automationDetails: { id: `gatehouse-review/${report.label}/` },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        columnKind: "utf16CodeUnits",
        results,
        properties: { verdict: report.verdict },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const describe = ({ id, category, severity, summary, example, equivalents = [] }: RuleText) => ({
  id,
  shortDescription: text(summary),
  fullDescription: text(`${summary}. For example: ${example}`),
  defaultConfiguration: { level: levels[severity] },
  properties: { category, severity, tags: [category, ...equivalents] },
});

function result(finding: ReportedFinding, ids: readonly string[], waiver?: Waiver) {
  const { rule, severity, plan, address, title, detail, remedy, planFile } = finding;
  const source = finding.source ?? { file: planFile, line: 1 };
  return {
    ruleId: rule,
    ...(ids.includes(rule) && { ruleIndex: ids.indexOf(rule) }),
    level: levels[severity],
    message: text(`${title}. ${detail} What to do: ${remedy}`),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(source.file) },
          region: { startLine: source.line },
        },
        logicalLocations: [
          { name: visible(address), fullyQualifiedName: visible(`${plan}/${address}`), kind: "resource" },
        ],
      },
    ],
    partialFingerprints: { "gatehouse/v1": hash([rule, plan, address, title]) },
    ...(waiver && {
      suppressions: [
        { kind: "external", status: "accepted", justification: `${visible(waiver.reason)} (until ${waiver.expires})` },
      ],
    }),
    properties: { severity },
  };
}

/** Plain text: brackets followed by parentheses would be a link (section 3.11.6). */
const text = (plain: string) => ({ text: shorten(visible(plain), 4000).replaceAll("](", "] (") });

/** Relative where the file is below the working directory, as uploads expect it. */
function uriOf(file: string): string {
  const path = relative("", resolve(file)).replaceAll("\\", "/");
  return path.startsWith("..") ? pathToFileURL(file).href : path.split("/").map(encodeURIComponent).join("/");
}

const hash = (parts: readonly string[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex");
