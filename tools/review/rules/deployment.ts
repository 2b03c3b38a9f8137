import { isDeepStrictEqual } from "node:util";
import { observable } from "../api/observable";
import type { ApiChange } from "../api/plan-apis";
import type { Observation } from "../finding";
import { asText, isEmpty, isObject } from "../json";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { apisOf } from "./route-differences";

const rest = "aws_api_gateway_rest_api";
const deployments = ["aws_api_gateway_deployment", "aws_apigatewayv2_deployment"];
const policyType = "aws_api_gateway_rest_api_policy";

/** Arguments of a REST API that its stages don't show until the next deployment ("Deploying REST APIs", "Updating a REST API"). */
const deployedArguments = [
  "body",
  "policy",
  "disable_execute_api_endpoint",
  "binary_media_types",
  "minimum_compression_size",
  "api_key_source",
  "endpoint_configuration",
];

/** How a change of an API reaches its stages (C11-C13). */
export const deploymentRules: readonly Rule[] = [
  {
    id: "change-not-deployed",
    category: "clients",
    severity: "high",
    summary: "An API changes and no new deployment of it is made, so its stages go on serving the old one",
    example: "A method changes while the deployment's `triggers` stay the same",
    findInPlan: (plan) => [...notDeployedIn(plan)],
  },
  {
    id: "deployment-destroyed-first",
    category: "clients",
    severity: "block",
    summary: "A deployment is destroyed while stages still point to it: AWS refuses, and the apply stops halfway",
    example: "A deployment without `create_before_destroy` whose `triggers` change",
    types: deployments,
    find: (change, plan) =>
      change.is("delete") && !change.createsBeforeDestroy && change.deposed === undefined && isInUse(change, plan)
        ? [destroyedFirst(change)]
        : [],
  },
  {
    id: "body-wipes-policy",
    category: "exposure",
    severity: "block",
    summary:
      "A new body is imported over a policy that is a resource of its own; from provider 6.48 on that wipes the policy",
    example: "`body` changes, and an `aws_api_gateway_rest_api_policy` of the same API doesn't",
    types: [rest],
    find: (change, plan) => wipesPolicy(change, plan),
  },
  {
    id: "body-wipes-resources",
    category: "clients",
    severity: "high",
    summary: "A new body is imported over routes that are resources of their own: the import deletes them",
    example: "`body` changes, and an `aws_api_gateway_method` of the same API is not in it",
    findInPlan: (plan) =>
      apisOf(plan).flatMap(({ address, change, before, after }) =>
        change?.type === rest && importsBody(change)
          ? wipesResources(
              address,
              [...after.routes.values()].filter((route) => route.address !== address && before.routes.has(route.key)),
            )
          : [],
      ),
  },
];

/** REST APIs, since routes of HTTP APIs are mostly deployed by themselves; what another stack deploys can't be seen. */
function* notDeployedIn(plan: Plan): Iterable<Observation> {
  const { policies } = indexOf(plan);
  const said = new Set<string>();
  for (const api of apisOf(plan)) {
    const id = asText(api.change?.beforeAt("id") ?? api.members[0]?.beforeAt("rest_api_id"));
    if ((api.change && (api.change.type !== rest || api.change.isReplace)) || !isLeftBehind(id, plan)) continue;
    const what = undeployed(api);
    if (what.length === 0) continue;
    said.add(id);
    yield notDeployed(api.address, what, releaseOf(id, plan));
  }
  for (const policy of policies) {
    const id = asText(policy.beforeAt("rest_api_id"));
    if (policy.isUpdate && policy.changes(["policy"]) && !said.has(id) && isLeftBehind(id, plan))
      yield notDeployed(policy.address, ["policy"], releaseOf(id, plan));
  }
}

/** Whether an API has a deployment in this plan, and gets no new one. */
function isLeftBehind(apiId: string, plan: Plan): boolean {
  const own = indexOf(plan).byApi.get(apiId) ?? [];
  return own.length > 0 && !own.some((deployment) => deployment.is("create"));
}

/** The fingerprint that an API's deployments are pinned to, by a `release` trigger: the change is to wait. */
function releaseOf(apiId: string, plan: Plan): string | undefined {
  const releases = (indexOf(plan).byApi.get(apiId) ?? [])
    .filter(({ isDelete }) => !isDelete)
    .map((deployment) => asText(deployment.beforeAt("triggers", "release")));
  return releases.length > 0 && releases.every((release) => /^[0-9a-f]{12}$/.test(release)) ? releases[0] : undefined;
}

/** Arguments of the API and addresses of its resources that change what it does. */
function undeployed(api: ApiChange): string[] {
  const { change, members } = api;
  const changed = change?.isUpdate
    ? deployedArguments.filter((name) => (name === "body" ? changesBody(api) : change.changes([name])))
    : [];
  const parts = members.filter((member) => member.type.startsWith("aws_api_gateway_") && isDeployed(member));
  return [...changed, ...parts.map(({ address }) => address)];
}

/** Descriptions are no reason for a deployment. */
const changesBody = ({ unjudged, before, after }: ApiChange): boolean =>
  unjudged === undefined
    ? !isDeepStrictEqual(observable(before.document), observable(after.document))
    : unjudged.reason !== "dropped";

const neverDeployed = new Set(["description", "operation_name", "tags", "tags_all"]);

const isDeployed = (member: ResourceChange): boolean =>
  !member.isUpdate || argumentsOf(member).some((name) => !neverDeployed.has(name) && member.changes([name]));

const argumentsOf = ({ before, after }: ResourceChange): string[] => [
  ...new Set([before, after].flatMap((values) => (isObject(values) ? Object.keys(values) : []))),
];

function notDeployed(address: string, what: string[], release: string | undefined): Observation {
  const named = what.length > 3 ? `${what.slice(0, 3).join(", ")} and ${what.length - 3} more` : what.join(", ");
  if (release)
    return {
      address,
      severity: "info",
      title: `The change is not deployed: the stage stays with release ${release}`,
      detail: `The deployment is pinned to a release, so it goes on serving what that has, whatever changes: ${named}.`,
      remedy: "Pin the new definition as candidate or as stable when clients are to get it",
    };
  return {
    address,
    title: "The change is not deployed: stages go on serving the old API",
    detail: `No deployment of this API is replaced in this plan, so what changes takes effect with some later, unrelated deployment: ${named}.`,
    remedy: "Let triggers of the deployment hash everything that the API is made of",
  };
}

/** Whether a stage that outlives this plan's change points to the deployment. Without a stage in sight somebody else's may. */
function isInUse(change: ResourceChange, plan: Plan): boolean {
  const { stages, apis } = indexOf(plan);
  const api = apis.get(asText(change.beforeAt("rest_api_id") ?? change.beforeAt("api_id")));
  if (api?.is("delete")) return false;
  const id = change.beforeAt("id");
  const own = stages.filter((stage) => stage.beforeAt("deployment_id") === id);
  if (own.length > 0) return own.some((stage) => !stage.is("delete"));
  return change.isReplace;
}

const destroyedFirst = (change: ResourceChange): Observation => ({
  title: change.isReplace
    ? "The deployment is destroyed before the stage can move to the new one"
    : "The deployment is deleted while a stage points to it",
  detail:
    "AWS refuses: Active stages pointing to this deployment must be moved or deleted. The apply stops here, after other " +
    "changes were made.",
  remedy: change.isReplace
    ? "Set lifecycle create_before_destroy = true on the deployment"
    : "Move or delete the stage first",
  changes: change.replacePaths.map((path) => change.describe(path)),
});

const importsBody = (change: ResourceChange): boolean =>
  change.isUpdate &&
  change.changes(["body"]) &&
  (change.isUnknown(["body"]) || !isEmpty(change.afterAt("body"))) &&
  change.afterAt("put_rest_api_mode") !== "merge";

/** A policy that changes as well is written after the body: it refers to the API. */
function wipesPolicy(change: ResourceChange, plan: Plan): Observation[] {
  if (!importsBody(change)) return [];
  const id = change.beforeAt("id");
  const policy = indexOf(plan).policies.find((one) => one.beforeAt("rest_api_id") === id && !one.isChange);
  if (!policy) return [];
  const wipes = wipesPolicies(plan.configuration.providerVersion());
  return [
    {
      severity: wipes === true ? "block" : wipes === false ? "info" : "medium",
      title:
        wipes === false
          ? "The policy beside the body survives this import"
          : "The import of the new body wipes the API's policy",
      detail:
        wipes === false
          ? `Provider 5.x writes ${policy.address} again after the import. From 6.48 on it doesn't: a body update then leaves the API without its policy.`
          : `Importing a body with mode overwrite drops the policy that ${policy.address} wrote, and${wipes === true ? "" : ", from provider 6.48 on,"} nothing writes it again before the next plan. Until then everybody may call what only the policy protected.`,
      remedy:
        wipes === false
          ? "Before an upgrade to provider 6.48, make every body change also change the policy resource"
          : "Replace the policy with the body (replace_triggered_by), or put it into the body",
    },
  ];
}

/** Undefined where the constraint allows versions on both sides of 6.48. */
function wipesPolicies(constraint: string | undefined): boolean | undefined {
  const parts = (constraint ?? "")
    .split(",")
    .map((part) => /^\s*(=|~>|>=|>|<=|<)?\s*v?(\d+)(?:\.(\d+))?(\.\d+)?/.exec(part));
  let [from, to] = [0, Infinity];
  for (const part of parts) {
    if (!part) continue;
    const [, operator = "=", major = "0", minor, patch] = part;
    const version = Number(major) * 1000 + Number(minor ?? 0);
    if (operator !== "<" && operator !== "<=") from = Math.max(from, version);
    if (operator === "=" || operator === "<=") to = Math.min(to, version);
    if (operator === "<") to = Math.min(to, isZero(patch) ? version - 1 : version);
    if (operator === "~>")
      to = Math.min(to, minor === undefined || patch === undefined ? Number(major) * 1000 + 999 : version);
  }
  if (from >= 6048) return true;
  return to < 6048 ? false : undefined;
}

const isZero = (patch: string | undefined): boolean => patch === undefined || Number(patch.slice(1)) === 0;

function wipesResources(address: string, routes: { address: string; key: string }[]): Observation[] {
  if (routes.length === 0) return [];
  const [first] = routes;
  return [
    {
      address,
      title: `The import of the new body deletes ${first?.key}${routes.length > 1 ? ` and ${routes.length - 1} more routes` : ""} that resources declare`,
      detail: `The body replaces the whole API (put_rest_api_mode overwrite). ${first?.address} exists in the state only until the next plan creates it again; between the two its requests get 403.`,
      remedy: "Declare routes either in the body or as resources, not both; or use put_rest_api_mode merge",
    },
  ];
}

const indexOf = perPlan((plan: Plan) => {
  const ofType = (...types: string[]) =>
    plan.changes.filter(({ type, mode }) => mode === "managed" && types.includes(type));
  const byApi = new Map<string, ResourceChange[]>();
  for (const deployment of ofType(...deployments)) {
    const id = asText(
      deployment.beforeAt("rest_api_id") ?? deployment.beforeAt("api_id") ?? deployment.afterAt("rest_api_id"),
    );
    byApi.set(id, [...(byApi.get(id) ?? []), deployment]);
  }
  return {
    byApi,
    policies: ofType(policyType),
    stages: ofType("aws_api_gateway_stage", "aws_apigatewayv2_stage"),
    apis: new Map(ofType(rest, "aws_apigatewayv2_api").map((api) => [asText(api.beforeAt("id")), api])),
  };
});
