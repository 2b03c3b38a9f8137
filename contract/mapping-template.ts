/** What a door knows of the callers of a route. */
export interface CallerExpression {
  /** Velocity expression of who calls. */
  caller: string;
}

/** Where a value is that API Gateway knows: `template` where only a template can say it. */
export type Origin =
  | { payload: string }
  | { path: string }
  | { querystring: string }
  | { context: ContextVariable }
  | { stageVariable: string }
  | "template";

/**
 * A value that API Gateway knows when it renders a mapping template. `text` is quoted and escaped for the place where it
 * stands; `JSON` stands there as it is.
 */
export class Expression<O extends Origin = Origin> {
  constructor(
    readonly is: "text" | "JSON",
    readonly origin: O,
    /** The Velocity expression. */
    readonly write: (route: CallerExpression) => string,
  ) {}
}

/** A JSON value with expressions in it. */
export type JsonTemplate =
  Expression | string | number | boolean | null | readonly JsonTemplate[] | { readonly [name: string]: JsonTemplate };

/** A template in a file of the service, for what builders don't say. It has to escape what clients send itself. */
export class VelocityFile {
  /** @param path relative to the repository: `contract/orders/quote.vtl` */
  constructor(readonly path: `contract/${string}.vtl`) {}
}

/** What is sent to a backend, or answered to a client. */
export type Template = JsonTemplate | VelocityFile;

/** Text at a JSONPath of the payload: the request's body, or the backend's answer. `$.message` */
export const textAt = (path: string): Expression<{ payload: string }> =>
  new Expression("text", { payload: checked(path) }, () => `$input.path('${path}')`);

/** JSON at a JSONPath of the payload, on one line; `$` is all of it. */
export const jsonAt = (path: string): Expression<{ payload: string }> =>
  new Expression("JSON", { payload: checked(path) }, () => `$input.json('${path}')`);

/** A path parameter, decoded. API Gateway knows nothing of its form: whoever is told of it has to check it. */
export const pathParameter = (name: string): Expression<{ path: string }> =>
  new Expression("text", { path: named(name) }, () => `$input.params().path.get('${name}')`);

/** A parameter of the query string, decoded; its last value where there are several. */
export const queryParameter = (name: string): Expression<{ querystring: string }> =>
  new Expression("text", { querystring: named(name) }, () => `$input.params().querystring.get('${name}')`);

/** Source: API Gateway developer guide, "Context variables for data transformations". */
export type ContextVariable =
  | "requestId"
  | "extendedRequestId"
  | "requestTime"
  | "requestTimeEpoch"
  | "stage"
  | "domainName"
  | "resourcePath"
  | "identity.sourceIp"
  | "identity.userAgent";

/** What API Gateway knows of the request itself. */
export const contextVariable = (name: ContextVariable): Expression<{ context: ContextVariable }> =>
  new Expression("text", { context: name }, () => `$context.${name}`);

/** A variable of the stage, which environments pin. */
export const stageVariable = (name: string): Expression<{ stageVariable: string }> =>
  new Expression("text", { stageVariable: named(name) }, () => `$stageVariables.${name}`);

/** Who calls, as the door's mechanism proved it: `userPool:<sub>`, `authorizer:<principal>`, `iam:<ARN>` or `anonymous`. */
export const caller = new Expression("text", "template", ({ caller: of }) => of);

/** Quotes would end the argument that a path stands in. */
function checked(path: string): string {
  if (!/^\$(\.[A-Za-z_]\w*|\[\d+\])*$/.test(path))
    throw new Error(`mapping template: expected a path of names and indexes, such as $.items[0].sku, got ${path}`);
  return path;
}

/** Source: API Gateway developer guide, "Parameter mapping source reference for REST APIs". */
export function named(parameter: string): string {
  if (!/^[\w.-]+$/.test(parameter)) throw new Error(`mapping: expected the name of a parameter, got ${parameter}`);
  return parameter;
}
