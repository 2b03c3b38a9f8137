import { changed, type Judgement, lowered, raised, removed, watchRule, type Watch } from "../attribute-watch";
import { isSame } from "../json";
import { list } from "../resource-change";
import type { Rule } from "../rule";

const rest = ["aws_api_gateway_authorizer"];
const v2 = ["aws_apigatewayv2_authorizer"];

/** Something in the list that wasn't there. */
export const gains: Judgement = (before, after) =>
  list(after).some((item) => !list(before).some((other) => isSame(item, other)));

const losesOnly: Judgement = (before, after) => !gains(before, after) && gains(after, before);

/** Another function or alias, not merely another version of the same one. */
const otherFunction: Judgement = (before, after) => {
  const withoutVersion = (uri: unknown) => (typeof uri === "string" ? uri.replace(/:\d+(\/invocations)$/, "$1") : uri);
  return changed(before, after) && withoutVersion(before) !== withoutVersion(after);
};

const others = "Whoever issues the tokens that are now accepted decides who gets in.";

const trust: readonly Watch[] = [
  {
    types: rest,
    path: ["type"],
    when: changed,
    title: (before, after) => `The authorizer is of type ${after} instead of ${before}`,
    detail: "Other credentials are asked for and somebody else judges them; clients that send the old ones get 401.",
    remedy: "Add a second authorizer and move routes to it one by one",
  },
  {
    types: v2,
    path: ["authorizer_type"],
    when: changed,
    title: (before, after) => `The authorizer is of type ${after} instead of ${before}`,
    detail: "Other credentials are asked for and somebody else judges them; clients that send the old ones get 401.",
    remedy: "Add a second authorizer and move routes to it one by one",
  },
  {
    types: rest,
    path: ["provider_arns"],
    when: gains,
    title: "Tokens of another user pool are accepted",
    detail: others,
    remedy: "Check that every user of the new pool may call these routes",
  },
  {
    types: rest,
    path: ["provider_arns"],
    when: losesOnly,
    severity: "medium",
    title: "Tokens of a user pool are no longer accepted",
    detail: "Its users get 401 as soon as the API is deployed.",
    remedy: "Check that they have moved",
  },
  {
    types: v2,
    path: ["jwt_configuration", 0, "issuer"],
    when: changed,
    title: (before, after) => `Tokens of ${after} are accepted instead of those of ${before}`,
    detail: `${others} Clients with tokens of the old one get 401.`,
    remedy: "Check who may sign in at the new issuer, and that clients have moved",
  },
  {
    types: v2,
    path: ["jwt_configuration", 0, "audience"],
    when: gains,
    title: "Tokens for another audience are accepted",
    detail: "A token that was issued for another application opens these routes.",
    remedy: "Check that every user of that application may call them",
  },
  {
    types: v2,
    path: ["jwt_configuration", 0, "audience"],
    when: removed,
    title: "Tokens for any audience are accepted",
    detail: "Every token of the issuer opens these routes, whatever application it was issued for.",
    remedy: "Keep the audience",
  },
  {
    types: v2,
    path: ["jwt_configuration", 0, "audience"],
    when: (before, after) => losesOnly(before, after) && !removed(before, after),
    severity: "medium",
    title: "Tokens for an audience are no longer accepted",
    detail: "Its clients get 401.",
    remedy: "Check that they have moved",
  },
  {
    types: [...rest, ...v2],
    path: ["authorizer_uri"],
    when: otherFunction,
    title: "Another function decides who gets in",
    detail: "What it allows is not in the plan.",
    remedy: "Check that the new function refuses what the old one refused",
  },
];

const settings: readonly Watch[] = [
  {
    types: [...rest, ...v2],
    path: ["authorizer_result_ttl_in_seconds"],
    when: raised,
    title: (before, after) => `Decisions are kept for ${after} s instead of ${before} s`,
    detail:
      "A caller whose access was taken away gets in for that long. A policy for one method, kept for a token, refuses its other methods.",
    remedy: "Keep it short; let the authorizer's policy cover every method of the API",
  },
  {
    types: [...rest, ...v2],
    path: ["authorizer_result_ttl_in_seconds"],
    when: lowered,
    title: (before, after) => `Decisions are kept for ${after} s instead of ${before} s`,
    detail: "The authorizer is invoked more often: latency, cost and the use of its concurrency rise.",
    remedy: "Check the function's concurrency and the limits of what it asks",
  },
  {
    types: rest,
    path: ["identity_source"],
    when: changed,
    title: (before, after) => `Credentials are read from ${after} instead of ${before}`,
    detail:
      "Requests without all of them get 401 before the authorizer is asked, and kept decisions are told apart by them.",
    remedy: "Check that clients send them, and that nothing the decision depends on is missing",
  },
  {
    types: v2,
    path: ["identity_sources"],
    when: changed,
    title: (before, after) => `Credentials are read from ${after} instead of ${before}`,
    detail:
      "Requests without all of them get 401 before the authorizer is asked, and kept decisions are told apart by them.",
    remedy: "Check that clients send them, and that nothing the decision depends on is missing",
  },
  {
    types: rest,
    path: ["identity_validation_expression"],
    when: changed,
    title: "Another form of token is let through to the authorizer",
    detail: "Tokens that don't match get 401 without the authorizer being asked; others reach it that did not before.",
    remedy: "Check that the function refuses malformed tokens itself",
  },
  {
    types: v2,
    path: ["enable_simple_responses"],
    when: (before, after) => (before === true) !== (after === true),
    title: "The authorizer's answers are read in another form",
    detail: "An answer in the wrong form refuses every request with 500.",
    remedy: "Deploy the function that answers in this form first",
  },
  {
    types: v2,
    path: ["authorizer_payload_format_version"],
    when: changed,
    title: (before, after) => `The authorizer gets events of format ${after} instead of ${before}`,
    detail: "A function that reads the other format refuses everybody, or worse, lets somebody in.",
    remedy: "Deploy the function that understands both first",
  },
];

export const authorizerRules: readonly Rule[] = [
  watchRule(
    {
      id: "authorizer-trust",
      category: "exposure",
      severity: "high",
      summary: "An authorizer accepts the tokens of others, or another function decides",
      example: "A second user pool is added to provider_arns",
    },
    trust,
  ),
  watchRule(
    {
      id: "authorizer-settings",
      category: "exposure",
      severity: "medium",
      summary: "How an authorizer is asked changes: how long decisions are kept, where credentials are read",
      example: "authorizer_result_ttl_in_seconds goes from 300 to 3600",
    },
    settings,
  ),
];
