import { service } from "../../contract";
import type { Authorization, AuthorizerDefinition, Binding, DoorAuthorization } from "../../contract/authorization";
import { ordersV1 } from "../../contract/orders/v1";
import { toRestApiBody } from "../../contract/rest-api-body";
import type { Api, Route } from "../../contract/route";
import { defineService, type FunctionDefinition, type Service } from "../../contract/service";
import { backend, services } from "./service-addresses";

const iam: DoorAuthorization = {
  apiKeySource: "HEADER",
  customer: { type: "iam" },
  partner: { type: "iam" },
  internal: { type: "iam" },
};
const resourceServers = { orders: { read: "Read orders" } };

const versions = { v1: {} };
const apiWith = (route: Partial<Route>): Api => ({
  ...ordersV1,
  versions,
  routes: { getThing: { ...ordersV1.routes.getHealth, path: "/thing", ...route } },
});

describe("a service is refused", () => {
  const problemsOf = (authorization: Partial<Authorization>, route: Partial<Route> = {}) => {
    const changed = { authorizers: {}, resourceServers, ...authorization };
    const doors = { regional: iam, edge: iam, private: iam, ...authorization.doors };
    try {
      const { webSocketApi: _webSocketApi, ...others } = service;
      const functions = Object.entries<FunctionDefinition>(service.functions).map(
        ([name, { timeout: _timeout, ...each }]) => [name, each] as const,
      );
      defineService<Service>({
        ...others,
        // only a function that streams may have a timeout, and no route of the API does
        functions: Object.fromEntries(functions),
        apis: [apiWith(route)],
        versions: { orders: versions },
        authorization: { ...changed, doors },
      });
      return [];
    } catch (error) {
      return (error as Error).message.split("\n");
    }
  };
  const regional = (door: Partial<DoorAuthorization>) => ({
    doors: { regional: { ...iam, ...door }, edge: iam, private: iam },
  });
  const token: AuthorizerDefinition = {
    type: "TOKEN",
    function: "orders",
    header: "Authorization",
    validation: "^Bearer .+$",
    ttl: 300,
  };
  const request: AuthorizerDefinition = {
    type: "REQUEST",
    function: "orders",
    identitySources: ["method.request.header.Authorization"],
    ttl: 300,
  };
  const withAuthorizer = (authorizer: AuthorizerDefinition, name = "judge") => ({
    authorizers: { [name]: authorizer },
  });

  test("never for what holds together", () => {
    const partner: Binding = { type: "authorizer", authorizer: "judge", apiKey: true };
    const authorization = { ...withAuthorizer(request), ...regional({ apiKeySource: "AUTHORIZER", partner }) };
    expect(problemsOf(authorization, { audience: "partner", scopes: ["orders/read"] })).toEqual([]);
  });

  test.each<[string, Partial<Authorization>, Partial<Route>, string]>([
    [
      "without an audience that it knows",
      {},
      { audience: undefined as never },
      "orders v1 getThing: audience: expected public, customer, partner, internal, got undefined",
    ],
    [
      "where a door has no mechanism for an audience",
      regional({ partner: undefined as never }),
      {},
      "door regional, audience partner: expected a mechanism, got none",
    ],
    [
      "with an authorizer that nobody defined",
      regional({ customer: { type: "authorizer", authorizer: "ghost" } }),
      {},
      "door regional, audience customer: expected an authorizer of the service (), got ghost",
    ],
    [
      "with an authorizer without its function",
      withAuthorizer({ ...token, function: "ghost" }),
      {},
      `authorizer judge: expected a function of the service (${Object.keys(service.functions).join(", ")}), got ghost`,
    ],
    [
      "with an authorizer named as another scheme",
      withAuthorizer(token, "iam"),
      {},
      "authorizer iam: expected a name of letters and digits other than iam, userPool, apiKey, got iam",
    ],
    [
      "with policies that are kept for more than an hour",
      withAuthorizer({ ...token, ttl: 3601 }),
      {},
      "authorizer judge: ttl: expected 0 to 3600 whole seconds, got 3601",
    ],
    [
      "with policies that are kept for nobody in particular",
      withAuthorizer({ ...request, identitySources: [] }),
      {},
      "authorizer judge: identitySources: expected one or more, as policies are kept for 300 s, got none",
    ],
    [
      "with an identity source of an HTTP API",
      withAuthorizer({ ...request, identitySources: ["$request.header.Authorization"] }),
      {},
      "authorizer judge: identitySources: expected method.request.header.<name>, method.request.querystring.<name>, context.<name> or stageVariables.<name>, got $request.header.Authorization",
    ],
    [
      "with API keys from an authorizer that there is not",
      regional({ apiKeySource: "AUTHORIZER", partner: { type: "iam", apiKey: true } }),
      {},
      "door regional, audience partner: expected a Lambda authorizer, as API keys come from one (apiKeySource AUTHORIZER), got iam",
    ],
    [
      "with a scope that no resource server has",
      {},
      { audience: "customer", scopes: ["orders/erase"] },
      "orders v1 getThing: scopes: expected some of orders/read, got orders/erase",
    ],
    [
      "with scopes of a public route",
      {},
      { scopes: ["orders/read"] },
      "orders v1 getThing: scopes: expected none of a public route, got orders/read",
    ],
    [
      "with tokens of the user pool for a route without scopes",
      regional({ customer: { type: "userPool" } }),
      { audience: "customer" },
      "orders v1 getThing: scopes: expected one or more, as the door regional takes tokens of the user pool, got none",
    ],
    [
      "with a scope that Cognito takes no name of",
      { resourceServers: { orders: { "read/all": "Read" } } },
      {},
      "resource server orders: expected names of 1 to 128 letters, digits and _.:-, got read/all",
    ],
  ])("%s", (_, authorization, route, problem) => {
    expect(problemsOf(authorization, route)).toEqual([problem]);
  });
});

describe("in the document of a door,", () => {
  const authorizers = {
    customers: { type: "TOKEN", function: "judge", header: "X-Token", validation: "^Bearer .+$", ttl: 60 },
    partners: {
      type: "REQUEST",
      function: "judge",
      identitySources: ["method.request.header.Authorization", "context.identity.sourceIp"],
      ttl: 0,
    },
    visitors: { type: "REQUEST", function: "judge", identitySources: ["method.request.header.X-Pass"], ttl: 0 },
  } as const satisfies Authorization["authorizers"];

  const documentWith = (customer: Binding, route: Partial<Route> = {}) => {
    const body = toRestApiBody(apiWith({ audience: "customer", scopes: ["orders/read"], ...route }), {
      name: "things",
      endpoint: { disableExecuteApiEndpoint: true },
      functionUri: (name) => `arn:of:${name}`,
      services,
      backend,
      door: { ...iam, customer },
      authorizers,
      userPoolArn: () => "arn:of:pool",
    }) as unknown as {
      paths: Record<string, { get: { security?: unknown }; options: object }>;
      components: { securitySchemes: unknown };
    };
    const { get, options } = body.paths["/thing"]!;
    return { security: get.security, preflight: options, schemes: body.components.securitySchemes };
  };
  const inHeader = { type: "apiKey", in: "header" };

  test("a public route has no security scheme, nor has any preflight", () => {
    const { security, preflight, schemes } = documentWith({ type: "iam" }, { audience: "public", scopes: [] });
    expect([security, schemes]).toEqual([[], {}]);
    expect(preflight).not.toHaveProperty("security");
    expect(documentWith({ type: "iam" }).preflight).not.toHaveProperty("security");
  });

  test("IAM is a signature in Authorization", () => {
    expect(documentWith({ type: "iam" })).toMatchObject({
      security: [{ iam: [] }],
      schemes: { iam: { ...inHeader, name: "Authorization", "x-amazon-apigateway-authtype": "awsSigv4" } },
    });
  });

  test("a user pool takes access tokens, by the route's scopes", () => {
    expect(documentWith({ type: "userPool" })).toMatchObject({
      security: [{ userPool: ["orders/read"] }],
      schemes: {
        userPool: {
          ...inHeader,
          name: "Authorization",
          "x-amazon-apigateway-authtype": "cognito_user_pools",
          "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: ["arn:of:pool"] },
        },
      },
    });
  });

  test("a TOKEN authorizer has its header, the form of its token and its TTL", () => {
    expect(documentWith({ type: "authorizer", authorizer: "customers" })).toMatchObject({
      security: [{ customers: [] }],
      schemes: {
        customers: {
          ...inHeader,
          name: "X-Token",
          "x-amazon-apigateway-authorizer": {
            type: "token",
            authorizerUri: "arn:of:judge",
            identityValidationExpression: "^Bearer .+$",
            authorizerResultTtlInSeconds: 60,
          },
        },
      },
    });
  });

  test("a REQUEST authorizer has its identity sources, and no header where they are not one", () => {
    const { schemes } = documentWith({ type: "authorizer", authorizer: "partners" });
    expect(schemes).toMatchObject({
      partners: {
        ...inHeader,
        name: "Unused",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          authorizerUri: "arn:of:judge",
          identitySource: "method.request.header.Authorization, context.identity.sourceIp",
          authorizerResultTtlInSeconds: 0,
        },
      },
    });
    const visitors = documentWith({ type: "authorizer", authorizer: "visitors" });
    expect(visitors.schemes).toMatchObject({ visitors: { name: "X-Pass" } });
  });

  test("an API key is wanted beside the mechanism", () => {
    expect(documentWith({ type: "iam", apiKey: true })).toMatchObject({
      security: [{ iam: [] }, { apiKey: [] }],
      schemes: { apiKey: { ...inHeader, name: "x-api-key" } },
    });
  });

  test("only schemes that a route needs are declared", () => {
    expect(Object.keys(documentWith({ type: "iam" }).schemes as object)).toEqual(["iam"]);
  });

  test("a route without a binding is refused", () => {
    expect(() => documentWith({ type: "iam" }, { audience: "everybody" as never })).toThrow(
      "orders v1 getThing: audience: expected public or one that the door binds to a mechanism, got everybody",
    );
  });
});
