import { at, isEmpty, isObject, type Json } from "../json";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { Api } from "./api";
import { type Declared, DeclaredResources, type Side } from "./declared";
import { parseDocument } from "./document";
import { httpTypes, readHttpRoutes } from "./http-resources";
import { readOpenApi } from "./openapi";
import { readRestResources, restTypes } from "./rest-resources";

/** An API on both sides of the apply. */
export interface ApiChange {
  /** Of the API; of its first changed resource where another stack owns the API. */
  address: string;
  /** Its own entry in the plan. */
  change: ResourceChange | undefined;
  before: Api;
  after: Api;
  /** Why its definition can't be compared; sides are alike then, as far as the body goes. */
  unjudged: Unjudged | undefined;
  /** Its changed resources, itself apart. */
  members: readonly ResourceChange[];
}

export type Unjudged =
  { reason: "unknown" } | { reason: "dropped" } | { reason: "unreadable"; side: Side; says: string };

interface Family {
  api: string;
  /** Argument that holds the API's id. */
  key: string;
  members: readonly string[];
}

const families: readonly Family[] = [
  { api: "aws_api_gateway_rest_api", key: "rest_api_id", members: restTypes },
  { api: "aws_apigatewayv2_api", key: "api_id", members: httpTypes },
];

const types = new Set(families.flatMap(({ api, members }) => [api, ...members]));

/** Every API that exists before and after the apply and that something happens to. */
export function changedApis(plan: Plan): ApiChange[] {
  if (!plan.changes.some((change) => types.has(change.type) && change.isChange)) return [];
  const before = new DeclaredResources(plan, "before", types);
  const after = new DeclaredResources(plan, "after", types);
  return families.flatMap((family) => {
    const old = groupByApi(before, family);
    const now = groupByApi(after, family);
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((owner): ApiChange[] => {
      const [was, is] = [old.get(owner), now.get(owner)];
      const members = new Set([...(was?.members ?? []), ...(is?.members ?? [])].map(({ change }) => change));
      const changed = [...members].filter((change) => change.isChange);
      const change = (is?.api ?? was?.api)?.change;
      if (changed.length === 0 && change?.isChange !== true) return [];
      if (change !== undefined && !(change.before !== undefined && (change.after !== undefined || change.isForget)))
        return [];
      const address = change?.address ?? changed[0]?.address ?? owner;
      const bodies = readBodies(change);
      const side = (group: Group | undefined, resources: DeclaredResources, document: Json | undefined) =>
        readApi(family, address, group ?? { api: undefined, members: new Set() }, resources, document);
      const declared = side(was, before, bodies.before);
      // most changes of an API, such as tags, leave what it declares alone
      const isSame = changed.length === 0 && bodies.before === bodies.after && change?.isReplace !== true;
      return [
        {
          address,
          change,
          before: declared,
          after: isSame ? declared : side(is, after, bodies.after),
          unjudged: bodies.unjudged,
          members: changed,
        },
      ];
    });
  });
}

interface Group {
  api: Declared | undefined;
  members: Set<Declared>;
}

/** Resources by the address of their API, or by its id where another stack owns it. */
function groupByApi(resources: DeclaredResources, family: Family): Map<string, Group> {
  const groups = new Map<string, Group>(
    resources.all(family.api).map((api) => [api.change.address, { api, members: new Set() }]),
  );
  for (const type of family.members)
    for (const declared of resources.all(type)) {
      const id = at(declared.values, [family.key]);
      const owner =
        resources.linked(declared, family.key, family.api)?.change.address ?? (typeof id === "string" ? id : undefined);
      if (owner === undefined) continue;
      const group = groups.get(owner) ?? { api: undefined, members: new Set() };
      group.members.add(declared);
      groups.set(owner, group);
    }
  return groups;
}

interface Bodies {
  before: Json | undefined;
  after: Json | undefined;
  unjudged: Unjudged | undefined;
}

/** Where one side can't be read, both are taken to be the other: what the API's own resources say is compared all the same. */
function readBodies(change: ResourceChange | undefined): Bodies {
  const written = change?.beforeAt("body");
  const next = change?.isForget === true ? written : change?.afterAt("body");
  const before = read(written);
  const both = (document: Json | undefined, unjudged?: Unjudged): Bodies => ({
    before: document,
    after: document,
    unjudged,
  });
  if (change?.isUnknown(["body"]) === true) return both(before.document, { reason: "unknown" });
  if (written === next) return both(before.document);
  if (isEmpty(next)) return both(before.document, { reason: "dropped" });
  const after = read(next);
  if (after.unreadable !== undefined)
    return both(before.document, { reason: "unreadable", side: "after", says: after.unreadable });
  if (before.unreadable !== undefined)
    return both(after.document, { reason: "unreadable", side: "before", says: before.unreadable });
  return { before: before.document, after: after.document, unjudged: undefined };
}

const read = (body: Json | undefined): { document?: Json; unreadable?: string } =>
  typeof body === "string" && body.trim() !== "" ? parseDocument(body) : {};

/** What the body declares and, laid over it, what resources of their own declare. */
function readApi(
  family: Family,
  address: string,
  { api, members }: Group,
  resources: DeclaredResources,
  document: Json | undefined,
): Api {
  const protocol = family.api === "aws_apigatewayv2_api" ? httpProtocol(api) : "REST";
  const body = readOpenApi(document ?? {}, address, protocol);
  const isOf = (declared: Declared) => members.has(declared);
  if (protocol !== "REST") return { ...body, routes: new Map([...body.routes, ...readHttpRoutes(resources, isOf)]) };
  const root = at(api?.values, ["root_resource_id"]);
  const own = readRestResources(
    resources,
    { address, rootResourceId: typeof root === "string" ? root : undefined },
    isOf,
  );
  return {
    ...body,
    routes: new Map([...body.routes, ...own.routes]),
    gatewayResponses: new Map([...body.gatewayResponses, ...own.gatewayResponses]),
    document: { ...(isObject(body.document) ? body.document : {}), ...(own.document as { [key: string]: Json }) },
  };
}

const httpProtocol = (api: Declared | undefined): "HTTP" | "WEBSOCKET" =>
  at(api?.values, ["protocol_type"]) === "WEBSOCKET" ? "WEBSOCKET" : "HTTP";
