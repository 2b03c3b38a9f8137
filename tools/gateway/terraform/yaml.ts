import type * as Yaml from "yaml";
import { iterate, isMap, Lookup } from "./values";

/** Loaded when there is YAML: it takes as long as reading a stack. */
const yaml = () => require("yaml") as typeof Yaml;

/** A document for API Gateway, in YAML 1.2 with merge keys. Throws for what is no YAML. */
export const decodeDocument = (source: string): unknown => yaml().parse(source, { merge: true });

/** Texts that Terraform's YAML takes for booleans, as YAML 1.1 did. */
const booleans: Yaml.ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  identify: (value) => typeof value === "boolean",
  test: /^(?:[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF)$/,
  resolve: (text) => /^(?:y|t|on)/i.test(text),
};

/** Dates, which Terraform gives as RFC 3339 text. */
const timestamps: Yaml.ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  identify: () => false,
  test: /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/,
  resolve: (text) => new Date(text).toISOString().replace(".000Z", "Z"),
};

/** The value of a YAML document, read as `yamldecode` reads it. Throws for what is no YAML. */
export function decodeYaml(source: string): unknown {
  const value: unknown = yaml().parse(source, { merge: true, customTags: (tags) => [booleans, timestamps, ...tags] });
  return value ?? null;
}

/** YAML as `yamlencode` writes it: keys in order, texts in double quotes, several lines as a block. */
export function encodeYaml(value: unknown): string {
  const { Document } = yaml();
  const text = new Document(ordered(value)).toString({
    defaultKeyType: "QUOTE_DOUBLE",
    defaultStringType: "QUOTE_DOUBLE",
    indentSeq: false,
    lineWidth: 0,
  });
  if (typeof value === "string") return text.replace(/\n(?=.)/g, "\n  ");
  return typeof value === "object" && value !== null ? text : `${text}...\n`;
}

function ordered(value: unknown): unknown {
  if (value instanceof Lookup) throw new Error("expected a value, got a whole resource: name its attribute");
  if (Array.isArray(value)) return value.map(ordered);
  if (isMap(value)) return new Map(iterate(value).map(([key, item]) => [String(key), ordered(item)]));
  if (typeof value !== "string" || !value.includes("\n")) return value;
  const { Scalar } = yaml();
  const block = new Scalar(value);
  block.type = Scalar.BLOCK_LITERAL;
  return block;
}
