import type { APIGatewayProxyEvent } from "aws-lambda";
import { anonymous, type Caller } from "./caller";

type RequestContext = Pick<APIGatewayProxyEvent["requestContext"], "authorizer" | "identity">;
type Texts = Readonly<Record<string, unknown>>;

/**
 * Who called a REST API, by what its authorization left in the event; an event of none is anonymous.
 * Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration".
 */
export function restApiCaller(context: RequestContext): Caller {
  for (const mechanism of mechanisms) {
    const caller = mechanism(context);
    if (caller) return caller;
  }
  return anonymous;
}

/** A caller of this mechanism; undefined for an event of another one. */
type Mechanism = (context: RequestContext) => Caller | undefined;

const mechanisms: readonly Mechanism[] = [userPool, lambdaAuthorizer, iam];

/**
 * An access token of a user pool: a person reaches the customer of the same id, an app client that has a token of its own
 * (client_credentials: no user name, and the client as subject) all customers within its scopes. ID tokens say nothing of
 * scopes. Source: Cognito developer guide, "Understanding the access token".
 */
function userPool({ authorizer }: RequestContext): Caller | undefined {
  const claims: unknown = authorizer?.claims;
  if (typeof claims !== "object" || claims === null) return undefined;
  const { token_use: use, sub, username, client_id: client } = claims as Texts;
  if (use !== "access" || !isText(sub)) return anonymous;
  if (isText(username)) return { id: `user:${sub}`, reach: { customerId: sub } };
  return username === undefined && sub === client ? { id: `client:${sub}`, reach: "every customer" } : anonymous;
}

/**
 * A Lambda authorizer names one customer in its context, or says that the caller is trusted with every customer. undefined for
 * an event that it left nothing in.
 */
export function lambdaAuthorizer({ authorizer }: Pick<RequestContext, "authorizer">): Caller | undefined {
  const { principalId, customerId, reach } = (authorizer ?? {}) as Texts;
  if (!isText(principalId)) return undefined;
  const id = `authorizer:${principalId}`;
  if (isText(customerId)) return { id, reach: { customerId } };
  return { id, reach: reach === "every customer" ? reach : "nobody" };
}

/** Who may invoke the API by IAM is trusted with every customer. A role is one caller, whatever its sessions are called. */
function iam({ identity }: RequestContext): Caller | undefined {
  const { userArn } = identity;
  if (!isText(userArn)) return undefined;
  return {
    id: `iam:${userArn.replace(/^(arn:aws:sts::\d{12}:assumed-role\/[^/]+)\/.*$/, "$1")}`,
    reach: "every customer",
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
