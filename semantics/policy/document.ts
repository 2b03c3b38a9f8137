import { isOperand, parseOperator, type Conditions } from "./conditions";

/** One statement with every list spelled out; one of each pair is set, principals are absent in identity policies. */
export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  principals?: Principals;
  notPrincipals?: Principals;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  conditions: Conditions;
}

/** Principals by kind; everybody is `{ AWS: ["*"] }`, however it was written. */
export type Principals = Partial<Record<PrincipalKind, string[]>>;
export type PrincipalKind = "AWS" | "Service" | "Federated" | "CanonicalUser";

export interface Policy {
  version: "2012-10-17" | "2008-10-17";
  statements: Statement[];
}

/** A policy that can't be understood; whoever evaluates it must refuse. */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PolicyError";
  }
}

/**
 * Reads a policy document, JSON text or parsed. An `identity` policy (an authorizer's answer, a role's policy) has no
 * principals and names resources, a `resource` policy (an API's, a queue's) has both; without `kind` either is taken.
 * Throws {@link PolicyError} on anything IAM would not take (IAM user guide, "Grammar of the IAM JSON policy language").
 */
export function parsePolicy(json: unknown, kind?: "identity" | "resource"): Policy {
  const document = record(typeof json === "string" ? parseJson(json) : json, "policy");
  known(document, ["Version", "Id", "Statement"], "policy");
  const version = document["Version"] ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    throw new PolicyError(`policy: expected Version 2012-10-17, got ${JSON.stringify(version)}`);
  }
  const statements = [document["Statement"]].flat();
  if (document["Statement"] === undefined || statements.length === 0) {
    throw new PolicyError("policy: expected at least one Statement, got none");
  }
  return {
    version,
    statements: statements.map((statement, index) => parseStatement(statement, `policy statement ${index + 1}`, kind)),
  };
}

function parseStatement(json: unknown, subject: string, kind: "identity" | "resource" | undefined): Statement {
  const statement = record(json, subject);
  known(statement, Object.keys(elements), subject);
  const { Sid: sid, Effect: effect, Condition: condition } = statement;
  if (effect !== "Allow" && effect !== "Deny") {
    throw new PolicyError(`${subject}: expected Effect Allow or Deny, got ${JSON.stringify(effect)}`);
  }
  if (sid !== undefined && typeof sid !== "string") throw new PolicyError(`${subject}: expected Sid to be a text`);
  const parsed: Statement = {
    ...(sid !== undefined && { sid }),
    effect,
    conditions: parseConditions(condition, subject),
  };
  for (const [element, read] of Object.entries(elements)) {
    if (statement[element] !== undefined) read(parsed, statement[element], `${subject} ${element}`);
  }
  onlyOne(statement, "Action", "NotAction", subject, "required");
  onlyOne(statement, "Resource", "NotResource", subject, kind ? "required" : "optional");
  onlyOne(
    statement,
    "Principal",
    "NotPrincipal",
    subject,
    kind === undefined ? "optional" : kind === "resource" ? "required" : "forbidden",
  );
  return parsed;
}

const elements: Record<string, (statement: Statement, value: unknown, subject: string) => void> = {
  Sid: () => {},
  Effect: () => {},
  Condition: () => {},
  Action: (statement, value, subject) => void (statement.actions = texts(value, subject, action)),
  NotAction: (statement, value, subject) => void (statement.notActions = texts(value, subject, action)),
  Resource: (statement, value, subject) => void (statement.resources = texts(value, subject, resource)),
  NotResource: (statement, value, subject) => void (statement.notResources = texts(value, subject, resource)),
  Principal: (statement, value, subject) => void (statement.principals = parsePrincipals(value, subject)),
  NotPrincipal: (statement, value, subject) => void (statement.notPrincipals = parsePrincipals(value, subject)),
};

interface Form {
  pattern: RegExp;
  expected: string;
}

const action: Form = {
  pattern: /^(?:\*|\*:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?-]+)$/,
  expected: "an action like execute-api:Invoke",
};
const resource: Form = {
  pattern: /^(?:\*|arn:[^]+|execute-api:\/[^]*)$/,
  expected: "an ARN, execute-api:/stage/METHOD/path or *",
};

const principalForms: Record<PrincipalKind, Form> = {
  AWS: {
    pattern: /^(?:\*|\d{12}|arn:[a-z-]+:(?:iam|sts)::(?:\d{12}|cloudfront):[^*?]+|[A-Z0-9]{16,})$/,
    expected: "an account, an ARN without wildcards or *",
  },
  Service: { pattern: /^[a-z0-9.-]+\.[a-z.]+$/, expected: "a service like apigateway.amazonaws.com" },
  Federated: { pattern: /^[^*?\s]+$/, expected: "an identity provider" },
  CanonicalUser: { pattern: /^[0-9a-f]{64}$/, expected: "a canonical user id" },
};

function parsePrincipals(json: unknown, subject: string): Principals {
  if (json === "*") return { AWS: ["*"] };
  const principals = record(json, subject);
  known(principals, Object.keys(principalForms), subject);
  if (Object.keys(principals).length === 0)
    throw new PolicyError(`${subject}: expected at least one principal, got none`);
  return Object.fromEntries(
    Object.entries(principals).map(([kind, value]) => [
      kind,
      texts(value, `${subject}.${kind}`, principalForms[kind as PrincipalKind]),
    ]),
  );
}

function parseConditions(json: unknown, subject: string): Conditions {
  if (json === undefined) return {};
  const conditions = Object.entries(record(json, `${subject} Condition`)).map(([name, keys]) => {
    const operator = parseOperator(name);
    if (!operator) throw new PolicyError(`${subject}: expected a condition operator of IAM, got '${name}'`);
    const parsed = Object.entries(record(keys, `${subject} ${name}`)).map(([key, value]) => {
      const values = [value].flat().map((single) => conditionText(single, `${subject} ${name} ${key}`));
      const wrong = values.find((single) => !isOperand(operator, single));
      if (wrong !== undefined) throw new PolicyError(`${subject}: expected a value that fits ${name}, got '${wrong}'`);
      return [key, values] as const;
    });
    if (parsed.length === 0) throw new PolicyError(`${subject}: expected a condition key in ${name}, got none`);
    if (new Set(parsed.map(([key]) => key.toLowerCase())).size < parsed.length) {
      throw new PolicyError(`${subject}: expected each condition key once in ${name}, got one twice`);
    }
    return [name, Object.fromEntries(parsed)] as const;
  });
  return Object.fromEntries(conditions);
}

function conditionText(value: unknown, subject: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new PolicyError(`${subject}: expected a text, number or boolean, got ${JSON.stringify(value)}`);
}

function texts(value: unknown, subject: string, { pattern, expected }: Form): string[] {
  const list = [value].flat();
  if (list.length === 0) throw new PolicyError(`${subject}: expected ${expected}, got an empty list`);
  return list.map((text) => {
    if (typeof text === "string" && pattern.test(text)) return text;
    throw new PolicyError(`${subject}: expected ${expected}, got ${JSON.stringify(text)}`);
  });
}

function onlyOne(
  statement: Record<string, unknown>,
  element: string,
  opposite: string,
  subject: string,
  rule: "required" | "optional" | "forbidden",
): void {
  const given = [element, opposite].filter((name) => statement[name] !== undefined);
  if (given.length === 2) throw new PolicyError(`${subject}: expected ${element} or ${opposite}, got both`);
  if (rule === "required" && given.length === 0)
    throw new PolicyError(`${subject}: expected ${element} or ${opposite}, got neither`);
  if (rule === "forbidden" && given.length === 1)
    throw new PolicyError(`${subject}: expected no ${given[0]} in an identity policy`);
}

function known(document: Record<string, unknown>, names: readonly string[], subject: string): void {
  const stray = Object.keys(document).find((name) => !names.includes(name));
  if (stray !== undefined) throw new PolicyError(`${subject}: expected ${names.join(", ")}, got '${stray}'`);
}

function record(json: unknown, subject: string): Record<string, unknown> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  throw new PolicyError(`${subject}: expected an object, got ${JSON.stringify(json)?.slice(0, 80)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PolicyError(`policy: expected JSON, got ${(error as Error).message}`);
  }
}
