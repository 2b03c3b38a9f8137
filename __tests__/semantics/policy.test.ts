import { PolicyError, evaluatePolicy, parsePolicy, type PolicyRequest } from "../../semantics/policy";

const api = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3";
const request = (given: Partial<PolicyRequest> = {}): PolicyRequest => ({
  principal: {},
  action: "execute-api:Invoke",
  resource: `${api}/prod/GET/orders`,
  context: {},
  ...given,
});
const statement = (given: object) => ({
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "*",
  ...given,
});
const policy = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });
const decide = (document: object, given?: Partial<PolicyRequest>) =>
  evaluatePolicy(parsePolicy(document), request(given));

describe("a decision", () => {
  test("is nothing said without a matching statement", () => {
    expect(decide(policy(statement({ Action: "execute-api:ManageConnections" })))).toBe("ImplicitDeny");
  });

  test("is Deny wherever a Deny matches", () => {
    const document = policy(statement({}), statement({ Effect: "Deny", Resource: `${api}/prod/*` }));
    expect(decide(document)).toBe("ExplicitDeny");
    expect(decide(document, { resource: `${api}/dev/GET/orders` })).toBe("Allow");
  });

  test("takes one statement or a list, one text or a list", () => {
    expect(decide({ Version: "2012-10-17", Statement: statement({ Action: ["sqs:*", "execute-api:*"] }) })).toBe(
      "Allow",
    );
    expect(evaluatePolicy(parsePolicy(JSON.stringify(policy(statement({})))), request())).toBe("Allow");
  });
});

describe("the private door's policy", () => {
  const document = policy(
    statement({ Resource: "execute-api:/*" }),
    statement({
      Effect: "Deny",
      Resource: "execute-api:/*",
      Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
    }),
  );

  test.each([
    ["vpce-1", "Allow"],
    ["vpce-2", "ExplicitDeny"],
    [undefined, "ExplicitDeny"],
  ])("through %s: %s", (endpoint, decision) => {
    expect(decide(document, { context: endpoint ? { "AWS:sourceVpce": endpoint } : {} })).toBe(decision);
  });
});

describe("resources", () => {
  test.each([
    ["execute-api:/prod/GET/orders", "Allow"],
    ["execute-api:/*/GET/*", "Allow"],
    ["execute-api:/prod/POST/*", "ImplicitDeny"],
    [`${api}/prod/GET/order?`, "Allow"],
    [`${api}/prod/GET/ORDERS`, "ImplicitDeny"],
    ["arn:aws:execute-api:*:*:a1b2c3/*", "Allow"],
    ["arn:aws:execute-api", "Allow"],
    ["arn:aws:execute-api:eu-*:111122223333:z9/*", "ImplicitDeny"],
    ["arn:aws:*/prod/GET/orders", "ImplicitDeny"],
  ])("%s: %s", (resource, decision) => expect(decide(policy(statement({ Resource: resource })))).toBe(decision));

  test("NotResource is about all but its list", () => {
    const document = policy(statement({ Resource: undefined, NotResource: "execute-api:/prod/GET/secret" }));
    expect(decide(document)).toBe("Allow");
    expect(decide(document, { resource: `${api}/prod/GET/secret` })).toBe("ImplicitDeny");
  });

  test("a path may contain colons", () => {
    const document = policy(statement({ Resource: `${api}/prod/GET/orders/*` }));
    expect(decide(document, { resource: `${api}/prod/GET/orders/a:b:c` })).toBe("Allow");
  });
});

test("actions are compared without case, NotAction is about all but its list", () => {
  expect(decide(policy(statement({ Action: "EXECUTE-API:inv*" })))).toBe("Allow");
  expect(decide(policy(statement({ Action: undefined, NotAction: "execute-api:Invalidate*" })))).toBe("Allow");
  expect(decide(policy(statement({ Action: undefined, NotAction: "execute-api:*" })))).toBe("ImplicitDeny");
});

describe("principals", () => {
  const session = { AWS: ["arn:aws:sts::111122223333:assumed-role/batch/run-1"] };

  test.each([
    ["*", "Allow"],
    [{ AWS: "*" }, "Allow"],
    [{ AWS: "111122223333" }, "Allow"],
    [{ AWS: "arn:aws:iam::111122223333:root" }, "Allow"],
    [{ AWS: "arn:aws:iam::111122223333:role/team/batch" }, "Allow"],
    [{ AWS: "arn:aws:sts::111122223333:assumed-role/batch/run-1" }, "Allow"],
    [{ AWS: ["444455556666", "arn:aws:iam::111122223333:role/other"] }, "ImplicitDeny"],
    [{ Service: "apigateway.amazonaws.com" }, "ImplicitDeny"],
  ])("%j for a role's session: %s", (principal, decision) => {
    expect(decide(policy(statement({ Principal: principal })), { principal: session })).toBe(decision);
  });

  test("an anonymous caller is nobody in particular", () => {
    expect(decide(policy(statement({ Principal: { AWS: "111122223333" } })))).toBe("ImplicitDeny");
  });

  test("a service is itself", () => {
    const document = policy(statement({ Principal: { Service: "events.amazonaws.com" } }));
    expect(decide(document, { principal: { Service: "events.amazonaws.com" } })).toBe("Allow");
  });

  test("NotPrincipal is about all but its list", () => {
    const document = policy(statement({ Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "111122223333" } }));
    expect(decide(document, { principal: session })).toBe("ImplicitDeny");
    expect(decide(document)).toBe("ExplicitDeny");
  });

  test("an authorizer's policy has none and is about its caller", () => {
    const answer = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${api}/prod/GET/*` }],
    };
    expect(evaluatePolicy(parsePolicy(answer, "identity"), request())).toBe("Allow");
  });
});

describe("conditions", () => {
  const holds = (condition: object, context: PolicyRequest["context"], version = "2012-10-17") =>
    decide({ ...policy(statement({ Condition: condition })), Version: version }, { context }) === "Allow";

  test.each([
    [{ StringEquals: { "aws:x": ["a", "b"] } }, { "aws:X": "b" }, true],
    [{ StringEquals: { "aws:x": "a*" } }, { "aws:x": "ab" }, false],
    [{ StringEqualsIgnoreCase: { "aws:x": "AB" } }, { "aws:x": "ab" }, true],
    [{ StringLike: { "aws:x": "a*c?" } }, { "aws:x": "abbcd" }, true],
    [{ StringNotLike: { "aws:x": ["a*", "b*"] } }, { "aws:x": "bx" }, false],
    [{ NumericLessThanEquals: { "aws:n": "10" } }, { "aws:n": "9.5" }, true],
    [{ NumericEquals: { "aws:n": 10 } }, { "aws:n": "1e1" }, true],
    [{ NumericGreaterThan: { "aws:n": "10" } }, { "aws:n": "many" }, false],
    [{ DateGreaterThan: { "aws:d": "2026-01-01T00:00:00Z" } }, { "aws:d": "2026-01-01T00:00:01Z" }, true],
    [{ DateLessThan: { "aws:d": "1767225600" } }, { "aws:d": "2025-12-31" }, true],
    [{ Bool: { "aws:SecureTransport": "true" } }, { "aws:SecureTransport": "True" }, true],
    [{ Bool: { "aws:SecureTransport": false } }, { "aws:SecureTransport": "true" }, false],
    [{ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.1"] } }, { "aws:SourceIp": "10.9.8.7" }, true],
    [{ IpAddress: { "aws:SourceIp": "192.0.2.0/31" } }, { "aws:SourceIp": "192.0.2.2" }, false],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, { "aws:SourceIp": "2001:db8:1::5" }, true],
    [{ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }, { "aws:SourceIp": "::ffff:127.0.0.1" }, true],
    [{ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }, { "aws:SourceIp": "2001:db8::1" }, false],
    [{ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, { "aws:SourceIp": "10.1.1.1" }, false],
    [{ ArnLike: { "aws:a": "arn:aws:sns:*:1:t*" } }, { "aws:a": "arn:aws:sns:eu-west-1:1:topic" }, true],
    [{ ArnNotEquals: { "aws:a": "arn:aws:sns:*:1:t" } }, { "aws:a": "arn:aws:sns:eu-west-1:2:t" }, true],
    [{ Null: { "aws:x": "true" } }, {}, true],
    [{ Null: { "aws:x": "false" } }, {}, false],
    [{ StringEquals: { "aws:x": "a" } }, {}, false],
    [{ StringNotEquals: { "aws:x": "a" } }, {}, true],
    [{ StringEqualsIfExists: { "aws:x": "a" } }, {}, true],
    [{ StringEqualsIfExists: { "aws:x": "a" } }, { "aws:x": "b" }, false],
    [{ "ForAllValues:StringEquals": { "aws:t": ["a", "b"] } }, { "aws:t": ["a", "b"] }, true],
    [{ "ForAllValues:StringEquals": { "aws:t": ["a"] } }, { "aws:t": ["a", "b"] }, false],
    [{ "ForAllValues:StringEquals": { "aws:t": ["a"] } }, {}, true],
    [{ "ForAnyValue:StringLike": { "aws:t": ["a*"] } }, { "aws:t": ["x", "ab"] }, true],
    [{ "ForAnyValue:StringNotEquals": { "aws:t": ["a"] } }, {}, false],
    [{ StringEquals: { "aws:x": "a", "aws:y": "b" } }, { "aws:x": "a" }, false],
  ])("%j with %j: %j", (condition, context, expected) => expect(holds(condition, context)).toBe(expected));

  test("variables stand for keys of the request", () => {
    const own = { StringEquals: { "aws:owner": "${aws:username}" } };
    expect(holds(own, { "aws:owner": "jo", "aws:username": "jo" })).toBe(true);
    expect(holds(own, { "aws:owner": "${aws:username}", "aws:username": "jo" })).toBe(false);
    expect(holds(own, { "aws:owner": "jo" })).toBe(false);
    expect(holds(own, { "aws:owner": "${aws:username}" }, "2008-10-17")).toBe(true);
    expect(holds({ StringLike: { "aws:p": "${aws:username}/*" } }, { "aws:p": "a/b", "aws:username": "*" })).toBe(
      false,
    );
    expect(holds({ StringLike: { "aws:p": "${*}" } }, { "aws:p": "*" })).toBe(true);
    expect(holds({ StringEquals: { "aws:x": "${aws:y, 'none'}" } }, { "aws:x": "none" })).toBe(true);
  });

  test("a resource with a variable that has no value matches nothing", () => {
    const document = policy(statement({ Resource: `${api}/prod/GET/\${aws:username}` }));
    expect(decide(document, { resource: `${api}/prod/GET/` })).toBe("ImplicitDeny");
    expect(decide(document, { resource: `${api}/prod/GET/jo`, context: { "aws:username": "jo" } })).toBe("Allow");
  });
});

describe("a policy that can't be understood is an error, never an Allow", () => {
  test.each([
    ["no JSON", "{", "expected JSON"],
    ["no object", "[]", "expected an object"],
    ["another version", { Version: "2020-01-01", Statement: statement({}) }, "expected Version 2012-10-17"],
    ["no statement", { Version: "2012-10-17" }, "expected at least one Statement"],
    ["another element", policy(statement({ Actions: "*" })), "got 'Actions'"],
    ["an effect in lower case", policy(statement({ Effect: "allow" })), "expected Effect Allow or Deny"],
    [
      "an unknown operator",
      policy(statement({ Condition: { StringMatches: { "aws:x": "a" } } })),
      "got 'StringMatches'",
    ],
    ["an operator of Object", policy(statement({ Condition: { constructor: { "aws:x": "a" } } })), "got 'constructor'"],
    ["NullIfExists", policy(statement({ Condition: { NullIfExists: { "aws:x": "true" } } })), "got 'NullIfExists'"],
    [
      "no number",
      policy(statement({ Condition: { NumericEquals: { "aws:n": "ten" } } })),
      "a value that fits NumericEquals",
    ],
    [
      "no range",
      policy(statement({ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/33" } } })),
      "a value that fits IpAddress",
    ],
    [
      "one key twice",
      policy(statement({ Condition: { StringEquals: { "aws:x": "a", "AWS:X": "b" } } })),
      "each condition key once",
    ],
    ["Action and NotAction", policy(statement({ NotAction: "a:b" })), "expected Action or NotAction, got both"],
    ["no action", policy(statement({ Action: undefined })), "expected Action or NotAction, got neither"],
    ["an empty list", policy(statement({ Action: [] })), "got an empty list"],
    ["a strange action", policy(statement({ Action: "Invoke" })), "expected an action like execute-api:Invoke"],
    ["a strange resource", policy(statement({ Resource: "/orders" })), "expected an ARN"],
    ["a strange principal", policy(statement({ Principal: { User: "*" } })), "got 'User'"],
    [
      "a wildcard in a principal",
      policy(statement({ Principal: { AWS: "arn:aws:iam::111122223333:role/*" } })),
      "without wildcards",
    ],
  ])("%s", (_, document, message) => {
    expect(() => parsePolicy(document)).toThrow(PolicyError);
    expect(() => parsePolicy(document)).toThrow(message);
  });

  test("a resource policy needs a principal, an identity policy has none, both name resources", () => {
    expect(() => parsePolicy(policy(statement({ Principal: undefined })), "resource")).toThrow(
      "expected Principal or NotPrincipal",
    );
    expect(() => parsePolicy(policy(statement({})), "identity")).toThrow("expected no Principal");
    expect(() => parsePolicy(policy(statement({ Resource: undefined })), "resource")).toThrow(
      "expected Resource or NotResource",
    );
    expect(() => decide(policy(statement({ Resource: undefined })))).toThrow(PolicyError);
  });
});
