import { changed, lowered, removed, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

const types = ["aws_lambda_function"];

const program: readonly Watch[] = [
  {
    types,
    path: ["runtime"],
    when: (before, after) => changed(before, after) && !removed(before, after),
    title: (before, after) => `The function runs on ${after} instead of ${before}`,
    detail: "Language and SDK versions change under the code. It shows at run time only, for all callers at once.",
    remedy: "Run the function's tests on the new runtime; shift traffic with an alias",
  },
  {
    types,
    path: ["architectures"],
    when: changed,
    title: (before, after) => `The function runs on ${after} instead of ${before}`,
    detail: "Native modules, layers and extensions must be built for it, else every call fails.",
    remedy: "Check layers and native dependencies; shift traffic with an alias",
  },
  {
    types,
    path: ["handler"],
    when: (before, after) => changed(before, after) && !removed(before, after),
    title: (before, after) => `The function starts at ${after} instead of ${before}`,
    detail: "If the new code has no such export, every call fails.",
    remedy: "Check that code and handler change together",
  },
  {
    types,
    path: ["package_type"],
    when: changed,
    title: (before, after) => `The function is deployed as ${after} instead of ${before}`,
    detail: "The function is replaced.",
    remedy: "Make a second function and move its alias's callers",
  },
  {
    types,
    path: ["vpc_config", 0, "subnet_ids"],
    when: (before, after) => removed(before, after) || removed(after, before),
    title: (before) => (before === "none" ? "The function moves into a VPC" : "The function leaves its VPC"),
    detail:
      "In a VPC it reaches the internet and AWS services only through NAT or endpoints; outside it reaches nothing private.",
    remedy: "Check what it calls",
  },
];

const size: readonly Watch[] = [
  {
    types,
    path: ["memory_size"],
    when: lowered,
    title: (before, after) => `Memory falls from ${before} to ${after} MB`,
    detail: "CPU falls with it: the function gets slower, and fails if it needs more.",
    remedy: "Compare it with the highest memory use in its logs",
  },
  {
    types,
    path: ["timeout"],
    when: lowered,
    title: (before, after) => `The timeout falls from ${before} to ${after} seconds`,
    detail: "Calls that take longer are cut off with an error.",
    remedy: "Compare it with the longest durations of the last weeks",
  },
  {
    types,
    path: ["timeout"],
    when: (before, after) => typeof before === "number" && typeof after === "number" && before <= 29 && after > 29,
    severity: "info",
    title: (_, after) => `The timeout of ${after} seconds is longer than API Gateway waits`,
    detail: "API Gateway answers 504 after 29 seconds by default, while the function goes on to run.",
    remedy: "Fine for functions that no API calls",
  },
  {
    types,
    path: ["ephemeral_storage", 0, "size"],
    when: lowered,
    title: (before, after) => `Temporary storage falls from ${before} to ${after} MB`,
    detail: "Calls that write more fail.",
    remedy: "Check what the function writes to /tmp",
  },
  {
    types: ["aws_lambda_provisioned_concurrency_config"],
    path: ["provisioned_concurrent_executions"],
    when: lowered,
    title: (before, after) => `Provisioned concurrency falls from ${before} to ${after}`,
    detail: "More calls wait for a cold start.",
    remedy: "Compare it with its utilization in the last weeks",
  },
];

const permissions: readonly Watch[] = [
  {
    types,
    path: ["role"],
    when: changed,
    title: (before, after) => `The function runs with role ${roleName(after)} instead of ${roleName(before)}`,
    detail: "What it may do is what the policies of the other role say; what they don't allow is refused at once.",
    remedy: "Compare the policies of the two roles",
  },
];

const roleName = (arn: string): string => arn.split("/").at(-1) ?? arn;

/** -1 is no limit of its own. */
const limit = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : Infinity);

export const lambdaFunctionRules: readonly Rule[] = [
  watchRule(
    {
      id: "function-runtime",
      category: "runtime",
      severity: "medium",
      summary: "A function's runtime, architecture, handler, package type or network changes",
      example: "`runtime` goes from nodejs20.x to nodejs22.x",
      equivalents: ["CKV_AWS_363"],
    },
    program,
  ),
  watchRule(
    {
      id: "function-role",
      category: "exposure",
      severity: "medium",
      summary: "A function runs with the permissions of another role",
      example: "`role` names the role of another function",
    },
    permissions,
  ),
  watchRule(
    {
      id: "function-size",
      category: "runtime",
      severity: "medium",
      summary: "A function gets less memory, time, storage or provisioned concurrency",
      example: "`timeout` falls from 29 to 3",
    },
    size,
  ),
  {
    id: "function-concurrency",
    category: "runtime",
    severity: "medium",
    summary: "The limit of a function's concurrent executions falls or disappears; 0 stops it",
    example: "`reserved_concurrent_executions = 0`",
    equivalents: ["CKV_AWS_115"],
    types,
    find: concurrency,
  },
  {
    id: "function-replaced",
    category: "runtime",
    severity: "high",
    summary: "A function is replaced or deleted",
    example: "`function_name` changes",
    types,
    find: (change) => (change.is("delete") ? [replaced(change)] : []),
  },
];

function concurrency(change: ResourceChange): Observation[] {
  const path = ["reserved_concurrent_executions"];
  if (change.after === undefined || change.isUnknown(path)) return [];
  const [was, is] = [change.beforeAt(...path), change.afterAt(...path)];
  const [before, after] = [limit(was), limit(is)];
  const changes = [change.describe(path)];
  if (after === 0 && before !== 0)
    return [
      {
        severity: "block",
        title: "The function is stopped: no call is let through",
        detail: "Reserved concurrency 0 throttles every call: APIs answer 500 or 502, queues and streams stand still.",
        remedy: "Set a limit above 0, or -1 for none",
        changes,
      },
    ];
  if (change.before === undefined || before === after) return [];
  if (after < before)
    return [
      {
        title: `At most ${after} calls run at once${before === Infinity ? "" : ` instead of ${before}`}`,
        detail: "More are throttled: callers see errors, and queues and streams fall behind.",
        remedy: "Compare it with the highest concurrency of the last weeks",
        changes,
      },
    ];
  if (after === Infinity)
    return [
      {
        title: "The function has no limit of its own any more",
        detail:
          "It may use up the account's concurrency, so that other functions are throttled, and what it calls sees more calls at once.",
        remedy: "Keep a limit where a database or another service can't take any load",
        changes,
      },
    ];
  return [];
}

function replaced(change: ResourceChange): Observation {
  const reason = replacementReason(change);
  return {
    title: change.isReplace ? "The function is destroyed and created anew" : "The function is deleted",
    detail: [
      change.isReplace
        ? "Permissions, event sources, aliases and versions of the old one are gone with it; whoever calls it by its old ARN fails."
        : "Whoever calls it fails: APIs answer 500 until their routes are changed and deployed.",
      reason && `${reason}.`,
    ]
      .filter(Boolean)
      .join(" "),
    remedy: change.isReplace
      ? "Create the new one beside it, move callers, then delete"
      : "Remove its routes, event sources and callers first",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}
