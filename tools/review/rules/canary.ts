import { print, unknownAfterApply } from "../attribute-watch";
import type { Observation } from "../finding";
import { at, isEmpty, isSame, type Json } from "../json";
import type { Plan } from "../plan";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** How canaries of stages start, change and end (C7). */
export const canaryRules: readonly Rule[] = [
  {
    id: "canary-changed",
    category: "clients",
    severity: "medium",
    summary: "A canary starts or ends, or another share of a stage's traffic goes to it",
    example: "`canary_settings.percent_traffic` goes from 0 to 50",
    types: ["aws_api_gateway_stage"],
    find: (change, plan) => (change.isUpdate ? canaryChanged(change, plan) : []),
  },
];

const settingsOf = (values: Json | undefined): Json | undefined => list(at(values, ["canary_settings"]))[0];

function canaryChanged(change: ResourceChange, plan: Plan): Observation[] {
  const [before, after] = [settingsOf(change.before), settingsOf(change.after)];
  if (after !== undefined) return before === undefined ? [started(change)] : settingsChanged(change);
  return before === undefined ? [] : [ended(change, plan)];
}

const percentPath = ["canary_settings", 0, "percent_traffic"] as const;

const percentAfter = (change: ResourceChange): string =>
  change.isUnknown(percentPath)
    ? "a share that is known after apply"
    : `${print(change.afterAt(...percentPath) ?? 0)}%`;

const started = (change: ResourceChange): Observation => ({
  title: `A canary starts: it answers ${percentAfter(change)} of requests`,
  detail: "That share of clients gets the canary's deployment and stage variables at once, the others the stage's.",
  remedy: "Watch the canary's errors and latency before it gets more, or all",
  changes: [change.describe(["canary_settings"])],
});

function settingsChanged(change: ResourceChange): Observation[] {
  const found: Observation[] = [];
  const watch = (name: string, title: string, detail: string, remedy: string) => {
    const path = ["canary_settings", 0, name];
    if (change.changes(path) && !(isEmpty(change.beforeAt(...path)) && isEmpty(change.afterAt(...path))))
      found.push({ title, detail, remedy, changes: [change.describe(path)] });
  };
  if (change.isUnknown(percentPath))
    found.push(unknownAfterApply("canary_settings[0].percent_traffic", change.beforeAt(...percentPath)));
  else
    watch(
      "percent_traffic",
      `The canary answers ${percentAfter(change)} of requests instead of ${print(change.beforeAt(...percentPath) ?? 0)}%`,
      "That share of clients gets the canary's deployment and stage variables at once; the others get the stage's.",
      "Check the errors and latency of the canary first",
    );
  watch(
    "deployment_id",
    "The canary gets another deployment",
    "Its share of clients gets that one at once; what was seen of the canary so far is about the one before.",
    "Watch the canary anew before it gets more, or all",
  );
  watch(
    "stage_variable_overrides",
    "The canary's stage variables change",
    "Integrations and templates that read them reach other backends at once. API Gateway refuses to take one away while there is a canary.",
    "Check every use of the changed variables; end the canary to take one away",
  );
  return found;
}

function ended(change: ResourceChange, plan: Plan): Observation {
  const changes = [change.describe(["canary_settings"]), change.describe(["deployment_id"])];
  if (!change.changes(["deployment_id"]))
    return {
      title: "The canary is aborted: the stage's deployment answers all requests, as before it",
      detail:
        "Clients that the canary let use something new get the old API at once. The canary's deployment is not kept.",
      remedy: "Check that no client depends on what only the canary has",
      changes,
    };
  if (isPromotion(change, plan))
    return {
      title: "The canary is promoted: what it served answers all requests",
      detail:
        "All clients get it at once. What differs for them was in the review of the plan that started the canary.",
      remedy: "Check the errors and latency of the canary first",
      changes,
    };
  return {
    severity: "high",
    title: "The canary ends, and the stage gets a deployment that the canary didn't have",
    detail: "All clients get at once what no share of them has tried.",
    remedy: "Promote what the canary has, or abort it first and deploy the change by itself",
    changes,
  };
}

/** Whether the stage gets the canary's deployment, or a new one that is made for the same triggers. */
function isPromotion(change: ResourceChange, plan: Plan): boolean {
  const canary = at(settingsOf(change.before), ["deployment_id"]);
  if (!change.isUnknown(["deployment_id"])) return isSame(change.afterAt("deployment_id"), canary);
  const deployments = plan.changes.filter(({ type }) => type === "aws_api_gateway_deployment");
  const withId = (id: Json | undefined) => deployments.find((deployment) => isSame(deployment.beforeAt("id"), id));
  const tried = withId(canary)?.beforeAt("triggers");
  const next = withId(change.beforeAt("deployment_id"));
  return !isEmpty(tried) && next?.isReplace === true && isSame(next.afterAt("triggers"), tried);
}
