import type { Observation } from "../finding";
import { asText, isEmpty, type Json } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";
import { apiName, apiTypes } from "./api-name";

const rest = "aws_api_gateway_base_path_mapping";
const http = "aws_apigatewayv2_api_mapping";

const argumentsOf: Readonly<Partial<Record<string, { path: string; stage: string; domain: string }>>> = {
  [rest]: { path: "base_path", stage: "stage_name", domain: "domain_name" },
  [http]: { path: "api_mapping_key", stage: "stage", domain: "domain_name" },
};

/** What a custom domain's paths lead to (C6). */
export const basePathMappingRules: readonly ResourceRule[] = [
  {
    id: "base-path-mapping-changed",
    category: "clients",
    severity: "high",
    summary: "A base path of a custom domain leads to another API or stage, is renamed or removed",
    example: "`api_id` of the mapping of `/v1` becomes that of the v2 API",
    types: [rest, http],
    find: (change, plan) => [...removed(change, plan), ...moved(change, plan)],
  },
];

function removed(change: ResourceChange, plan: Plan): Observation[] {
  const names = argumentsOf[change.type];
  if (!names || !change.isDelete) return [];
  const domain = change.beforeAt(names.domain);
  const path = pathText(change.beforeAt(names.path));
  const other = indexOf(plan).created.get(`${path} ${asText(domain)}`);
  if (isDomainGone(change, plan)) return [];
  return [
    {
      ...(other && { severity: "medium" as const }),
      title: other
        ? `${path} of ${asText(domain)} is mapped anew by ${other.address}`
        : `${path} of ${asText(domain)} is no longer mapped`,
      detail: other
        ? "AWS refuses a second mapping of the same path while the first exists, so requests get 403 in between, or the apply fails."
        : "Requests below it get 403 Forbidden from the moment of the apply, or reach the mapping of the empty path.",
      remedy: other
        ? "Tell Terraform with a moved block that it is the same mapping"
        : "Keep the mapping until nobody calls the path",
      changes: [change.describe([names.path])],
    },
  ];
}

function moved(change: ResourceChange, plan: Plan): Observation[] {
  const names = argumentsOf[change.type];
  if (!names || !(change.isUpdate || change.isReplace)) return [];
  const path = pathText(change.beforeAt(names.path));
  const domain = asText(change.beforeAt(names.domain));
  const observations: Observation[] = [];
  if (change.changes([names.domain]) && !isDomainGone(change, plan))
    observations.push({
      title: `${path} moves from ${domain} to ${change.isUnknown([names.domain]) ? "a domain that is known only after apply" : asText(change.afterAt(names.domain))}`,
      detail: `Requests below ${path} of ${domain} get 403 Forbidden from the moment of the apply.`,
      remedy: "Add a mapping to the new domain, and remove this one when nobody uses it",
      changes: [change.describe([names.domain])],
    });
  if (change.changes([names.path]))
    observations.push({
      title: `Base path ${path} of ${domain} becomes ${change.isUnknown([names.path]) ? "one that is known only after apply" : pathText(change.afterAt(names.path))}`,
      detail: `Requests below ${path} get 403 Forbidden from the moment of the apply: every client URL changes.`,
      remedy: "Add a second mapping for the new path, and remove the old one when nobody uses it",
      changes: [change.describe([names.path])],
    });
  return [...observations, ...rePointed(change, plan, `${path} of ${domain}`, names.stage)];
}

function rePointed(change: ResourceChange, plan: Plan, what: string, stage: string): Observation[] {
  const changed = ["api_id", stage].filter((name) => change.changes([name]));
  if (changed.length === 0) return [];
  const { goneApis, goneStages } = indexOf(plan);
  const isUnknown = changed.some((name) => change.isUnknown([name]));
  const api = asText(change.beforeAt("api_id"));
  const gone = goneApis.has(api)
    ? "API"
    : goneStages.has(`${api}/${asText(change.beforeAt(stage))}`)
      ? "stage"
      : undefined;
  return [
    {
      title: isUnknown
        ? `${what} leads to an API or stage that is known only after apply`
        : changed.includes("api_id")
          ? `${what} leads to API ${apiName(change.afterAt("api_id"), plan)} instead of ${apiName(api, plan)}`
          : `${what} leads to stage ${asText(change.afterAt(stage))} instead of ${asText(change.beforeAt(stage))}`,
      detail: gone
        ? `The ${gone} that it leads to is deleted or replaced, and the mapping follows; requests fail in between.`
        : "The same requests of the same clients reach other routes, backends and authorizers at once, without a deployment.",
      remedy: gone
        ? `See what is said of the ${gone}`
        : "Compare the two: paths, authorization, and the keys and usage plans of their stages",
      changes: changed.map((name) => change.describe([name])),
    },
  ];
}

/** What is said of the domain needn't be said of each of its mappings. */
const isDomainGone = (change: ResourceChange, plan: Plan): boolean =>
  indexOf(plan).goneDomains.has(asText(change.beforeAt("domain_name")));

/** `/v1`; the empty path is `/`, and `(none)` in older state. */
const pathText = (path: Json | undefined): string => (isEmpty(path) || path === "(none)" ? "/" : `/${asText(path)}`);

const indexOf = perPlan((plan: Plan) => {
  const ofType = (types: string[]) =>
    plan.changes.filter(({ type, mode }) => mode === "managed" && types.includes(type));
  const gone = (types: string[], ...attributes: string[]) =>
    new Set(
      ofType(types)
        .filter((change) => change.is("delete"))
        .map((change) => attributes.map((attribute) => asText(change.beforeAt(attribute))).join("/")),
    );
  return {
    created: new Map(
      plan.changes.flatMap((change) => {
        const names = argumentsOf[change.type];
        if (!names || !change.is("create")) return [];
        return [[`${pathText(change.afterAt(names.path))} ${asText(change.afterAt(names.domain))}`, change] as const];
      }),
    ),
    goneDomains: gone(["aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"], "domain_name"),
    goneApis: gone(apiTypes, "id"),
    goneStages: new Set([
      ...gone(["aws_api_gateway_stage"], "rest_api_id", "stage_name"),
      ...gone(["aws_apigatewayv2_stage"], "api_id", "name"),
    ]),
  };
});
