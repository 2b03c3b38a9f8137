import { comparePolicies, effectiveAllows, parsePolicy } from "../../semantics/policy";

const queue = "arn:aws:sqs:eu-west-1:111122223333:orders";
const statement = (given: object = {}) => ({
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: queue,
  ...given,
});
const policy = (...statements: object[]) => parsePolicy({ Version: "2012-10-17", Statement: statements });
const verdict = (before: ReturnType<typeof policy> | undefined, after: ReturnType<typeof policy> | undefined) => {
  const { widened, narrowed } = comparePolicies(before, after);
  return [widened.length > 0 && "wider", narrowed.length > 0 && "narrower"].filter(Boolean).join(" and ") || "same";
};
/** Both ways at once: what widens in one direction narrows in the other. */
const becomes = (before: object | object[], after: object | object[]): string => {
  const there = verdict(policy(...[before].flat()), policy(...[after].flat()));
  const back = verdict(policy(...[after].flat()), policy(...[before].flat()));
  const mirrored: Record<string, string> = { wider: "narrower", narrower: "wider" };
  expect(back).toBe(mirrored[there] ?? there);
  return there;
};
const when = (condition: object) => statement({ Condition: condition });

describe("what says the same in another way", () => {
  test.each([
    ["a list of one", statement(), statement({ Action: ["sqs:SendMessage"], Resource: [queue] })],
    ["the case of an action", statement(), statement({ Action: "SQS:sendmessage" })],
    ["everybody", statement(), statement({ Principal: { AWS: "*" } })],
    ["a Sid", statement(), statement({ Sid: "Send" })],
    [
      "an account",
      statement({ Principal: { AWS: "111122223333" } }),
      statement({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
    ],
    [
      "two statements",
      statement({ Action: ["sqs:SendMessage", "sqs:GetQueueUrl"] }),
      [statement({ Action: "sqs:GetQueueUrl" }), statement()],
    ],
    [
      "a statement that another includes",
      statement({ Action: "sqs:*" }),
      [statement(), statement({ Action: "sqs:*" })],
    ],
    ["ArnEquals", when({ ArnEquals: { "aws:SourceArn": queue } }), when({ ArnLike: { "AWS:sourceArn": [queue] } })],
    [
      "not false",
      when({ BoolIfExists: { "aws:x": "true" } }),
      [statement(), statement({ Effect: "Deny", Condition: { Bool: { "aws:x": "false" } } })],
    ],
  ])("%s", (_, before, after) => expect(becomes(before, after)).toBe("same"));

  test("a condition on the Allow or a Deny of everything else", () => {
    const byAllow = when({ StringEquals: { "aws:SourceVpce": "vpce-1" } });
    const byDeny = [
      statement(),
      statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
    ];
    expect(becomes(byAllow, byDeny)).toBe("same");
  });
});

describe("what lets more happen", () => {
  const arn = "arn:aws:sns:eu-west-1:111122223333:topic";
  test.each([
    ["another action", statement(), statement({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] })],
    ["a wildcard over listed actions", statement(), statement({ Action: "sqs:Send*" })],
    ["a wider resource", statement(), statement({ Resource: "arn:aws:sqs:eu-west-1:111122223333:*" })],
    ["everybody instead of an account", statement({ Principal: { AWS: "111122223333" } }), statement()],
    [
      "an account instead of its role",
      statement({ Principal: { AWS: "arn:aws:iam::111122223333:role/a" } }),
      statement({ Principal: { AWS: "111122223333" } }),
    ],
    ["no condition", when({ ArnLike: { "aws:SourceArn": arn } }), statement()],
    [
      "one more value",
      when({ StringEquals: { "aws:SourceVpce": ["a"] } }),
      when({ StringEquals: { "aws:SourceVpce": ["a", "b"] } }),
    ],
    [
      "one value less that is excluded",
      when({ StringNotEquals: { "aws:x": ["a", "b"] } }),
      when({ StringNotEquals: { "aws:x": "a" } }),
    ],
    [
      "StringLike instead of StringEquals",
      when({ StringEquals: { "aws:x": "ab" } }),
      when({ StringLike: { "aws:x": "a*" } }),
    ],
    ["IfExists", when({ StringEquals: { "aws:x": "a" } }), when({ StringEqualsIfExists: { "aws:x": "a" } })],
    ["ForAllValues, which holds for nothing", when({ "ForAnyValue:StringEquals": { "aws:x": "a" } }), statement()],
    [
      "a wider range of addresses",
      when({ IpAddress: { "aws:SourceIp": "10.1.0.0/16" } }),
      when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
    ],
    [
      "a later end",
      when({ DateLessThan: { "aws:CurrentTime": "2026-01-01" } }),
      when({ DateLessThan: { "aws:CurrentTime": "2027-01-01" } }),
    ],
    ["NotAction instead of actions", statement(), statement({ Action: undefined, NotAction: "sqs:DeleteQueue" })],
    [
      "a shorter NotAction",
      statement({ Action: undefined, NotAction: ["sqs:DeleteQueue", "iam:*"] }),
      statement({ Action: undefined, NotAction: "iam:*" }),
    ],
    [
      "NotPrincipal",
      statement({ Principal: { AWS: "111122223333" } }),
      statement({ Principal: undefined, NotPrincipal: { AWS: "444455556666" } }),
    ],
    [
      "NotResource",
      statement(),
      statement({ Resource: undefined, NotResource: "arn:aws:sqs:eu-west-1:111122223333:other" }),
    ],
    [
      "no Deny",
      [statement({ Action: "sqs:*" }), statement({ Effect: "Deny", Action: "sqs:PurgeQueue" })],
      statement({ Action: "sqs:*" }),
    ],
    [
      "a Deny with another exception",
      [statement(), statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:x": "a" } } })],
      [statement(), statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:x": ["a", "b"] } } })],
    ],
    [
      "a Deny of less",
      [statement(), statement({ Effect: "Deny", Action: "sqs:*" })],
      [statement(), statement({ Effect: "Deny", Action: "sqs:Purge*" })],
    ],
  ])("%s", (_, before, after) => expect(becomes(before, after)).toBe("wider"));

  test("a policy where there was none", () => {
    expect(verdict(undefined, policy(statement()))).toBe("wider");
    expect(verdict(policy(statement()), undefined)).toBe("narrower");
  });

  test("one value instead of another lets more and less happen", () => {
    expect(becomes(when({ StringEquals: { "aws:x": "a" } }), when({ StringEquals: { "aws:x": "b" } }))).toBe(
      "wider and narrower",
    );
  });

  test("a policy variable that older versions take for text", () => {
    const own = { Version: "2012-10-17", Statement: statement({ Resource: `${queue}/\${aws:username}` }) };
    expect(comparePolicies(parsePolicy({ ...own, Version: "2008-10-17" }), parsePolicy(own)).widened).toHaveLength(1);
  });
});

test("only the new part is told, with what was allowed of it before", () => {
  const before = policy(
    statement({ Action: ["sqs:SendMessage", "sqs:GetQueueUrl"], Principal: { AWS: "111122223333" } }),
  );
  const after = policy(
    statement({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"], Principal: { AWS: "111122223333" } }),
  );
  const { widened, narrowed } = comparePolicies(before, after);
  expect(widened.map(({ grant }) => grant.actions)).toEqual([{ of: ["sqs:PurgeQueue"] }]);
  expect(narrowed.map(({ grant }) => grant.actions)).toEqual([{ of: ["sqs:GetQueueUrl"] }]);
});

test("a Deny of everything else is a condition of what is allowed", () => {
  const allows = effectiveAllows(
    policy(statement(), statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } })),
  );
  expect(allows).toHaveLength(1);
  expect(allows[0]?.restrictions).toEqual([
    {
      key: "aws:sourcevpce",
      test: "StringEquals",
      negated: false,
      quantifier: "any",
      missing: false,
      values: ["vpce-1"],
    },
  ]);
  expect(effectiveAllows(policy(statement(), statement({ Effect: "Deny", Action: "*" })))).toEqual([]);
});

test("thousands of combinations are compared in a moment", () => {
  const actions = Array.from({ length: 300 }, (_, index) => `sqs:Action${index}`);
  const resources = Array.from({ length: 300 }, (_, index) => `${queue}-${index}`);
  const started = process.cpuUsage().user;
  expect(
    verdict(
      policy(statement({ Action: actions, Resource: resources })),
      policy(statement({ Action: [...actions, "sqs:*"], Resource: resources })),
    ),
  ).toBe("wider");
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(2_000);
});
