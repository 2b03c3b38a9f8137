import type { Json } from "../../tools/review/json";
import { Redaction } from "../../tools/review/redaction";
import { isSecretName } from "../../tools/review/secret-names";
import { planOf, type PlanSketch } from "./plan-builder";

const secret = 'S3cr3t/"value" & <more>+';
const of = (sketch: PlanSketch) => new Redaction([planOf(sketch)]);
const sensitive = (value: string | number) =>
  of({
    changes: [
      { address: "aws_api_gateway_api_key.k", before: { value: "x" }, after: { value }, sensitive: { value: true } },
    ],
  });

describe("a secret is replaced wherever it reappears, if it stands", () => {
  const places: Record<string, PlanSketch> = {
    "before a change": { changes: [{ address: "a.b", before: { value: secret }, sensitiveBefore: { value: true } }] },
    "after a change": { changes: [{ address: "a.b", after: { value: secret }, sensitiveAfter: { value: true } }] },
    "in a nested block": {
      changes: [
        {
          address: "a.b",
          after: { auth: [{ keys: ["public", secret] }] },
          sensitive: { auth: [{ keys: [false, true] }] },
        },
      ],
    },
    "under a mask of the whole block": {
      changes: [{ address: "a.b", after: { auth: [{ key: secret }] }, sensitive: { auth: true } }],
    },
    "in a no-op": {
      changes: [{ address: "a.b", before: { value: secret }, after: { value: secret }, sensitive: { value: true } }],
    },
    "in drift": {
      drift: [{ address: "a.b", before: { value: "x" }, after: { value: secret }, sensitive: { value: true } }],
    },
    "in an output before": { outputs: { key: { before: secret, after: "x", sensitive: [true, true] } } },
    "in an output after": { outputs: { key: { after: { nested: [secret] }, sensitive: [false, true] } } },
    "in a variable": { variables: { key: { value: secret, sensitive: true } } },
    "in a variable's default": { variables: { key: { default: { nested: secret }, sensitive: true } } },
    "in a planned output": {
      top: { planned_values: { outputs: { key: { sensitive: true, value: secret } }, root_module: {} } },
    },
    "in a planned value of a module": {
      top: {
        planned_values: {
          root_module: {
            child_modules: [{ resources: [{ values: { value: secret }, sensitive_values: { value: true } }] }],
          },
        },
      },
    },
    "in the state of a data source": {
      changes: [],
      top: {
        prior_state: {
          values: {
            root_module: {
              resources: [{ mode: "data", values: { value: secret }, sensitive_values: { value: true } }],
            },
          },
        },
      },
    },
    "in an output of the state": {
      changes: [],
      top: { prior_state: { values: { outputs: { key: { sensitive: true, value: secret } } } } },
    },
    "in an argument of a module": {
      changes: [],
      top: {
        configuration: {
          root_module: {
            module_calls: {
              shop: {
                expressions: { key: { constant_value: secret } },
                module: { variables: { key: { sensitive: true } } },
              },
            },
          },
        },
      },
    },
    "in JSON inside of a sensitive text": {
      changes: [
        {
          address: "a.b",
          after: { secret_string: JSON.stringify({ user: "u", value: secret }) },
          sensitive: { secret_string: true },
        },
      ],
    },
    "in an environment variable of a function": {
      changes: [
        {
          address: "aws_lambda_function.f",
          after: { environment: [{ variables: { DB_PASSWORD: secret, TABLE: "orders" } }] },
        },
      ],
    },
    "in the environment of a container": {
      changes: [
        {
          address: "aws_ecs_task_definition.t",
          after: {
            container_definitions: JSON.stringify([{ name: "app", environment: [{ name: "API_KEY", value: secret }] }]),
          },
        },
      ],
    },
    "in an attribute with a telling name": { changes: [{ address: "a.b", after: { client_secret: secret } }] },
    "in a variable with a telling name": { variables: { github_token: { value: secret } } },
  };

  test.each(Object.entries(places))("%s", (_, sketch) => {
    const redaction = of(sketch);
    const forms = [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify({ secret })),
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase().replaceAll("s3cr3t", "S3cr3t"),
      secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
      JSON.stringify(secret).replaceAll("&", "\\u0026").replaceAll("<", "\\u003c").replaceAll(">", "\\u003e"),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
      ...["", "u", "us", "user:"].map((before) => Buffer.from(`${before}${secret} and so on`).toString("base64")),
    ];
    for (const form of forms) {
      const text = redaction.redact(`aws_x.y["${form}"] holds ${form}, it says`);
      expect(text).not.toContain("S3cr3t");
      expect(text).not.toContain(form.slice(4, -4));
      expect(text).toContain("(sensitive)");
    }
  });
});

describe("short secrets", () => {
  test("are replaced as words, not inside of other words", () => {
    expect(sensitive("hunt3r").redact("hunt3r, xhunt3r, hunt3r2 (hunt3r)")).toBe(
      "(sensitive), xhunt3r, hunt3r2 ((sensitive))",
    );
  });

  test("of less than four characters are replaced where they are the whole value", () => {
    expect(sensitive("abc").redactJson({ one: "abc", two: "abcd", three: "an abc" })).toEqual({
      one: "(sensitive)",
      two: "abcd",
      three: "an abc",
    });
  });

  test("may be numbers", () => {
    expect(sensitive(4711).redactJson({ pin: 4711, port: 443 })).toEqual({ pin: "(sensitive)", port: 443 });
    expect(sensitive(4711).redact("the pin is 4711, not 47110")).toBe("the pin is (sensitive), not 47110");
  });
});

test("plain words of a sensitive document stay readable, what is under a secret's name does not", () => {
  const redaction = sensitive(
    JSON.stringify({ type: "object", engine: "mysql", password: "hunter", host: "db1.example.com" }),
  );
  expect(redaction.redact("an object of mysql at db1.example.com with hunter")).toBe(
    "an object of mysql at (sensitive) with (sensitive)",
  );
});

test("lines of a sensitive text are replaced one by one", () => {
  const redaction = sensitive("first line of many\nsecond line of many");
  expect(redaction.redact("it has 'second line of many' in it")).toBe("it has '(sensitive)' in it");
});

test("the longest of overlapping secrets is replaced", () => {
  const redaction = of({
    variables: {
      a: { value: "prefix-of-it", sensitive: true },
      b: { value: "prefix-of-it-and-more", sensitive: true },
    },
  });
  expect(redaction.redact("prefix-of-it-and-more prefix-of-it")).toBe("(sensitive) (sensitive)");
});

describe("what has the form of a secret is replaced though nobody marked it", () => {
  const redaction = of({ changes: [] });
  test.each([
    ["an access key", "AKIAIOSFODNN7EXAMPLE", "(sensitive)"],
    ["a token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "(sensitive)"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "(sensitive)"],
    ["a private key without end", "-----BEGIN PRIVATE KEY-----\\nMIIE", "(sensitive)"],
    ["a token of GitHub", `ghp_${"a1B2".repeat(9)}`, "(sensitive)"],
    ["a token of Slack", "xoxb-123456789012-abcdefGHIJKL", "(sensitive)"],
    ["a key of Stripe", ["sk", "live", "abcdefghijklmnop"].join("_"), "(sensitive)"],
    [
      "a password in a connection string",
      "postgres://app:pa55@db.example.com/orders",
      "postgres://app:(sensitive)@db.example.com/orders",
    ],
    [
      "a password in an assignment",
      "Server=db;Password=pa55word;Timeout=3",
      "Server=db;Password=(sensitive);Timeout=3",
    ],
  ])("%s", (_, text, safe) => expect(redaction.redact(`got ${text} here`).replace(/ here$/, "")).toBe(`got ${safe}`));
});

describe("what is no secret stays readable", () => {
  const redaction = of({
    changes: [
      {
        address: "aws_lambda_function.f",
        after: {
          role: "arn:aws:iam::111122223333:role/f",
          environment: [
            {
              variables: {
                SECRET_ARN: "arn:aws:secretsmanager:x",
                DB_TOKEN_TABLE: "orders-tokens",
                STAGE: "production",
              },
            },
          ],
          metadata_options: [{ http_tokens: "required" }],
          api_key_source: "HEADER",
          credentials: "arn:aws:iam::111122223333:role/invoke",
        },
      },
    ],
  });
  test("a header that allows credentials", () => {
    const headers = { "method.response.header.Access-Control-Allow-Credentials": "'true'" };
    const plain = of({ changes: [{ address: "a.b", after: { response_parameters: headers } }] });
    expect(plain.redact("it is 'true'")).toBe("it is 'true'");
  });

  test.each([
    "arn:aws:iam::111122223333:role/f is required, orders-tokens, HEADER, production",
    'aws_dynamodb_table.orders["eu"] loses its time to live',
    "https://api.example.com/orders?limit=10&cursor=abcdefghij",
    "2001:db8::1, 10.0.0.0/8, sha256:0123456789abcdef0123456789abcdef",
  ])("%s", (text) => expect(redaction.redact(text)).toBe(text));

  test.each([
    "password_policy",
    "SECRET_ARN",
    "apiKeyId",
    "token_validity_units",
    "access_token_validity",
    "hash_key",
    "kms_key_id",
    "minimum_password_length",
  ])("the name %s", (name) => expect(isSecretName(name)).toBe(false));
});

describe("values in print", () => {
  const plan = planOf({
    changes: [
      {
        address: "aws_lambda_function.f",
        before: { description: "a", kms: "same", environment: [{ variables: { TOKEN: "old-token", STAGE: "dev" } }] },
        after: {
          description: `b ${secret}`,
          kms: "same",
          environment: [{ variables: { TOKEN: "new-token", STAGE: "prod" } }],
        },
        sensitive: { kms: true },
      },
    ],
    variables: { key: { value: secret, sensitive: true } },
  });
  const redaction = new Redaction([plan]);
  const [change] = plan.changes;
  const value = (path: (string | number)[], json: Json) => change && redaction.value(change, path, json);

  test("say whether what they hide changes", () => {
    expect(value(["kms"], "same")).toBe("(sensitive, unchanged)");
    expect(value(["environment", 0, "variables", "TOKEN"], "new-token")).toBe("(sensitive, changed)");
  });

  test("keep what is no secret", () => {
    expect(value(["description"], `b ${secret}`)).toBe('"b (sensitive)"');
    expect(value(["environment"], [{ variables: { TOKEN: "new-token", STAGE: "prod" } }])).toBe(
      '[{"variables":{"TOKEN":"(sensitive)","STAGE":"prod"}}]',
    );
  });
});

test("thousands of secrets cost little", () => {
  const value = (index: number) => `${(index * 2_654_435_761) % 4_294_967_296}-secret-${index}`;
  const started = process.cpuUsage().user;
  const redaction = of({
    changes: Array.from({ length: 10_000 }, (_, index) => ({
      address: `aws_api_gateway_api_key.k${index}`,
      after: { value: value(index), description: "a key like any other" },
      sensitive: { value: true },
    })),
  });
  const text = Array.from(
    { length: 5_000 },
    (_, index) => `key ${value(index)} of arn:aws:apigateway:eu-west-1::/apikeys/${index}\n`,
  );
  const safe = redaction.redact(text.join(""));
  expect(safe.match(/\(sensitive\)/g)).toHaveLength(5_000);
  expect((process.cpuUsage().user - started) / 1000).toBeLessThan(3_000);
});

test("names of prototypes are names like others", () => {
  const redaction = of({
    changes: [],
    top: { variables: { ["__proto__"]: { value: "x" }, constructor: { value: "y" } } },
  });
  expect(redaction.redact("constructor")).toBe("constructor");
});
