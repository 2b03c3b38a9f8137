import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { accountOf, identifier, regionOf } from "./computed";
import { renderTemplate } from "./functions/files";
import type { Instance } from "./instance";
import { policyDocument } from "./policy-document";
import type { Stack } from "./stack";
import { Unsupported } from "./unsupported";
import { equal, isMap, Lookup, toText } from "./values";

/** An attribute of a data source: known without AWS, or read from the resource that another loaded stack declares. */
export function readData(data: Instance, attribute: string): unknown {
  const known = knownHere[data.type];
  if (!known) return findResource(data).get(attribute);
  const value = known(data)[attribute];
  if (value === undefined)
    throw new Unsupported(`expected an attribute of ${data.type} that the local gateway knows, got "${attribute}"`);
  return value;
}

const knownHere: Record<string, (data: Instance) => Record<string, unknown>> = {
  aws_region: (data) => ({ name: regionOf(data), region: regionOf(data), id: regionOf(data) }),
  aws_caller_identity: (data) => ({
    account_id: accountOf(data),
    id: accountOf(data),
    arn: `arn:aws:iam::${accountOf(data)}:root`,
    user_id: accountOf(data),
  }),
  aws_partition: () => ({
    partition: "aws",
    id: "aws",
    dns_suffix: "amazonaws.com",
    reverse_dns_prefix: "com.amazonaws",
  }),
  aws_availability_zones: (data) => {
    const names = ["a", "b", "c"].map((letter) => regionOf(data) + letter);
    return { names, zone_ids: names, id: regionOf(data) };
  },
  aws_cognito_user_pools: (data) => {
    const named = data.stack.configuration
      .resources("aws_cognito_user_pool")
      .filter((pool) => sameArgument(pool, "name", data.get("name")));
    if (named.length === 0) throw noneLoaded(data, "aws_cognito_user_pool", "none");
    return { ids: named.map((pool) => pool.get("id")), arns: named.map((pool) => pool.get("arn")) };
  },
  aws_iam_policy_document: (data) => ({
    json: policyDocument(data),
    minified_json: policyDocument(data),
    id: identifier(data, 10),
  }),
  // of providers other than AWS's
  local_file: (data) => {
    const content = readFileSync(resolve(data.stack.folder, data.text("filename")));
    return { content: content.toString(), content_base64: content.toString("base64"), id: data.text("filename") };
  },
  template_file: (data) => ({
    rendered: renderTemplate(data.text("template"), "template", data.argument("vars") ?? {}, data.stack.scope),
    id: identifier(data, 10),
  }),
  terraform_remote_state: (data) => ({ outputs: remoteOutputs(data) }),
};

/** Arguments of a data source that say which one is meant by other means than equality. */
const notCompared = new Set(["filter", "tags", "most_recent", "state", "owners", "depends_on"]);

/** The one resource of the same type among the loaded stacks that has everything the data source asks for. */
function findResource(data: Instance): Instance {
  const candidates = data.stack.configuration.resources(data.type);
  const wanted = data.argumentNames.filter((name) => !notCompared.has(name));
  const found = candidates.filter(
    (resource) =>
      wanted.every((name) => sameArgument(resource, name, data.get(name))) &&
      hasTags(resource, data.argument("tags")) &&
      data.blocks("filter").every((filter) => passesFilter(resource, filter)),
  );
  if (found.length === 1) return found[0]!;
  throw noneLoaded(
    data,
    data.type,
    found.length === 0 ? "none" : found.map((resource) => `${resource.stack.name}: ${resource.address}`).join(", "),
  );
}

function noneLoaded(data: Instance, type: string, got: string): Unsupported {
  const asked = data.argumentNames.map((name) => `${name} ${JSON.stringify(data.get(name))}`).join(", ");
  const stacks = data.stack.configuration.stacks.map((stack) => stack.name).join(", ");
  return new Unsupported(
    `expected one ${type} with ${asked} in the loaded stacks (${stacks}), got ${got}: load the stack that declares it`,
  );
}

function sameArgument(resource: Instance, name: string, wanted: unknown): boolean {
  if (wanted === null || name === "private_zone") return true;
  let value: unknown;
  try {
    value = resource.get(name);
  } catch {
    return false;
  }
  if (typeof value === "string" && typeof wanted === "string")
    return value.replace(/\.$/, "") === wanted.replace(/\.$/, "");
  return equal(value, wanted);
}

function hasTags(resource: Instance, wanted: unknown): boolean {
  if (!isMap(wanted)) return true;
  const tags = resource.get("tags_all") as Record<string, unknown>;
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

function passesFilter(resource: Instance, filter: Record<string, unknown>): boolean {
  const filterName = toText(filter["name"]);
  const values = [filter["values"]].flat();
  const tag = /^tag:(.*)$/.exec(filterName)?.[1];
  if (tag !== undefined) return values.includes((resource.get("tags_all") as Record<string, unknown>)[tag]);
  return values.some((value) => sameArgument(resource, filterName.replaceAll("-", "_"), value));
}

/** Outputs of another loaded stack: the one that the data source's name or its state's key ends with. */
function remoteOutputs(data: Instance): unknown {
  const { stacks } = data.stack.configuration;
  const place = JSON.stringify(data.argument("config") ?? {});
  const named = stacks.filter((stack) => data.label.endsWith(stack.name) || place.includes(stack.name));
  const [stack] = named.toSorted((a, b) => b.name.length - a.name.length);
  if (stack) return new Outputs(stack);
  throw new Unsupported(`expected the state of a loaded stack (${stacks.map((s) => s.name).join(", ")}), got ${place}`);
}

class Outputs extends Lookup {
  constructor(private readonly owner: Stack) {
    super();
  }

  get(key: string | number): unknown {
    return this.owner.output(String(key));
  }
}
