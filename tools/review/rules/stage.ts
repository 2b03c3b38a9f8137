import { changed, turnedOff, turnedOn, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { asText, at, isEmpty, isSame, type Json } from "../json";
import { replacementReason } from "../replacement-reason";
import { perPlan } from "../per-plan";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { apisOf } from "./route-differences";

const rest = "aws_api_gateway_stage";
const http = "aws_apigatewayv2_stage";
const types = [rest, http];
const settings = "aws_api_gateway_method_settings";
const flush =
  "Answers are computed anew from then on: backends get the full load, and API Gateway takes minutes for it.";

/** Stages and what is set for their methods (C7, C9, C10). */
export const stageRules: readonly Rule[] = [
  {
    id: "stage-replaced",
    category: "clients",
    severity: "block",
    summary: "A stage is deleted or replaced: its path in the invoke URL, cache, WAF and usage plans go with it",
    example: "`stage_name` goes from `v1` to `prod`",
    types,
    find: (change) => (change.is("delete") ? [gone(change)] : []),
  },
  watchRule(
    {
      id: "stage-variables-changed",
      category: "clients",
      severity: "medium",
      summary: "Stage variables change, which may choose functions, hosts and tables",
      example: "Stage variable `backend` names another host",
    },
    [
      {
        types: [rest],
        path: ["variables"],
        when: (before, after) => !isSame(before, after),
        title: "Stage variables change",
        detail: "Integrations and templates that read them reach other backends at once, without a deployment.",
        remedy: "Check every use of the changed variables",
      },
      {
        types: [http],
        path: ["stage_variables"],
        when: (before, after) => !isSame(before, after),
        title: "Stage variables change",
        detail: "Integrations that read them reach other backends at once, without a deployment.",
        remedy: "Check every use of the changed variables",
      },
      {
        types: [rest],
        path: ["client_certificate_id"],
        severity: "high",
        when: changed,
        title: "The client certificate of the stage changes",
        detail: "HTTP backends that know API Gateway by it refuse the stage's requests.",
        remedy: "Let backends trust the new certificate first",
      },
    ],
  ),
  watchRule(
    {
      id: "stage-cache-changed",
      category: "clients",
      severity: "medium",
      summary: "The cache of a stage or method is switched, resized, kept for another time or less protected",
      example: "`cache_cluster_enabled` goes from true to false",
      equivalents: ["CKV_AWS_120", "CKV_AWS_225", "CKV_AWS_308", "AWS-0002", "AWS-0190"],
    },
    [
      {
        types: [rest],
        path: ["cache_cluster_enabled"],
        when: turnedOff,
        title: "The stage's cache is switched off",
        detail: flush,
        remedy: "Check that backends bear the load without a cache",
      },
      {
        types: [rest],
        path: ["cache_cluster_enabled"],
        when: turnedOn,
        severity: "info",
        title: "The stage gets a cache cluster",
        detail: "It costs by the hour, and clients may get answers as old as the time to live.",
        remedy: "Check that cached routes have the caller's identity in their key",
      },
      {
        types: [rest],
        path: ["cache_cluster_size"],
        when: (before, after) => !isEmpty(after) && changed(before, after),
        title: (before, after) => `The cache is resized from ${before} to ${after} GB, which empties it`,
        detail: flush,
        remedy: "Do it while there is little traffic",
      },
      {
        types: [settings],
        path: ["settings", 0, "caching_enabled"],
        when: turnedOff,
        title: "Answers are no longer cached",
        detail: flush,
        remedy: "Check that backends bear the load without a cache",
      },
      {
        types: [settings],
        path: ["settings", 0, "caching_enabled"],
        when: turnedOn,
        title: "Answers are cached from now on",
        detail:
          "Callers may get an answer that was made for another one, unless the cache key has what tells them apart, such as the Authorization header.",
        remedy: "Check cacheKeyParameters of every cached route with authorization",
      },
      {
        types: [settings],
        path: ["settings", 0, "cache_ttl_in_seconds"],
        when: changed,
        title: (before, after) => `Answers are kept for ${after} seconds instead of ${before}`,
        detail: "Longer means older answers for clients, shorter more load on backends.",
        remedy: "Check what clients may see late, and what backends bear",
      },
      {
        types: [settings],
        path: ["settings", 0, "cache_data_encrypted"],
        when: turnedOff,
        severity: "high",
        title: "Cached answers are no longer encrypted",
        detail: "Answers, which may hold personal data, lie in the cache as they are.",
        remedy: "Keep cache_data_encrypted = true",
      },
      {
        types: [settings],
        path: ["settings", 0, "require_authorization_for_cache_control"],
        when: turnedOff,
        severity: "high",
        title: "Every client may bypass the cache",
        detail:
          "A request with Cache-Control: max-age=0 then reaches the backend and empties its entry, whoever sends it.",
        remedy: "Keep require_authorization_for_cache_control = true",
      },
    ],
  ),
  watchRule(
    {
      id: "throttle-lowered",
      category: "clients",
      severity: "high",
      summary: "A stage or method takes fewer requests per second than before",
      example: "`throttling_rate_limit` goes from 100 to 5",
    },
    [
      ...throttles([settings], ["settings", 0]),
      ...throttles([http], ["default_route_settings", 0]),
      {
        types: [http],
        path: ["route_settings"],
        when: throttlesRoutes,
        title: "Routes of the stage get a lower throttle of their own",
        detail: "Requests above it get 429 Too Many Requests, all callers together.",
        remedy: "Compare with the peak in the Count metric, and keep room above it",
      },
    ],
  ),
  {
    id: "throttle-dropped",
    category: "clients",
    severity: "medium",
    summary: "A stage or method has no throttle of its own any more",
    example: "An `aws_api_gateway_method_settings` with throttles is deleted",
    types: [settings],
    find: (change) => (change.isDelete ? [settingsDeleted(change)] : []),
  },
  {
    id: "throttle-added",
    category: "clients",
    severity: "medium",
    summary: "Methods of a stage that exists already get a throttle of their own",
    example: "An `aws_api_gateway_method_settings` with `throttling_rate_limit` is added",
    types: [settings],
    find: (change, plan) =>
      change.isCreate && stageExists(change, plan) && !isNewRoute(change, plan) ? throttleAdded(change) : [],
  },
];

/** Whether a route takes less than before; one without settings of its own takes what the stage takes. */
function throttlesRoutes(before: Json | undefined, after: Json | undefined): boolean {
  const old = new Map(list(before).map((route) => [at(route, ["route_key"]), route]));
  return list(after).some((route) =>
    ["throttling_rate_limit", "throttling_burst_limit"].some((name) => {
      const [was, is] = [at(old.get(at(route, ["route_key"])), [name]), at(route, [name])];
      return typeof is === "number" && is > 0 && (typeof was !== "number" || is < was);
    }),
  );
}

/** -1 is no limit; 0 lets nobody through. */
function throttles(of: readonly string[], path: readonly (string | number)[]): Watch[] {
  return (
    [
      ["throttling_rate_limit", "requests per second"],
      ["throttling_burst_limit", "requests at once"],
    ] as const
  ).flatMap(([name, unit]): Watch[] => [
    {
      types: of,
      path: [...path, name],
      when: (before, after) =>
        typeof before === "number" && typeof after === "number" && after >= 0 && (before < 0 || after < before),
      title: (before, after) => `The throttle falls from ${limit(before)} to ${after} ${unit}`,
      detail: "Requests above it get 429 Too Many Requests, all callers together.",
      remedy: "Compare with the peak in the Count metric, and keep room above it",
    },
    {
      types: of,
      path: [...path, name],
      severity: "medium",
      when: (before, after) => typeof before === "number" && before >= 0 && (isEmpty(after) || after === -1),
      title: (before) => `The throttle of ${before} ${unit} is lifted`,
      detail: "Only the account's limit is left, which every API of the region shares.",
      remedy: "Keep a limit that backends bear",
    },
  ]);
}

const limit = (text: string): string => (text.startsWith("-") ? "no limit" : text);

function gone(change: ResourceChange): Observation {
  const name = asText(change.beforeAt("stage_name") ?? change.beforeAt("name") ?? change.name);
  const next = asText(change.afterAt("stage_name") ?? change.afterAt("name"));
  const reason = replacementReason(change);
  return {
    title: change.isReplace
      ? `Stage ${name} is destroyed and ${next === name ? "created anew" : `${next} created`}`
      : `Stage ${name} is deleted`,
    detail: [
      `Invoke URLs that end in /${name} fail${next === name ? " until it is back" : ""}; its cache, WAF association, usage plans and mappings go with it.`,
      reason && `${reason}.`,
    ]
      .filter(Boolean)
      .join(" "),
    remedy: "Create the new stage beside the old one, move mappings and clients, and remove the old one afterwards",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

/** A stage that is created in the same plan has no clients yet. */
const stageExists = (change: ResourceChange, plan: Plan): boolean =>
  !change.isUnknown(["rest_api_id"]) &&
  stagesCreated(plan).every(
    (stage) =>
      stage.afterAt("rest_api_id") !== change.afterAt("rest_api_id") ||
      stage.afterAt("stage_name") !== change.afterAt("stage_name"),
  );

/** Settings are named `orders/{orderId}/GET` or `~1orders~1{orderId}/GET`. */
function isNewRoute(change: ResourceChange, plan: Plan): boolean {
  const written = asText(change.afterAt("method_path"));
  const [, path = "", method = ""] = /^(.*)\/([^/]+)$/.exec(written.replaceAll("~1", "/")) ?? [];
  const api = apisOf(plan).find((one) => one.change?.beforeAt("id") === change.afterAt("rest_api_id"));
  const key = `${method.toUpperCase()} /${path.replace(/^\//, "")}`;
  return api !== undefined && api.after.routes.has(key) && !api.before.routes.has(key);
}

const stagesCreated = perPlan((plan) => plan.changes.filter((change) => change.type === rest && change.isCreate));

const throttleAdded = (change: ResourceChange): Observation[] =>
  ["throttling_rate_limit", "throttling_burst_limit"].flatMap((name) => {
    const value = change.afterAt("settings", 0, name);
    if (typeof value !== "number" || value < 0) return [];
    return [
      {
        title: `${asText(change.afterAt("method_path") ?? "Methods")} get a throttle: ${name} ${value}`,
        detail:
          "Requests above it get 429 Too Many Requests, all callers together. So far they had that of the stage or account.",
        remedy: "Compare with the peak in the Count metric, and keep room above it",
        changes: [change.describe(["settings", 0, name])],
      },
    ];
  });

const settingsDeleted = (change: ResourceChange): Observation => ({
  title: `Settings of ${asText(change.beforeAt("method_path") ?? "methods")} are deleted`,
  detail: "Throttles, caching and logging of these methods fall back to those of the stage or the account.",
  remedy: "Keep the settings, or make sure that the stage's own are enough",
  changes: [change.describe(["settings"])],
});
