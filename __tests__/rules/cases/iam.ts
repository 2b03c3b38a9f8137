import { type Case, type Resources } from "./case";

const policy = (statement: object): Resources => ({
  aws_iam_role_policy: { p: { policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) } },
});
const role = (statement: object): Resources => ({
  aws_iam_role: { r: { assume_role_policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) } },
});
const github = (condition?: object) => ({
  Effect: "Allow",
  Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
  ...(condition && { Condition: condition }),
});
const attached = (arn: string): Resources => ({ aws_iam_role_policy_attachment: { a: { policy_arn: arn } } });

export const cases: Record<string, Case> = {
  "policy-actions": {
    keeps: [
      policy({ Effect: "Allow", Action: ["dynamodb:GetItem"], Resource: "*" }),
      policy({ Effect: "Deny", Action: "*", Resource: "*" }),
    ],
    breaks: [
      [
        "all actions of a service",
        policy({ Effect: "Allow", Action: "dynamodb:*", Resource: "arn" }),
        /got dynamodb:\*/,
      ],
      ["all but some", policy({ Effect: "Allow", NotAction: ["iam:PassRole"], Resource: "arn" }), /got NotAction/],
    ],
  },
  "managed-policy": {
    keeps: [attached("arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")],
    breaks: [
      ["the administrator", attached("arn:aws:iam::aws:policy/AdministratorAccess"), /got AdministratorAccess/],
      ["a whole service", attached("arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"), /got AmazonDynamoDBFullAccess/],
    ],
  },
  trust: {
    keeps: [
      role({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
      role(
        github({ StringEquals: { "token.actions.githubusercontent.com:sub": "repo:example/orders:environment:dev" } }),
      ),
    ],
    breaks: [
      [
        "everybody",
        role({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }),
        /expected named principals, got \*/,
      ],
      [
        "every account",
        role({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
        /expected named principals, got \*/,
      ],
      ["every repository", role(github()), /expected a condition on token\.actions/],
      [
        "a pattern for all repositories",
        role(github({ StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" } })),
        /expected a repository .* got repo:\*/,
      ],
    ],
  },
  "literal-secret": {
    keeps: [
      { aws_secretsmanager_secret_version: { s: { secret_string: "${aws_x.y.z}" } } },
      { aws_ssm_parameter: { p: { type: "String", value: "eu" } } },
    ],
    breaks: [
      [
        "a secret as text",
        { aws_secretsmanager_secret_version: { s: { secret_string: "hunter2" } } },
        /got a text of 7 characters/,
      ],
      [
        "a secure parameter as text",
        { aws_ssm_parameter: { p: { type: "SecureString", value: "hunter2" } } },
        /got a text of 7 characters/,
      ],
    ],
  },
  "policy-size": {
    keeps: [policy({ Resource: "a".repeat(10_000) }), { aws_iam_policy: { p: { policy: " ".repeat(9000) } } }],
    breaks: [
      [
        "inline policies of a role together",
        {
          aws_iam_role_policy: {
            one: { role: "r", policy: "a".repeat(6000) },
            other: { role: "r", policy: "a".repeat(6000) },
          },
        },
        /at most 10240 characters in all inline policies of a role, got 12000/,
      ],
      ["a managed policy", { aws_iam_policy: { p: { policy: "a".repeat(6145) } } }, /at most 6144 .* got 6145/],
      ["a trust policy", role({ Sid: "a".repeat(2048) }), /assume_role_policy: expected at most 2048 /],
    ],
  },
};
