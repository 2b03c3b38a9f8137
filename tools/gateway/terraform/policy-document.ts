import type { Instance } from "./instance";
import { isMap, toText } from "./values";

type Json = Record<string, unknown>;

/**
 * The JSON of `aws_iam_policy_document` (Terraform AWS provider): statements of its source documents and its own, one with the
 * `sid` of another replacing it, then those that override. `&{...}` stands for AWS's `${...}`.
 */
export function policyDocument(data: Instance): string {
  const own = data.blocks("statement").map(statementOf);
  const statements = [
    ...documents(data.argument("source_policy_documents")),
    ...own,
    ...documents(data.argument("override_policy_documents")),
  ].reduce<Json[]>(addStatement, []);
  return JSON.stringify({
    Version: data.argument("version") ?? "2012-10-17",
    Id: data.argument("policy_id"),
    Statement: statements,
  }).replaceAll("&{", "${");
}

function documents(value: unknown): Json[] {
  return ([value ?? []].flat() as unknown[]).flatMap((text) => {
    const document: unknown = text === "" ? {} : JSON.parse(toText(text));
    return isMap(document) ? ([document["Statement"] ?? []].flat() as Json[]) : [];
  });
}

function addStatement(statements: Json[], statement: Json): Json[] {
  const place = statement["Sid"] ? statements.findIndex((other) => other["Sid"] === statement["Sid"]) : -1;
  return place < 0 ? [...statements, statement] : statements.with(place, statement);
}

const statementOf = (statement: Json): Json => ({
  ...(statement["sid"] ? { Sid: statement["sid"] } : {}),
  Effect: statement["effect"] ?? "Allow",
  Principal: principals(statement["principals"]),
  NotPrincipal: principals(statement["not_principals"]),
  Action: list(statement["actions"]),
  NotAction: list(statement["not_actions"]),
  Resource: list(statement["resources"]),
  NotResource: list(statement["not_resources"]),
  Condition: conditions(statement["condition"]),
});

/** One element stands alone; none is left out. */
function list(value: unknown): unknown {
  const items = [value ?? []].flat();
  return items.length === 0 ? undefined : items.length === 1 ? items[0] : items;
}

const blocksOf = (value: unknown) => [value ?? []].flat() as Json[];

function principals(value: unknown): unknown {
  const byType: Record<string, unknown[]> = {};
  for (const block of blocksOf(value))
    (byType[toText(block["type"])] ??= []).push(...([block["identifiers"] ?? []].flat() as unknown[]));
  const types = Object.keys(byType);
  if (types.length === 0) return undefined;
  return types.length === 1 && types[0] === "*" ? "*" : mapValues(byType, list);
}

function conditions(value: unknown): unknown {
  const byTest: Record<string, Record<string, unknown[]>> = {};
  for (const block of blocksOf(value)) {
    const variables = (byTest[toText(block["test"])] ??= {});
    (variables[toText(block["variable"])] ??= []).push(...([block["values"] ?? []].flat() as unknown[]));
  }
  return Object.keys(byTest).length > 0 ? mapValues(byTest, (variables) => mapValues(variables, list)) : undefined;
}

const mapValues = <T>(map: Record<string, T>, convert: (value: T) => unknown) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, convert(value)]));
