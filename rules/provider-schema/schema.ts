import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A type as Terraform writes it in JSON: `"string"`, `["list", "string"]`, `["object", {"name": "string"}]`. */
export type TypeConstraint =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | ["list" | "set" | "map", TypeConstraint]
  | ["object", Record<string, TypeConstraint>]
  | ["tuple", TypeConstraint[]];

/** Who sets an argument: `required`, `optional`, `optional computed`, or `computed` alone; `deprecated` may follow. */
export type Attribute = readonly [use: string, type?: TypeConstraint];

/** A nested block: its content, how it is written, how many there are at least and (0: without limit) at most. */
export type NestedBlock = readonly [
  block: number,
  mode: "single" | "list" | "set" | "map" | "group",
  minimum: number,
  maximum: number,
  deprecated?: "deprecated",
];

export type Block = readonly [attributes: Record<string, Attribute>, blocks: Record<string, NestedBlock>];

/** What `npm run provider-schema` writes; a block that is nested in many places is there once. */
export interface ProviderSchema {
  provider: string;
  version: string;
  blocks: readonly Block[];
  /** Number of the block by resource type. */
  resources: Readonly<Record<string, number>>;
  /** As {@link resources}, for data sources. */
  data: Readonly<Record<string, number>>;
}

let read: ProviderSchema | undefined;

/** The schema of the AWS provider that the constructs are made for; types of other services are not in it. */
export const providerSchema = (): ProviderSchema =>
  (read ??= JSON.parse(readFileSync(join(__dirname, "hashicorp-aws.json"), "utf8")) as ProviderSchema);
