import type { Audience } from "./route";
import type { Service } from "./service";

/** Audiences that a door binds to a mechanism: all but `public`. */
export type BoundAudience = Exclude<Audience, "public">;

/**
 * A Lambda function that judges a caller by a policy for the whole API. Source: API Gateway developer guide, "Use API
 * Gateway Lambda authorizers".
 */
export type AuthorizerDefinition =
  | {
      type: "TOKEN";
      /** Function of the service. */
      function: string;
      /** Request header with the token. */
      header: string;
      /** Regular expression (Java) of the header; anything else is 401 and no invocation. */
      validation: string;
      /** Seconds that a policy is kept for a token, 0 to 3600. A credential that is revoked works that long. */
      ttl: number;
    }
  | {
      type: "REQUEST";
      /** Function of the service. */
      function: string;
      /**
       * `method.request.header.<name>`, `method.request.querystring.<name>`, `context.<name>` or `stageVariables.<name>`.
       * A request that lacks one is 401 and no invocation, and a policy is kept for their values together.
       */
      identitySources: readonly string[];
      /** Seconds that a policy is kept, 0 to 3600; above 0 needs identity sources. */
      ttl: number;
    };

/** How an audience proves who it is. */
export type Mechanism =
  /** A signature (SigV4) of a principal that IAM lets invoke the API. */
  | { type: "iam" }
  /** An access token of the environment's Cognito user pool with one of the route's scopes. */
  | { type: "userPool" }
  /** What one of the service's Lambda authorizers asks for. */
  | { type: "authorizer"; authorizer: string };

/** A mechanism, and whether an API key is needed too: it meters who was let in, and lets nobody in. */
export type Binding = Mechanism & { apiKey?: true };

export type DoorAuthorization = Readonly<Record<BoundAudience, Binding>> & {
  /** Where API keys come from: the `x-api-key` header, or `usageIdentifierKey` in a Lambda authorizer's answer. */
  apiKeySource: "HEADER" | "AUTHORIZER";
};

/** Who may come in, and by which door how. */
export interface Authorization {
  /** Scopes and what they allow, by resource server of the user pool: `orders: { read: "..." }` is `orders/read`. */
  resourceServers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  authorizers: Readonly<Record<string, AuthorizerDefinition>>;
  doors: Readonly<Record<"regional" | "edge" | "private", DoorAuthorization>>;
}

export const audiences: readonly BoundAudience[] = ["customer", "partner", "internal"];

/** The scopes of the routes that an audience may call, each once. */
export const scopesOf = ({ apis }: Service, wanted: BoundAudience): string[] => [
  ...new Set(
    apis.flatMap(({ routes }) =>
      Object.values(routes).flatMap(({ audience, scopes = [] }) => (audience === wanted ? scopes : [])),
    ),
  ),
];

/** The audiences, authorizers and scopes of a service that don't fit together, one line each. */
export function authorizationProblems(service: Service): string[] {
  return [
    ...scopeNames(service),
    ...Object.entries(service.authorization.authorizers).flatMap(([name, authorizer]) =>
      authorizerProblems(name, authorizer, service).map((problem) => `authorizer ${name}: ${problem}`),
    ),
    ...bindingProblems(service),
    ...routeProblems(service),
  ];
}

/** Cognito takes no `/` in a scope (API reference, ResourceServerScopeType), and this contract none in a server's name. */
function scopeNames({ authorization: { resourceServers } }: Service): string[] {
  return Object.entries(resourceServers).flatMap(([server, scopes]) =>
    [server, ...Object.keys(scopes)].flatMap((name) =>
      /^[\w.:-]{1,128}$/.test(name)
        ? []
        : [`resource server ${server}: expected names of 1 to 128 letters, digits and _.:-, got ${name}`],
    ),
  );
}

/** Names of security schemes that no authorizer may take. */
const taken = ["iam", "userPool", "apiKey"];

const identitySource =
  /^(method\.request\.(header|querystring)\.[\w-]+|context\.[A-Za-z]+(\.[A-Za-z]+)*|stageVariables\.\w+)$/;

function authorizerProblems(name: string, authorizer: AuthorizerDefinition, { functions }: Service): string[] {
  const problems: string[] = [];
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name) || taken.includes(name))
    problems.push(`expected a name of letters and digits other than ${taken.join(", ")}, got ${name}`);
  if (!(authorizer.function in functions))
    problems.push(
      `expected a function of the service (${Object.keys(functions).join(", ")}), got ${authorizer.function}`,
    );
  if (!Number.isInteger(authorizer.ttl) || authorizer.ttl < 0 || authorizer.ttl > 3600)
    problems.push(`ttl: expected 0 to 3600 whole seconds, got ${authorizer.ttl}`);
  if (authorizer.type === "TOKEN") {
    if (!/^[\w-]+$/.test(authorizer.header)) problems.push(`header: expected a header name, got ${authorizer.header}`);
    return problems;
  }
  const { identitySources, ttl } = authorizer;
  if (ttl > 0 && identitySources.length === 0)
    problems.push(`identitySources: expected one or more, as policies are kept for ${ttl} s, got none`);
  for (const source of identitySources)
    if (!identitySource.test(source))
      problems.push(
        `identitySources: expected method.request.header.<name>, method.request.querystring.<name>, context.<name> or stageVariables.<name>, got ${source}`,
      );
  return problems;
}

function bindingProblems({ authorization: { doors, authorizers } }: Service): string[] {
  return Object.entries(doors).flatMap(([door, bindings]) =>
    audiences.flatMap((audience) => {
      const subject = `door ${door}, audience ${audience}`;
      const binding: Binding | undefined = bindings[audience];
      if (!binding) return [`${subject}: expected a mechanism, got none`];
      if (binding.type === "authorizer" && !(binding.authorizer in authorizers))
        return [
          `${subject}: expected an authorizer of the service (${Object.keys(authorizers).join(", ")}), got ${binding.authorizer}`,
        ];
      return binding.apiKey && bindings.apiKeySource === "AUTHORIZER" && binding.type !== "authorizer"
        ? [
            `${subject}: expected a Lambda authorizer, as API keys come from one (apiKeySource AUTHORIZER), got ${binding.type}`,
          ]
        : [];
    }),
  );
}

/** Machine clients have access tokens only, which a method takes by scopes: one without would ask them for an ID token. */
function routeProblems({ apis, authorization: { resourceServers, doors } }: Service): string[] {
  const scopes = Object.entries(resourceServers).flatMap(([server, names]) =>
    Object.keys(names).map((name) => `${server}/${name}`),
  );
  return apis.flatMap(({ name, version, routes }) =>
    Object.entries(routes).flatMap(([operation, { audience, scopes: needed = [] }]) => {
      const subject = `${name} ${version} ${operation}`;
      if (audience === "public")
        return needed.length > 0
          ? [`${subject}: scopes: expected none of a public route, got ${needed.join(", ")}`]
          : [];
      if (!audiences.includes(audience))
        return [
          `${subject}: audience: expected public, ${audiences.join(", ")}, got ${audience as string | undefined}`,
        ];
      const inUserPool = Object.entries(doors).flatMap(([door, bindings]) =>
        bindings[audience]?.type === "userPool" ? [door] : [],
      );
      return [
        ...needed.flatMap((scope) =>
          scopes.includes(scope) ? [] : [`${subject}: scopes: expected some of ${scopes.join(", ")}, got ${scope}`],
        ),
        ...(inUserPool.length > 0 && needed.length === 0
          ? [
              `${subject}: scopes: expected one or more, as the door ${inUserPool.join(", ")} takes tokens of the user pool, got none`,
            ]
          : []),
      ];
    }),
  );
}
