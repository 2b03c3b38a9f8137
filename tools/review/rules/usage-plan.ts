import { becomes, changed, type Judgement, lowered, removed, turnedOff, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { asText, at, isEmpty, isObject, type Json } from "../json";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { apiName } from "./api-name";

const plan = "aws_api_gateway_usage_plan";
const key = "aws_api_gateway_api_key";
const member = "aws_api_gateway_usage_plan_key";

/** Where there was none; the provider writes none as 0 too. */
const isNewLimit: Judgement = (before, after) =>
  (isEmpty(before) || before === 0) && typeof after === "number" && after > 0;

/** Keys of clients and what they may ask for (C9). */
export const usagePlanRules: readonly Rule[] = [
  watchRule(
    {
      id: "usage-plan-lowered",
      category: "clients",
      severity: "high",
      summary: "Holders of a usage plan's keys may ask less than before",
      example: "`quota_settings.limit` goes from 10000 to 100",
    },
    [
      {
        types: [plan],
        path: ["quota_settings", 0, "limit"],
        when: lowered,
        title: (before, after) => `The quota falls from ${before} to ${after} requests`,
        detail: "Clients that used more get 429 Limit Exceeded until the period ends; what they used so far counts.",
        remedy: "Compare with what keys of this plan use, and tell their holders first",
      },
      {
        types: [plan],
        path: ["quota_settings", 0, "period"],
        when: changed,
        title: (before, after) => `The quota counts by ${after} instead of ${before}`,
        detail: "The same limit means more or fewer requests over time.",
        remedy: "Change limit and period together",
      },
      {
        types: [plan],
        path: ["quota_settings", 0, "limit"],
        severity: "medium",
        when: removed,
        title: (before) => `The quota of ${before} requests is lifted`,
        detail: "Holders of the plan's keys may ask without end.",
        remedy: "Keep a quota where the backend or the bill needs one",
      },
      {
        types: [plan],
        path: ["quota_settings", 0, "limit"],
        when: isNewLimit,
        title: (_, after) => `The plan gets a quota of ${after} requests`,
        detail: "So far it had none. Clients that use more get 429 Limit Exceeded until the period ends.",
        remedy: "Compare with what keys of this plan use, and tell their holders first",
      },
      ...["rate_limit", "burst_limit"].flatMap((name) => [
        {
          types: [plan],
          path: ["throttle_settings", 0, name],
          when: isNewLimit,
          title: (_: string, after: string) => `The plan gets a ${words(name)} of ${after}`,
          detail: "So far it had none. Requests of each key above it get 429 Too Many Requests.",
          remedy: "Compare with the peak of the plan's keys, and tell their holders first",
        },
        {
          types: [plan],
          path: ["throttle_settings", 0, name],
          when: lowered,
          title: (before: string, after: string) => `The plan's ${words(name)} falls from ${before} to ${after}`,
          detail: "Requests of each key above it get 429 Too Many Requests.",
          remedy: "Compare with the peak of the plan's keys, and tell their holders first",
        },
        {
          types: [plan],
          path: ["throttle_settings", 0, name],
          severity: "medium" as const,
          when: removed,
          title: (before: string) => `The plan's ${words(name)} of ${before} is lifted`,
          detail: "Only the limits of stage and account are left for the plan's keys.",
          remedy: "Keep a limit that backends bear",
        },
      ]),
    ],
  ),
  {
    id: "usage-plan-detached",
    category: "clients",
    severity: "high",
    summary: "A usage plan is deleted, loses a stage or a key, or throttles a method more",
    example: "An entry of `api_stages` is removed",
    types: [plan, member],
    find: (change, whole) => (change.type === plan ? lostStages(change, whole) : lostKey(change)),
  },
  {
    id: "api-key-revoked",
    category: "clients",
    severity: "high",
    summary: "An API key is deleted or gets another value: its holder's requests are refused",
    example: "`value` of an `aws_api_gateway_api_key` changes, which replaces it",
    types: [key],
    find: (change) => (change.is("delete") || changesValue(change) ? [revoked(change)] : []),
  },
  watchRule(
    {
      id: "api-key-disabled",
      category: "clients",
      severity: "high",
      summary: "An API key is disabled",
      example: "`enabled` goes from true to false",
    },
    [
      {
        types: [key],
        path: ["enabled"],
        when: (before, after) => turnedOff(before, after) || becomes(false)(before, after),
        title: "The API key is disabled",
        detail: "Requests with it get 403 Forbidden.",
        remedy: "Make sure that its holder has another key",
      },
    ],
  ),
];

const words = (name: string): string => (name === "rate_limit" ? "rate limit" : "burst limit");

const changesValue = (change: ResourceChange): boolean => change.isUpdate && change.changes(["value"]);

const revoked = (change: ResourceChange): Observation => ({
  title: change.isDelete
    ? "The API key is deleted"
    : change.changes(["value"])
      ? "The API key gets another value"
      : "The API key is destroyed and created anew",
  detail:
    "Its holder's requests get 403 Forbidden from the moment of the apply. A replaced key also has to join its usage plans again.",
  remedy: "Create a second key, hand it out, and delete the old one when nobody uses it",
  changes: change.isDelete ? [] : [change.describe(["value"])],
});

function lostStages(change: ResourceChange, whole: Plan): Observation[] {
  if (change.is("delete"))
    return [
      {
        title: change.isReplace ? "The usage plan is destroyed and created anew" : "The usage plan is deleted",
        detail:
          "Requests with its keys get 403 Forbidden on routes that require one, and what was used so far is forgotten.",
        remedy: "Move its keys to another plan of the same stages first",
        changes: change.replacePaths.map((path) => change.describe(path)),
      },
    ];
  if (!change.isUpdate) return [];
  const after = new Map(list(change.afterAt("api_stages")).map((stage) => [stageOf(stage), stage]));
  if (change.isUnknown(["api_stages"]))
    return [
      {
        severity: "medium",
        title: "Which stages the usage plan covers can't be judged: it is known only after apply",
        detail: "An API of the plan is created or replaced, so a stage that leaves the plan would not show.",
        remedy: "Compare api_stages in the configuration by hand",
        changes: [change.describe(["api_stages"])],
      },
    ];
  return list(change.beforeAt("api_stages")).flatMap((stage): Observation[] => {
    const name = stageOf(stage);
    const other = after.get(name);
    if (other === undefined)
      return [
        {
          title: `The usage plan no longer covers ${stageWords(stage, whole)}`,
          detail: "Keys of the plan get 403 Forbidden there, on routes that require one.",
          remedy: "Keep the stage in the plan, or give its clients keys of another plan",
          changes: [change.describe(["api_stages"])],
        },
      ];
    return lowerThrottles(stage, other).map((path) => ({
      title: `The usage plan throttles ${path} of ${stageWords(stage, whole)} more than before`,
      detail: "Requests of each key above it get 429 Too Many Requests.",
      remedy: "Compare with the peak of the plan's keys, and tell their holders first",
      changes: [change.describe(["api_stages"])],
    }));
  });
}

const stageOf = (stage: Json): string => `${asText(at(stage, ["api_id"]))}/${asText(at(stage, ["stage"]))}`;

const stageWords = (stage: Json, whole: Plan): string =>
  `stage ${asText(at(stage, ["stage"]))} of API ${apiName(at(stage, ["api_id"]), whole)}`;

/** Paths of methods whose own throttle is new or lower. */
function lowerThrottles(before: Json, after: Json): string[] {
  const old = new Map(list(at(before, ["throttle"])).map((throttle) => [at(throttle, ["path"]), throttle]));
  return list(at(after, ["throttle"])).flatMap((throttle) => {
    const path = at(throttle, ["path"]);
    const known = old.get(path);
    const falls = ["rate_limit", "burst_limit"].some((name) => {
      const [was, is] = [at(known, [name]), at(throttle, [name])];
      return typeof is === "number" && (typeof was !== "number" || is < was);
    });
    return falls && isObject(throttle) ? [asText(path)] : [];
  });
}

const lostKey = (change: ResourceChange): Observation[] =>
  change.is("delete")
    ? [
        {
          title: change.isReplace ? "A key leaves its usage plan and joins one anew" : "A key leaves its usage plan",
          detail:
            "Requests with it get 403 Forbidden on routes of the plan's stages, until it is in a plan of theirs again.",
          remedy: "Add the key to the new plan before it leaves the old one",
          changes: change.replacePaths.map((path) => change.describe(path)),
        },
      ]
    : [];
