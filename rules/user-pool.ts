import { limits } from "../semantics/limits";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { blocks, groupedBy, list, literal, shown } from "./values";

const clientTypes = ["aws_cognito_user_pool_client"] as const;

/** What Cognito user pools, their app clients and resource servers take. */
export const userPoolRules: readonly Rule[] = [
  resourceRule({
    id: "machine-client",
    checks: "An app client with client_credentials has no other flow, a secret, and OAuth switched on",
    source: "Cognito API reference, CreateUserPoolClient.AllowedOAuthFlows",
    types: clientTypes,
    *check({ arguments: client }) {
      const flows = list(client["allowed_oauth_flows"]);
      if (!flows.includes("client_credentials")) return;
      if (flows.length > 1)
        yield `allowed_oauth_flows: expected client_credentials alone, got ${flows.map(shown).join(", ")}`;
      if (client["generate_secret"] !== true)
        yield `generate_secret: expected true for client_credentials, got ${shown(client["generate_secret"])}`;
    },
  }),

  resourceRule({
    id: "oauth-switched-on",
    checks: "An app client with OAuth flows has allowed_oauth_flows_user_pool_client",
    source: "Cognito API reference, CreateUserPoolClient.AllowedOAuthFlowsUserPoolClient",
    types: clientTypes,
    *check({ arguments: client }) {
      if (list(client["allowed_oauth_flows"]).length > 0 && client["allowed_oauth_flows_user_pool_client"] !== true)
        yield `allowed_oauth_flows_user_pool_client: expected true, as flows are listed, got ${shown(client["allowed_oauth_flows_user_pool_client"])}`;
    },
  }),

  resourceRule({
    id: "client-callback",
    checks: "Callback and logout addresses are https, or http on localhost for tests",
    source: "Cognito API reference, CreateUserPoolClient.CallbackURLs",
    types: clientTypes,
    *check({ arguments: client }) {
      for (const argument of ["callback_urls", "logout_urls"])
        for (const url of list(client[argument])) {
          const text = literal(url);
          if (text !== undefined && text.startsWith("http:") && !/^http:\/\/localhost[:/]/.test(text))
            yield `${argument}: expected https, or http://localhost for tests, got ${text}`;
        }
      if (
        list(client["allowed_oauth_flows"]).includes("code") &&
        list(client["callback_urls"]).length === 0 &&
        !isExpression(client["callback_urls"])
      )
        yield "callback_urls: expected an address for the flow code, got none";
    },
  }),

  resourceRule({
    id: "implicit-flow",
    checks: "No app client uses the implicit flow, which puts tokens into addresses",
    source: "RFC 9700, section 2.1.2; Cognito developer guide, OAuth 2.0 grants",
    types: clientTypes,
    *check({ arguments: client }) {
      if (list(client["allowed_oauth_flows"]).includes("implicit"))
        yield "allowed_oauth_flows: expected code with PKCE, got implicit";
    },
  }),

  resourceRule({
    id: "scope-name",
    checks: "A resource server's scope names have no `/`, which stands between server and scope",
    source: "Cognito API reference, ResourceServerScopeType.ScopeName",
    types: ["aws_cognito_resource_server"],
    *check({ arguments: { scope: scopes } }) {
      for (const { scope_name: given } of blocks(scopes)) {
        const name = literal(given);
        if (name !== undefined && !/^[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]{1,256}$/.test(name))
          yield `scope.scope_name: expected 1 to 256 visible characters without /, " and \\, got ${name}`;
      }
    },
  }),

  {
    id: "resource-server-quotas",
    checks: "A user pool has at most 25 resource servers, each with 100 scopes at most",
    source: "Cognito developer guide, Quotas in Amazon Cognito",
    *check(stack) {
      const servers = stack.resources("aws_cognito_resource_server");
      for (const {
        address,
        arguments: { scope },
      } of servers)
        if (blocks(scope).length > limits.scopesPerResourceServer)
          yield {
            address,
            message: `scope: expected at most ${limits.scopesPerResourceServer}, got ${blocks(scope).length}`,
          };
      for (const ofPool of groupedBy("user_pool_id", servers))
        if (ofPool.length > limits.resourceServersPerUserPool)
          yield {
            address: ofPool[0]!.address,
            message: `user_pool_id: expected at most ${limits.resourceServersPerUserPool} resource servers of a pool, got ${ofPool.length}`,
          };
    },
  },

  resourceRule({
    id: "client-scope",
    checks: "An app client's scopes are standard ones or those of the pool's resource servers",
    source: "Cognito API reference, CreateUserPoolClient.AllowedOAuthScopes",
    types: clientTypes,
    *check(client, stack) {
      const pool = stack.target(client.arguments["user_pool_id"]);
      if (!pool) return;
      const servers = stack
        .resources("aws_cognito_resource_server")
        .filter(({ arguments: { user_pool_id: id } }) => stack.refersTo(id, pool));
      const scopes = new Set([
        "openid",
        "email",
        "phone",
        "profile",
        "aws.cognito.signin.user.admin",
        ...servers.flatMap(({ arguments: { identifier, scope } }) =>
          blocks(scope).map(({ scope_name: name }) => `${shown(identifier)}/${shown(name)}`),
        ),
      ]);
      for (const given of list(client.arguments["allowed_oauth_scopes"])) {
        const scope = literal(given);
        if (scope !== undefined && !scopes.has(scope))
          yield `allowed_oauth_scopes: expected a standard scope or one of the pool's resource servers, got ${scope}`;
      }
    },
  }),
];

const isExpression = (value: unknown) => typeof value === "string";
