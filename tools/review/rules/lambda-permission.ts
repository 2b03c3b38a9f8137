import { comparePolicies, type Policy } from "../../../semantics/policy";
import type { Observation } from "../finding";
import { isEmpty, type Json } from "../json";
import { isOpen } from "../policies/danger";
import { differenceWords } from "../policies/words";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** A permission is a statement in its function's policy; an argument that is known after apply only counts as what it was. */
function policyOf(change: ResourceChange, side: "before" | "after"): Policy | undefined {
  if (change[side] === undefined) return undefined;
  const valueOf = (argument: string): string => {
    const value =
      side === "before" || change.isUnknown([argument]) ? change.beforeAt(argument) : change.afterAt(argument);
    return typeof value === "string" ? value : "";
  };
  const conditions: Policy["statements"][number]["conditions"] = {};
  for (const [argument, [operator, key]] of Object.entries(conditionArguments)) {
    const value = valueOf(argument);
    if (value === "" && !(side === "after" && change.isUnknown([argument]))) continue;
    conditions[operator] = { ...conditions[operator], [key]: [value === "" ? "known after apply" : value] };
  }
  const principal = valueOf("principal");
  return {
    version: "2012-10-17",
    statements: [
      {
        effect: "Allow",
        principals: /\.amazonaws\.com(\.cn)?$/.test(principal) ? { Service: [principal] } : { AWS: [principal] },
        actions: [valueOf("action")],
        resources: ["*"],
        conditions,
      },
    ],
  };
}

/** Arguments that limit who may invoke, and the condition that Lambda writes for them. */
const conditionArguments: Readonly<Record<string, readonly [operator: string, key: string]>> = {
  source_arn: ["ArnLike", "aws:SourceArn"],
  source_account: ["StringEquals", "aws:SourceAccount"],
  principal_org_id: ["StringEquals", "aws:PrincipalOrgID"],
  event_source_token: ["StringEquals", "lambda:EventSourceToken"],
};

const remedy = "Set source_arn to the API, topic, rule or bucket that invokes the function, or source_account";

function findWider(change: ResourceChange): Observation[] {
  if (change.after === undefined) return [];
  const [before, after] = [policyOf(change, "before"), policyOf(change, "after")];
  const { widened } = comparePolicies(before, after);
  const [difference] = widened;
  if (!difference) return [];
  const { grant } = difference;
  const service =
    grant.principals && "of" in grant.principals && grant.principals.of.find((name) => name.startsWith("Service:"));
  const changes = [{ attribute: "permission", ...differenceWords(difference) }];
  if (isOpen(grant))
    return [
      {
        severity: "block",
        title: "Everybody may invoke the function, from any AWS account",
        detail: "The permission's principal is * and nothing limits it to an organization, account or source.",
        remedy: "Name the principal, or set principal_org_id, source_account or source_arn",
        changes,
      },
    ];
  if (service && grant.restrictions.length === 0)
    return [
      {
        title: `${service.slice("Service:".length)} may invoke the function for any AWS account`,
        detail:
          "Without source_arn or source_account, anybody's resource of that service may invoke it, in whatever account.",
        remedy,
        changes,
      },
    ];
  if (before === undefined) return [];
  return [
    {
      title: "More callers may invoke the function than before",
      detail: `New: ${changes[0]?.after}. Before: ${changes[0]?.before}.`,
      remedy: "Check that the wider source is meant",
      changes,
    },
  ];
}

const isPublic = (value: Json | undefined): boolean => value === "NONE";

export const lambdaPermissionRules: readonly Rule[] = [
  {
    id: "lambda-permission-widened",
    category: "exposure",
    severity: "high",
    summary: "More callers may invoke a function, or a service may for any account",
    example: "The source_arn of API Gateway's permission is removed: any account's API may invoke the function",
    equivalents: ["CKV_AWS_301", "CKV_AWS_364", "AWS-0067"],
    types: ["aws_lambda_permission"],
    find: findWider,
  },
  {
    id: "function-url-public",
    category: "exposure",
    severity: "block",
    summary: "A function gets a URL that everybody may call, past the API and what protects it",
    example: "An aws_lambda_function_url with authorization_type NONE",
    equivalents: ["CKV_AWS_258"],
    types: ["aws_lambda_function_url"],
    find: (change) =>
      isPublic(change.afterAt("authorization_type")) && !isPublic(change.beforeAt("authorization_type"))
        ? [
            {
              title: "Everybody may call the function through its URL, without authorization",
              detail: "A function URL passes by the API: its authorizers, throttles, validation and WAF don't apply.",
              remedy: "Set authorization_type to AWS_IAM, or remove the URL and use the API",
              changes: [change.describe(["authorization_type"])],
            },
          ]
        : [],
  },
  {
    id: "layer-shared",
    category: "exposure",
    severity: "high",
    summary: "Everybody may use a Lambda layer",
    example: "An aws_lambda_layer_version_permission with principal * and without organization_id",
    types: ["aws_lambda_layer_version_permission"],
    find: (change) =>
      change.is("create") && change.afterAt("principal") === "*" && isEmpty(change.afterAt("organization_id"))
        ? [
            {
              title: "Everybody may read the layer, in any AWS account",
              detail: "Code and configuration in the layer become public.",
              remedy: "Name the accounts, or set organization_id",
              changes: [change.describe(["principal"])],
            },
          ]
        : [],
  },
];
