import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { TableDefinition } from "../dynamodb/tables";
import type { FunctionDefinition } from "../lambda/runtime";
import type { Configuration } from "../terraform/configuration";
import { isMap } from "../terraform/values";
import { defined } from "./openapi";

/** Every table that the stacks declare. */
export function loadTables(configuration: Configuration): TableDefinition[] {
  return configuration.resources("aws_dynamodb_table").map((table) => {
    const [ttl] = table.blocks("ttl");
    return {
      name: table.text("name"),
      hash_key: table.text("hash_key"),
      attribute: table.blocks("attribute") as unknown as TableDefinition["attribute"],
      ...defined("range_key", table.argument("range_key") as string | undefined),
      ...defined("billing_mode", table.argument("billing_mode") as string | undefined),
      global_secondary_index: table.blocks("global_secondary_index") as never[],
      local_secondary_index: table.blocks("local_secondary_index") as never[],
      ...defined("ttl", ttl as TableDefinition["ttl"]),
      ...defined("stream_enabled", table.argument("stream_enabled") as boolean | undefined),
      ...defined("stream_view_type", table.argument("stream_view_type") as string | undefined),
      ...defined("read_capacity", table.argument("read_capacity") as number | undefined),
      ...defined("write_capacity", table.argument("write_capacity") as number | undefined),
    };
  });
}

/** Tables that are served although AWS will refuse their names. */
export const shortTableNames = (configuration: Configuration): string[] =>
  configuration
    .resources("aws_dynamodb_table")
    .filter((table) => table.text("name").length < 3)
    .map(
      (table) =>
        `stack ${table.stack.name}: ${table.address}.name: expected 3 to 255 characters, got ${table.text("name")}: served, ` +
        "but AWS will refuse it",
    );

/** Functions that run without their layers, a warning each. */
export const functionsWithLayers = (configuration: Configuration): string[] =>
  configuration
    .resources("aws_lambda_function")
    .filter((fn) => ((fn.written("layers") ?? []) as unknown[]).length > 0)
    .map((fn) => `stack ${fn.stack.name}: ${fn.address}.layers: expected none, got some: it runs without them`);

/** The function that a name or ARN (plain, with version or alias) means, from the stack that declares it. */
export function loadFunction(configuration: Configuration, nameOrArn: string): FunctionDefinition {
  const name = /^arn:aws[\w-]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(":")[0]!;
  const declared = configuration.resources("aws_lambda_function").find((fn) => fn.get("function_name") === name);
  if (!declared) {
    const stacks = configuration.stacks.map((stack) => stack.name).join(", ");
    throw new Error(
      `function ${name}: expected an aws_lambda_function of that name in the loaded stacks (${stacks}), got none`,
    );
  }
  const place = `stack ${declared.stack.name}: ${declared.address}`;
  const zip = declared.argument("filename");
  if (typeof zip !== "string")
    throw new Error(`${place}: expected filename (a zip), got none: only local zips can be run`);
  const path = resolve(declared.stack.folder, zip);
  if (!existsSync(path)) throw new Error(`${place}: filename: expected a zip at ${path}, got no such file`);
  const runtime = declared.optionalText("runtime") ?? "";
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw new Error(
      `${place}: runtime: expected nodejs<version>.x, which is all that runs here, got ${runtime || "none"}`,
    );
  const [environment] = declared.blocks("environment");
  const variables = isMap(environment?.["variables"]) ? environment["variables"] : {};
  return {
    name,
    handler: declared.optionalText("handler") ?? "",
    runtime,
    timeout: Number(declared.argument("timeout") ?? 3),
    memorySize: Number(declared.argument("memory_size") ?? 128),
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    zip: path,
    arn: declared.text("arn"),
    version: declared.text("version"),
  };
}
