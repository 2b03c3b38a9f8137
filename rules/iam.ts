import { limits } from "../semantics/limits";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { statementsOf } from "./policy-document";
import { isObject } from "./rest-api-body";
import { groupedBy, list, literal, shown } from "./values";

const texts = (value: unknown) => [value].flat().flatMap((entry) => literal(entry) ?? []);

const policySizes = [
  { type: "aws_iam_policy", argument: "policy", most: limits.managedPolicyCharacters },
  { type: "aws_iam_role", argument: "assume_role_policy", most: limits.trustPolicyCharacters },
] as const;

/** IAM doesn't count whitespace. */
const sizeOf = (policy: unknown): number => shown(policy).replaceAll(/\s/g, "").length;

/** Policies of identities, and who may assume roles. */
export const iamRules: readonly Rule[] = [
  resourceRule({
    id: "policy-actions",
    checks: "A role's policy names its actions: no `*`",
    source: "IAM user guide, Apply least-privilege permissions",
    types: ["aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy"],
    *check({ arguments: { policy } }) {
      for (const { Sid, Effect, Action, NotAction } of statementsOf(policy)) {
        if (Effect !== "Allow") continue;
        const vague = texts(Action).filter((action) => action.includes("*"));
        if (vague.length > 0)
          yield `policy: statement ${shown(Sid)}: expected actions by name, got ${vague.join(", ")}`;
        if (NotAction !== undefined)
          yield `policy: statement ${shown(Sid)}: expected Action, got NotAction, which allows all others`;
      }
    },
  }),

  resourceRule({
    id: "managed-policy",
    checks: "No role has a policy of AWS that allows everything",
    source: "IAM user guide, AWS managed policies",
    types: ["aws_iam_role_policy_attachment", "aws_iam_policy_attachment"],
    *check({ arguments: { policy_arn: arn } }) {
      const name = /^arn:aws:iam::aws:policy\/(.*)$/.exec(literal(arn) ?? "")?.[1];
      if (name && /(^|\/)(AdministratorAccess|PowerUserAccess|.*FullAccess)$/.test(name))
        yield `policy_arn: expected a policy of what is needed, got ${name}`;
    },
  }),

  {
    id: "policy-size",
    checks: "Policies fit: 6144 characters a managed one, 10,240 all inline ones of a role, 2048 its trust policy",
    source: "IAM user guide, IAM and AWS STS quotas",
    *check(stack) {
      for (const { type, argument, most } of policySizes)
        for (const { address, arguments: given } of stack.resources(type)) {
          const size = sizeOf(given[argument]);
          if (size > most)
            yield {
              address,
              message: `${argument}: expected at most ${most} characters without whitespace, got ${size}`,
            };
        }
      const inline = groupedBy("role", stack.resources("aws_iam_role_policy"));
      for (const policies of inline) {
        const size = policies.map(({ arguments: { policy } }) => sizeOf(policy)).reduce((sum, each) => sum + each, 0);
        if (size > limits.rolePolicyCharacters)
          yield {
            address: policies[0]!.address,
            message: `policy: expected at most ${limits.rolePolicyCharacters} characters in all inline policies of a role, got ${size}`,
          };
      }
    },
  },

  resourceRule({
    id: "trust",
    checks: "A role's trust policy names who may assume it, and GitHub's tokens of which repository",
    source: "IAM user guide, How to use trust policies; GitHub, Configuring OpenID Connect in Amazon Web Services",
    types: ["aws_iam_role"],
    *check({ arguments: { assume_role_policy: policy } }) {
      for (const { Effect, Principal, Condition } of statementsOf(policy)) {
        if (Effect !== "Allow") continue;
        const everybody = Principal === "*" || (isObject(Principal) && texts(Principal["AWS"]).includes("*"));
        if (everybody && !isObject(Condition)) yield "assume_role_policy: expected named principals, got *";
        const federated = isObject(Principal) ? shown(Principal["Federated"]) : "";
        const subjects = subjectsOf(Condition);
        if (/token\.actions\.githubusercontent\.com|openid_connect_provider/.test(federated) && subjects.length === 0)
          yield "assume_role_policy: expected a condition on token.actions.githubusercontent.com:sub, as every repository may assume the role, got none";
        for (const subject of subjects)
          if (/^(\*|repo:\*)/.test(subject))
            yield `assume_role_policy: expected a repository in the condition on sub, got ${subject}`;
      }
    },
  }),

  resourceRule({
    id: "literal-secret",
    checks: "No secret is written as text: it would be in code, state and plans",
    source: "Terraform language, Sensitive data in state; Secrets Manager user guide, best practices",
    types: ["aws_secretsmanager_secret_version", "aws_ssm_parameter"],
    *check({ type, arguments: { secret_string: secret, type: kind, value } }) {
      if (type === "aws_secretsmanager_secret_version" && literal(secret) !== undefined)
        yield `secret_string: expected none of the configuration's own, got a text of ${literal(secret)!.length} characters`;
      if (type === "aws_ssm_parameter" && kind === "SecureString" && literal(value) !== undefined)
        yield `value: expected none of the configuration's own, got a text of ${literal(value)!.length} characters`;
    },
  }),
];

function subjectsOf(condition: unknown): string[] {
  return Object.values(isObject(condition) ? condition : {}).flatMap((keys) =>
    Object.entries(isObject(keys) ? keys : {}).flatMap(([key, value]) =>
      key.endsWith(":sub") ? list([value].flat()).map(shown) : [],
    ),
  );
}
