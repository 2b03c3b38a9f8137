import type { Resource, StackConfiguration } from "./rule";
import { literal, shown } from "./values";

/** The ARN inside an invocation address: `arn:aws:apigateway:<region>:lambda:path/<date>/functions/<arn>/invocations`. */
const functionArn = /:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(.+)\/(?:response-streaming-)?invocations$/;

export interface InvokedFunction {
  /** The function or alias, as a reference or an ARN: what it is called in messages. */
  address: string;
  /** The function in the stack. */
  resource: Resource | undefined;
  name: string | undefined;
  /** Alias or version; undefined for the function as such. */
  qualifier: string | undefined;
}

/** The function that an address invokes; undefined where that can't be known. */
export function functionOf(uri: unknown, stack: StackConfiguration): InvokedFunction | undefined {
  if (typeof uri !== "string") return undefined;
  const arn = functionArn.exec(uri)?.[1];
  const known = arn === undefined ? undefined : /:function:([^:$]+)(?::([^:]+))?$/.exec(arn);
  if (known) {
    const [, name, qualifier] = known;
    const resource = stack
      .resources("aws_lambda_function")
      .find(({ arguments: { function_name: given } }) => literal(given) === name);
    return { address: `${name}${qualifier ? `:${qualifier}` : ""}`, resource, name, qualifier };
  }
  const target = stack.target(arn ?? uri);
  if (target?.type === "aws_lambda_alias") {
    const resource = stack.target(target.arguments["function_name"]);
    return {
      address: target.address,
      resource,
      name: literal(resource?.arguments["function_name"] ?? target.arguments["function_name"]),
      qualifier: literal(target.arguments["name"]),
    };
  }
  if (target?.type === "aws_lambda_function") {
    const qualified = /\.qualified_(invoke_)?arn\b/.test(uri);
    return {
      address: target.address,
      resource: target,
      name: literal(target.arguments["function_name"]),
      qualifier: qualified ? "a version" : undefined,
    };
  }
  return undefined;
}

/** Permissions in the stack for API Gateway to invoke a function under its qualifier. */
export function permissionsFor(invoked: InvokedFunction, stack: StackConfiguration): Resource[] {
  return stack.resources("aws_lambda_permission").filter(({ arguments: permission }) => {
    if (literal(permission["principal"]) !== "apigateway.amazonaws.com") return false;
    const target = stack.target(permission["function_name"]);
    const name = literal(permission["function_name"]);
    const isSame =
      (target !== undefined && target === invoked.resource) ||
      (name !== undefined && name === invoked.name) ||
      shown(permission["function_name"]).includes(`:function:${invoked.name}`);
    if (!isSame) return false;
    const qualifier = permission["qualifier"];
    const alias = stack.target(qualifier);
    const known = literal(alias?.arguments["name"] ?? qualifier);
    return qualifier === undefined
      ? invoked.qualifier === undefined
      : known === undefined || known === invoked.qualifier;
  });
}
