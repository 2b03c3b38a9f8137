import { service } from "../../contract";
import { answerHeaders } from "../../contract/answer-headers";
import { ordersV1 } from "../../contract/orders/v1";
import { toRestApiBody } from "../../contract/rest-api-body";
import type { Api } from "../../contract/route";
import { defineService, type Service } from "../../contract/service";
import { versionHeaders, type VersionLife, type VersionRegister } from "../../contract/version-register";
import { backend, services } from "./service-addresses";

const deprecated: VersionLife = {
  deprecated: "2026-11-01",
  sunset: "2028-11-01",
  information: "https://docs.example.com/orders/v1",
};

/** Headers of v1 in a register. */
const headers = (versions: VersionRegister) => versionHeaders({ version: "v1", versions });

describe("every answer of a deprecated version tells", () => {
  test("since when, until when, why, and what takes its place", () => {
    expect(headers({ v1: deprecated, v2: {} })).toEqual({
      Deprecation: "@1793491200",
      Sunset: "Wed, 01 Nov 2028 00:00:00 GMT",
      Link: [
        '<https://docs.example.com/orders/v1>; rel="deprecation"; type="text/html"',
        '<https://docs.example.com/orders/v1>; rel="sunset"; type="text/html"',
        '</v2>; rel="successor-version"',
      ].join(", "),
    });
  });

  test("no more than is known", () => {
    expect(headers({ v1: { deprecated: "2026-11-01" } })).toEqual({ Deprecation: "@1793491200" });
  });

  test("the version that is there to stay, not one that ends too", () => {
    expect(headers({ v1: deprecated, v2: deprecated, v3: {} }).Link).toContain('</v3>; rel="successor-version"');
    expect(versionHeaders({ version: "v2", versions: { v1: {}, v2: deprecated } }).Link).not.toContain("successor");
  });
});

test("a version that is not deprecated has no such headers", () => {
  expect(headers({ v1: {}, v2: {} })).toEqual({});
});

describe("in the document of a deprecated version", () => {
  const api: Api = { ...ordersV1, versions: { v1: deprecated, v2: {} } };
  const body = toRestApiBody(api, {
    name: "shop-dev-orders-edge-v1",
    endpoint: { disableExecuteApiEndpoint: true },
    functionUri: (name) => `arn:of:${name}`,
    services,
    backend,
    door: service.authorization.doors.edge,
    authorizers: service.authorization.authorizers,
    userPoolArn: () => "arn:of:user-pool",
  }) as {
    paths: Record<string, Record<string, Operation>>;
    "x-amazon-apigateway-gateway-responses": Record<string, { responseParameters: Record<string, string> }>;
  };
  interface Operation {
    responses: Record<string, { headers: object }>;
    "x-amazon-apigateway-integration": {
      type: string;
      responses?: Record<string, { responseParameters?: Record<string, string> }>;
    };
  }
  const operations = Object.entries(body.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      method === "options" ? [] : [{ name: `${method} ${path}`, operation }],
    ),
  );
  const wanted = Object.entries(answerHeaders(api));

  test("every answer that API Gateway makes from an integration's has the headers", () => {
    const lacking = operations.flatMap(({ name, operation: { "x-amazon-apigateway-integration": integration } }) =>
      // functions and proxied backends answer with their own
      integration.type.endsWith("_proxy")
        ? []
        : Object.entries(integration.responses ?? { none: {} })
            .filter(([, { responseParameters = {} }]) =>
              wanted.some(([header, value]) => responseParameters[`method.response.header.${header}`] !== `'${value}'`),
            )
            .map(([pattern]) => `${name} ${pattern}`),
    );
    expect(lacking).toEqual([]);
  });

  test("every response of a method declares them, but those that a backend makes on its own", () => {
    const lacking = operations.filter(
      ({ operation: { responses, "x-amazon-apigateway-integration": integration } }) =>
        integration.type !== "http_proxy" &&
        Object.values(responses).some((response) => wanted.some(([header]) => !(header in response.headers))),
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  test("what API Gateway refuses itself has them, and scripts may read them", () => {
    for (const { responseParameters } of Object.values(body["x-amazon-apigateway-gateway-responses"]))
      expect(responseParameters).toMatchObject({
        "gatewayresponse.header.Deprecation": "'@1793491200'",
        "gatewayresponse.header.Sunset": "'Wed, 01 Nov 2028 00:00:00 GMT'",
        "gatewayresponse.header.Access-Control-Expose-Headers": expect.stringMatching(/,Deprecation,Sunset,Link'$/),
      });
  });
});

describe("synth refuses", () => {
  /** The sample service with another register, which its APIs have too. */
  const withRegister = (versions: VersionRegister): Service => ({
    ...service,
    apis: service.apis.map((api) => ({ ...api, versions })),
    versions: { orders: versions },
  });
  const served = Object.fromEntries(service.apis.map(({ version }) => [version, {}]));
  const withLife = (life: VersionLife) => withRegister({ ...served, v1: life });

  test.each<[string, Service, string]>([
    [
      "a version that the register lacks",
      withRegister({}),
      "api orders v1: expected a version of the register (none), got another: add it",
    ],
    [
      "an API with a register of its own",
      { ...withRegister(served), versions: { orders: { ...served } } },
      "api orders v1: versions: expected the register of orders that the service has, got another",
    ],
    [
      "a version that has neither routes nor an end",
      withRegister({ ...served, v9: { deprecated: "2026-11-01", sunset: "2026-11-01" } }),
      "versions of orders: v9: expected routes or the date since which it is removed, got neither",
    ],
    [
      "routes of a removed version",
      withLife({ deprecated: "2026-11-01", sunset: "2028-11-01", removed: "2028-12-01" }),
      "versions of orders: v1: removed 2028-12-01: expected an API without this version, got its routes: take them from the service",
    ],
    [
      "removed before sunset",
      withRegister({ ...served, v9: { deprecated: "2026-11-01", sunset: "2028-11-01", removed: "2028-10-31" } }),
      "versions of orders: v9: removed: expected no date before sunset 2028-11-01, got 2028-10-31",
    ],
    [
      "sunset before deprecated",
      withLife({ deprecated: "2028-11-01", sunset: "2026-11-01" }),
      "versions of orders: v1: sunset: expected no date before deprecated 2028-11-01, got 2026-11-01",
    ],
    [
      "a sunset that no deprecation announced",
      withLife({ sunset: "2028-11-01" }),
      "versions of orders: v1: sunset: expected deprecated before it, got none",
    ],
    [
      "a day that no calendar has",
      withLife({ deprecated: "2026-02-30" }),
      "versions of orders: v1: deprecated: expected a date such as 2028-11-01, got 2026-02-30",
    ],
    [
      "a page that no header can hold",
      withLife({ deprecated: "2026-11-01", information: "https://docs.example.com/'v1'" }),
      "versions of orders: v1: information: expected an https URL, got https://docs.example.com/'v1'",
    ],
  ])("%s", (_what, refused, message) => {
    expect(() => defineService<Service>(refused)).toThrow(message);
  });

  test("nothing of a version that ended, and is gone from the service", () => {
    const ended = { deprecated: "2026-11-01", sunset: "2026-11-01", removed: "2026-11-01" } as const;
    expect(() => defineService<Service>(withRegister({ v0: ended, ...served }))).not.toThrow();
  });
});
