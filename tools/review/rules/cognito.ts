import {
  becomes,
  type Judgement,
  leaves,
  lowered,
  raised,
  turnedOff,
  turnedOn,
  type Watch,
  watchRule,
} from "../attribute-watch";
import { at, type Json } from "../json";
import { list } from "../resource-change";
import type { Rule } from "../rule";
import { gains } from "./authorizer";

const client = ["aws_cognito_user_pool_client", "aws_cognito_managed_user_pool_client"];
const pool = ["aws_cognito_user_pool"];

const gainsOneLike = (pattern: RegExp) => (before: Json | undefined, after: Json | undefined) =>
  gains(
    before,
    list(after).filter((item) => typeof item === "string" && pattern.test(item)),
  );

const clientWatches: readonly Watch[] = [
  {
    types: client,
    path: ["explicit_auth_flows"],
    when: gainsOneLike(/USER_PASSWORD_AUTH$/),
    title: "The application may send user names and passwords itself",
    detail:
      "Passwords pass through the application instead of the secure remote password protocol or the sign-in page.",
    remedy: "Use ALLOW_USER_SRP_AUTH or the sign-in pages",
  },
  {
    types: client,
    path: ["allowed_oauth_flows"],
    when: gains,
    title: (before, after) => `Tokens may be asked for by other flows: ${after} instead of ${before}`,
    detail: "implicit hands tokens out in addresses; client_credentials gives them to whoever has the client's secret.",
    remedy: "Use the code flow for people",
  },
  {
    types: client,
    path: ["callback_urls"],
    when: gainsOneLike(/^http:\/\/(?!localhost|127\.0\.0\.1)|\*/),
    title: "Sign-in codes may be sent to an address without TLS or with a wildcard",
    detail: "Whoever reads or owns it gets the user's tokens.",
    remedy: "List https addresses of your own",
  },
  {
    types: client,
    path: ["callback_urls"],
    when: (before, after) =>
      gains(before, after) && !gainsOneLike(/^http:\/\/(?!localhost|127\.0\.0\.1)|\*/)(before, after),
    severity: "medium",
    title: "Sign-in codes may be sent to another address",
    detail: "Whoever owns it gets the tokens of users that sign in through it.",
    remedy: "Check that it is yours",
  },
  {
    types: client,
    path: ["allowed_oauth_scopes"],
    when: gains,
    severity: "medium",
    title: (before, after) => `Tokens may have more scopes: ${after} instead of ${before}`,
    detail: "Routes that ask for one of the new scopes open to this client.",
    remedy: "Check which routes ask for them",
  },
  {
    types: client,
    path: ["supported_identity_providers"],
    when: gains,
    title: (before, after) => `Users of other identity providers may sign in: ${after} instead of ${before}`,
    detail: "Whoever the new provider lets in gets tokens for this client.",
    remedy: "Check that every user of the provider may have them",
  },
  {
    types: client,
    path: ["generate_secret"],
    when: turnedOff,
    title: "The client has no secret any more",
    detail: "Whoever knows the client's id can ask for tokens with it.",
    remedy: "Keep the secret for clients that run on servers",
  },
  {
    types: client,
    path: ["enable_token_revocation"],
    when: turnedOff,
    severity: "medium",
    title: "Tokens can't be revoked any more",
    detail: "A stolen refresh token works until it expires.",
    remedy: "Keep token revocation",
  },
  {
    types: client,
    path: ["prevent_user_existence_errors"],
    when: leaves("ENABLED"),
    severity: "medium",
    title: "Answers tell whether a user exists",
    detail: "Names can be tried out one by one.",
    remedy: "Keep prevent_user_existence_errors ENABLED",
  },
  ...["access_token_validity", "id_token_validity", "refresh_token_validity"].map((attribute): Watch => ({
    types: client,
    path: [attribute],
    when: raised,
    severity: "medium",
    title: (before, after) => `${attribute} goes from ${before} to ${after}`,
    detail: "A stolen token, or that of somebody who has left, works for longer.",
    remedy: "Keep tokens short-lived; API Gateway does not ask whether one was revoked",
  })),
];

const poolWatches: readonly Watch[] = [
  {
    types: pool,
    path: ["mfa_configuration"],
    when: leaves("ON"),
    title: "A second factor is no longer demanded",
    detail: "A password alone opens an account.",
    remedy: "Keep mfa_configuration ON",
  },
  {
    types: pool,
    path: ["mfa_configuration"],
    when: (before, after) => before === "OPTIONAL" && after === "OFF",
    severity: "medium",
    title: "Users can't set up a second factor any more",
    detail: "A password alone opens every account.",
    remedy: "Keep mfa_configuration at least OPTIONAL",
  },
  {
    types: pool,
    path: ["admin_create_user_config", 0, "allow_admin_create_user_only"],
    when: (before, after) => before === true && after !== true,
    title: "Everybody may sign up",
    detail: "Whoever signs up gets tokens of this pool, which its authorizers accept.",
    remedy: "Check that every route behind this pool may be called by anybody, or keep allow_admin_create_user_only",
  },
  {
    types: pool,
    path: ["password_policy", 0, "minimum_length"],
    when: lowered,
    severity: "medium",
    title: (before, after) => `Passwords may have ${after} characters instead of ${before}`,
    detail: "Shorter passwords are guessed sooner.",
    remedy: "Keep the length",
  },
  {
    types: pool,
    path: ["user_pool_add_ons", 0, "advanced_security_mode"],
    when: leaves("ENFORCED"),
    severity: "medium",
    title: "Risky sign-ins are no longer refused",
    detail: "Sign-ins with leaked passwords or from unusual places pass.",
    remedy: "Keep advanced_security_mode ENFORCED",
  },
  {
    types: ["aws_cognito_identity_pool"],
    path: ["allow_unauthenticated_identities"],
    when: turnedOn,
    title: "Everybody gets AWS credentials without signing in",
    detail: "They may do what the identity pool's role for guests may do.",
    remedy: "Keep guests out, or check that role",
  },
  {
    types: ["aws_cognito_identity_pool"],
    path: ["allow_classic_flow"],
    when: becomes(true),
    severity: "medium",
    title: "The classic flow is allowed",
    detail: "Clients may assume any role that trusts the pool, without the limits of the enhanced flow.",
    remedy: "Use the enhanced flow",
  },
];

const loses: Judgement = (before, after) => gains(after, before);

/** What applications that sign in today can no longer do. */
const narrowed: readonly Watch[] = [
  {
    types: client,
    path: ["allowed_oauth_scopes"],
    when: loses,
    title: (before, after) => `Tokens have fewer scopes: ${after} instead of ${before}`,
    detail: "Applications that ask for a scope that is gone get no token; routes that demand it answer 403.",
    remedy: "Look for the scope in the routes of the contract and in the applications first",
  },
  {
    types: client,
    path: ["allowed_oauth_flows"],
    when: loses,
    title: (before, after) => `Tokens can be asked for by fewer flows: ${after} instead of ${before}`,
    detail: "Applications that use a flow that is gone get no token.",
    remedy: "Move them to a flow that stays first",
  },
  {
    types: client,
    path: ["explicit_auth_flows"],
    when: loses,
    severity: "medium",
    title: (before, after) => `Users can sign in by fewer flows: ${after} instead of ${before}`,
    detail: "Applications that sign users in, or refresh their tokens, by a flow that is gone get an error.",
    remedy: "Move them to a flow that stays first",
  },
  {
    types: client,
    path: ["callback_urls"],
    when: loses,
    severity: "medium",
    title: "Sign-in no longer returns to an address",
    detail: "Applications that name it as redirect_uri get an error page instead of the sign-in page.",
    remedy: "Move them to an address that stays first",
  },
  {
    types: client,
    path: ["supported_identity_providers"],
    when: loses,
    title: (before, after) => `Users sign in with ${after} instead of ${before}`,
    detail: "Users of a provider that is gone can't sign in to this application.",
    remedy: "Check that they have another way in",
  },
  {
    types: ["aws_cognito_resource_server"],
    path: ["scope"],
    when: (before, after) => gains(scopeNames(after), scopeNames(before)),
    title: "A scope is removed",
    detail: "Clients that ask for it get no token, and the change of clients that may ask for it fails.",
    remedy: "Take it from routes and clients first",
  },
];

const scopeNames = (scopes: Json | undefined): Json[] => list(scopes).map((scope) => at(scope, ["scope_name"]) ?? null);

export const cognitoRules: readonly Rule[] = [
  watchRule(
    {
      id: "user-pool-client-narrowed",
      category: "clients",
      severity: "high",
      summary: "Applications can no longer get the tokens that they got: a scope, flow, address or provider is removed",
      example: "`orders/write` is taken from `allowed_oauth_scopes`",
    },
    narrowed,
  ),
  watchRule(
    {
      id: "user-pool-client-widened",
      category: "exposure",
      severity: "high",
      summary: "More ways lead to a user pool's tokens, or tokens last longer",
      example: "ALLOW_USER_PASSWORD_AUTH is added to explicit_auth_flows",
    },
    clientWatches,
  ),
  watchRule(
    {
      id: "user-pool-weakened",
      category: "exposure",
      severity: "high",
      summary: "Signing up or signing in is protected less",
      example: "mfa_configuration goes from ON to OPTIONAL",
      equivalents: ["CKV_AWS_366"],
    },
    poolWatches,
  ),
];
