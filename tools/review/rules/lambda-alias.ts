import type { Observation } from "../finding";
import { goesWithItsWhole } from "../deleted-whole";
import { isSame, type Json } from "../json";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";

/** An alias that follows a newly published version is the daily deployment and gives nothing. */
export const lambdaAliasRules: readonly ResourceRule[] = [
  {
    id: "alias-moved",
    category: "runtime",
    severity: "high",
    summary: "An alias goes back to an older version, splits its traffic otherwise, or is replaced",
    example: "`function_version` of the alias that the API calls goes from 8 to 7",
    types: ["aws_lambda_alias"],
    find: (change, plan) =>
      goesWithItsWhole(change, plan)
        ? []
        : change.is("delete")
          ? [replaced(change)]
          : change.isUpdate
            ? [...version(change), ...routing(change)]
            : [],
  },
];

function version(change: ResourceChange): Observation[] {
  const path = ["function_version"];
  const [before, after] = [change.beforeAt(...path), change.afterAt(...path)];
  if (change.isUnknown(path) || !isOlder(before, after)) return [];
  const isLatest = after === "$LATEST";
  return [
    {
      title: isLatest
        ? "The alias follows unpublished code"
        : `The alias goes back from version ${print(before)} to ${print(after)}`,
      detail: isLatest
        ? "Callers get whatever is uploaded from the moment it is uploaded; there is no version to go back to."
        : "Callers get older code at once.",
      remedy: isLatest
        ? "Let it point to a published version"
        : "Fine if this is a rollback; else publish the version that is meant",
      changes: [change.describe(path)],
    },
  ];
}

/** Versions are numbers that only grow; `$LATEST` is none of them. */
function isOlder(before: Json | undefined, after: Json | undefined): boolean {
  if (typeof before !== "string" || typeof after !== "string") return false;
  if (after === "$LATEST") return before !== "$LATEST";
  return Number(after) < Number(before);
}

function routing(change: ResourceChange): Observation[] {
  const path = ["routing_config"];
  if (!change.isUnknown(path) && isSame(change.beforeAt(...path), change.afterAt(...path))) return [];
  return [
    {
      title: "The alias splits its traffic between versions otherwise",
      detail: "A part of the calls gets other code from then on.",
      remedy: "Check the weights and that errors of each version are watched",
      changes: [change.describe(path)],
    },
  ];
}

function replaced(change: ResourceChange): Observation {
  const reason = replacementReason(change);
  return {
    title: change.isReplace ? "The alias is destroyed and created anew" : "The alias is deleted",
    detail: ["Callers of its ARN fail, and its permissions and event sources go with it.", reason && `${reason}.`]
      .filter(Boolean)
      .join(" "),
    remedy: "Have a second alias first, and move its callers",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

const print = (value: Json | undefined): string => (typeof value === "string" ? value : "?");
