import type { AuthorizerDefinition, Authorization, Binding, DoorAuthorization, Mechanism } from "./authorization";
import { methodPattern, takesIn } from "./method-arn";
import { type Api, methodName, type Route } from "./route";

/** What a door adds to the audiences of the contract. */
export interface DoorSecurity {
  /** How audiences prove who they are at this door. */
  door: DoorAuthorization;
  authorizers: Authorization["authorizers"];
  /** URI that invokes a function of the service, by its name in the contract. */
  functionUri(name: string, responseTransferMode?: "BUFFERED" | "STREAM"): string;
  /** ARN of the environment's user pool, asked for only where a route takes its tokens. */
  userPoolArn(): string;
}

/** How a route's audience proves who it is at a door; undefined for a public route. @throws Error without a binding */
export function bindingOf(
  { audience }: Pick<Route, "audience">,
  door: DoorAuthorization,
  subject: string,
): Binding | undefined {
  if (audience === "public") return undefined;
  const binding: Binding | undefined = door[audience];
  if (!binding)
    throw new Error(`${subject}: audience: expected public or one that the door binds to a mechanism, got ${audience}`);
  return binding;
}

/** Names of the authorizers that the routes of an API need at a door. */
export function authorizersOf(api: Api, door: DoorAuthorization): Set<string> {
  return new Set(
    Object.entries(api.routes).flatMap(([operation, route]) => {
      const binding = bindingOf(route, door, `${api.name} ${api.version} ${operation}`);
      return binding?.type === "authorizer" ? [binding.authorizer] : [];
    }),
  );
}

/** Whether routes of an API take tokens of the user pool at a door. */
export const takesUserPool = (api: Api, door: DoorAuthorization): boolean =>
  Object.values(api.routes).some((route) => bindingOf(route, door, api.name)?.type === "userPool");

/** Whether a resource policy has to allow a caller whom a mechanism lets in (authorization flow, tables A and B). */
const needsAllow: Record<Mechanism["type"], boolean> = { iam: false, userPool: true, authorizer: false };

/**
 * The methods that an API's resource policy has to allow where it has one, as ARNs name them after the stage. The others it
 * must not: its Allow would let in a principal of the account whom IAM allows nothing, or whom an authorizer's policy leaves
 * out. Source: API Gateway developer guide, "How API Gateway resource policies affect authorization workflow".
 *
 * @throws Error where `*` for a path parameter would take in such a method
 */
export function methodsToAllow(api: Api, door: DoorAuthorization): string[] {
  const routes = Object.entries(api.routes).map(([operation, route]) => {
    const subject = `${api.name} ${api.version} ${operation}`;
    const binding = bindingOf(route, door, subject);
    return { subject, route, isAllowed: !binding || needsAllow[binding.type] };
  });
  const patterns = routes.filter(({ isAllowed }) => isAllowed).map(({ route }) => methodPattern(route));
  for (const { subject, route, isAllowed } of routes) {
    const wide = isAllowed ? undefined : patterns.find((pattern) => takesIn(pattern, route));
    if (wide)
      throw new Error(
        `${subject}: expected a path that ${wide}, which the resource policy allows, doesn't take in, got ${route.path}`,
      );
  }
  // in order: routes that stand in another one deploy nothing anew
  return ["OPTIONS/*", ...[...new Set(patterns)].toSorted()];
}

/** Methods of an API that ask for an API key at a door: `GET /orders/{orderId}`. */
export function keyedMethods(api: Api, door: DoorAuthorization): Set<string> {
  return new Set(
    Object.entries(api.routes).flatMap(([operation, route]) =>
      bindingOf(route, door, `${api.name} ${api.version} ${operation}`)?.apiKey ? [methodName(route)] : [],
    ),
  );
}

/**
 * The `security` of an operation, one entry a scheme, as API Gateway exports it: it wants all of them. A public operation has
 * an empty one. Said per operation always: API Gateway applies one at the document's root although it is documented not to.
 */
export function operationSecurity(route: Route, { door }: DoorSecurity, subject: string) {
  const binding = bindingOf(route, door, subject);
  if (!binding) return [];
  const scopes = binding.type === "userPool" ? [...(route.scopes ?? [])] : [];
  if (binding.type === "userPool" && scopes.length === 0)
    throw new Error(`${subject}: scopes: expected one or more for a token of the user pool, got none`);
  return [{ [schemeName(binding)]: scopes }, ...(binding.apiKey ? [{ apiKey: [] }] : [])];
}

/** The security schemes that the operations of an API refer to, by name. */
export function securitySchemes(api: Api, security: DoorSecurity): Record<string, object> {
  const schemes: Record<string, object> = {};
  for (const [operation, route] of Object.entries(api.routes)) {
    const binding = bindingOf(route, security.door, `${api.name} ${api.version} ${operation}`);
    if (!binding) continue;
    schemes[schemeName(binding)] ??= compileScheme[binding.type](binding as never, security);
    if (binding.apiKey) schemes.apiKey ??= headerScheme("x-api-key");
  }
  return schemes;
}

const schemeName = (binding: Binding) => (binding.type === "authorizer" ? binding.authorizer : binding.type);

/** REST APIs know no other type of scheme than `apiKey` (developer guide, known issues). */
const headerScheme = (name: string, kind?: string, authorizer?: object) => ({
  type: "apiKey",
  in: "header",
  name,
  ...(kind && { "x-amazon-apigateway-authtype": kind }),
  ...(authorizer && { "x-amazon-apigateway-authorizer": authorizer }),
});

/** Source: developer guide, "x-amazon-apigateway-authtype" and "x-amazon-apigateway-authorizer". */
const compileScheme = {
  iam: () => headerScheme("Authorization", "awsSigv4"),
  userPool: (_binding, door) =>
    headerScheme("Authorization", "cognito_user_pools", {
      type: "cognito_user_pools",
      providerARNs: [door.userPoolArn()],
    }),
  authorizer: ({ authorizer: name }, door) => {
    const authorizer = door.authorizers[name];
    if (!authorizer) throw new Error(`authorizer ${name}: expected one of the service, got none`);
    return compileAuthorizer[authorizer.type](authorizer as never, door.functionUri(authorizer.function));
  },
} satisfies {
  [T in Mechanism["type"]]: (binding: Extract<Mechanism, { type: T }>, security: DoorSecurity) => object;
};

const compileAuthorizer = {
  TOKEN: ({ header, validation, ttl }, authorizerUri) =>
    headerScheme(header, "custom", {
      type: "token",
      authorizerUri,
      identityValidationExpression: validation,
      authorizerResultTtlInSeconds: ttl,
    }),
  REQUEST: ({ identitySources, ttl }, authorizerUri) => {
    const [source = "", ...more] = identitySources;
    const header = more.length === 0 ? /^method\.request\.header\.(.+)$/.exec(source)?.[1] : undefined;
    return headerScheme(header ?? "Unused", "custom", {
      type: "request",
      authorizerUri,
      ...(identitySources.length > 0 && { identitySource: identitySources.join(", ") }),
      authorizerResultTtlInSeconds: ttl,
    });
  },
} satisfies {
  [T in AuthorizerDefinition["type"]]: (
    authorizer: Extract<AuthorizerDefinition, { type: T }>,
    authorizerUri: string,
  ) => object;
};
