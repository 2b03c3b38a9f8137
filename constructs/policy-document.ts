import { reasonForEveryResource } from "./actions-without-resource";

/** One statement of an IAM or resource policy; keys as IAM writes them. */
export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { [kind: string]: string | string[] };
  Action: string[];
  Resource: string[];
  Condition?: { [operator: string]: { [key: string]: string | string[] } };
}

/** A role's policy as JSON. @throws Error when a statement has a `*` without a reason, see actions-without-resource.ts. */
export function identityPolicy(statements: readonly Statement[]): string {
  for (const { Sid, Action, Resource } of statements) {
    const vague = Action.filter((action) => action.includes("*"));
    if (vague.length > 0) throw new Error(`statement ${Sid}: expected actions by name, got ${vague.join(", ")}`);
    const unexplained = Resource.includes("*") ? Action.filter((action) => !reasonForEveryResource(action)) : [];
    if (unexplained.length > 0)
      throw new Error(`statement ${Sid}: expected the resources of ${unexplained.join(", ")}, got *`);
  }
  return policyDocument(statements);
}

/** Characters that a managed policy holds (IAM user guide, "IAM and AWS STS quotas"); policies of a role itself share 10,240. */
const managedPolicySize = 6144;

/** The statements as managed policies, in order, as few as hold them. @throws Error as {@link identityPolicy} */
export function managedPolicies(statements: readonly Statement[]): string[] {
  const parts: Statement[][] = [];
  for (const statement of statements) {
    const last = parts.at(-1);
    if (last && identityPolicy([...last, statement]).length <= managedPolicySize) last.push(statement);
    else parts.push([statement]);
  }
  return parts.map(identityPolicy);
}

export const policyDocument = (statements: readonly Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** Who may assume a role: one AWS service. @param condition on whose behalf, where the service says that */
export const trustService = (service: string, condition?: NonNullable<Statement["Condition"]>) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(condition && { Condition: condition }),
      },
    ],
  });

/** Who may assume a role: one IAM principal, that knows the external id if there is one. */
export const trustPrincipal = (arn: string, externalId?: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: arn },
        Action: "sts:AssumeRole",
        ...(externalId && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
      },
    ],
  });
