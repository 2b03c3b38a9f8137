import type { Severity } from "../../tools/review/finding";
import type { Change } from "./workspace";

/** An edit of the project as somebody makes it in a pull request, and what its review has to say. */
export interface Edit {
  title: string;
  changes: Change[];
  /** Stacks that are planned, after `dev-`. */
  stacks: string[];
  verdict: "block" | "high" | "medium" | "pass";
  /** Findings that have to be there; none above info otherwise. */
  findings: { severity: Severity; address: string; title: RegExp }[];
}

const routes = "contract/orders/order-routes.ts";
const order = "contract/orders/order-v1.ts";
const service = "contract/orders/service.ts";
const dev = "environments/dev/environment.ts";

const table = "aws_dynamodb_table.orders";
const api = "aws_api_gateway_rest_api.orders-v1".replaceAll("-", "_");
const stage = "aws_api_gateway_stage.orders_v1_stage";
const settings = "aws_api_gateway_method_settings.orders_v1_stage_settings";
const lambda = "aws_lambda_function.orders";

const deleteOrder = `    deleteOrder: {
      method: "DELETE",
      path: "/orders/{orderId}",
      summary: "Delete an order that nobody changed since it was read: If-Match carries its ETag.",
      audience: "internal",
      integration: { type: "lambda", function: "orders" },
      request: { path: orderPath, headers: ifMatch },
      responses: { 204: { description: "The order is gone" } },
      errors: [400, 404, 412, 428],
    },
`;

/** What stops or slows a pull request. */
export const risky: Edit[] = [
  {
    title: "a route is removed",
    changes: [[routes, deleteOrder, ""]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /DELETE \/orders\/\{orderId\}/ }],
  },
  {
    title: "an optional query parameter becomes required",
    changes: [[routes, "cursor: z.optional(z.string().check(z.maxLength(1024)))", "cursor: z.string()"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /cursor/ }],
  },
  {
    title: "an optional header becomes required",
    changes: [
      [
        routes,
        'const ifMatch = z.object({ "if-match": z.optional(z.string()) });',
        'const ifMatch = z.object({ "if-match": z.string() });',
      ],
    ],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /if-match/i }],
  },
  {
    title: "a body needs one more property",
    changes: [[order, "  note: z.optional(text(1000)),", "  note: z.optional(text(1000)),\n  channel: text(20),"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /channel/ }],
  },
  {
    title: "a text in a body may no longer be as long",
    changes: [[order, "note: z.optional(text(1000))", "note: z.optional(text(100))"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /note/ }],
  },
  {
    title: "a property leaves an answer",
    changes: [[order, "  updatedAt: z.string(),\n", ""]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /updatedAt/ }],
  },
  {
    title: "a route moves to another path",
    changes: [["contract/orders/health.ts", 'path: "/health"', 'path: "/status"']],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /GET \/health/ }],
  },
  {
    title: "other origins may no longer call from a browser",
    changes: [["contract/orders/cors.ts", 'allowOrigin: "*"', 'allowOrigin: "https://shop.example.com"']],
    stacks: ["regional"],
    verdict: "medium",
    findings: [{ severity: "medium", address: api, title: /origin|CORS/i }],
  },
  {
    title: "the key of a table changes",
    changes: [[service, 'partitionKey: { name: "pk", type: "S" }', 'partitionKey: { name: "orderId", type: "S" }']],
    stacks: ["data"],
    verdict: "block",
    findings: [{ severity: "block", address: table, title: /./ }],
  },
  {
    title: "a table is renamed",
    changes: [
      [service, "    feedback: { partitionKey", "    opinions: { partitionKey"],
      [service, 'table: "feedback"', 'table: "opinions"'],
    ],
    stacks: ["data"],
    verdict: "block",
    findings: [{ severity: "block", address: "aws_dynamodb_table.feedback", title: /./ }],
  },
  {
    title: "an index of a table is removed",
    changes: [
      [
        service,
        `      indexes: {
        "by-customer": {
          partitionKey: { name: "customerId", type: "S" },
          sortKey: { name: "placedAtOrderId", type: "S" },
          projection: "ALL",
        },
      },
`,
        "",
      ],
    ],
    stacks: ["data"],
    verdict: "high",
    findings: [{ severity: "high", address: table, title: /by-customer/ }],
  },
  {
    title: "items expire by another attribute",
    changes: [[service, 'timeToLive: "expiresAt",\n      stream', 'timeToLive: "placedAt",\n      stream']],
    stacks: ["data"],
    verdict: "high",
    findings: [{ severity: "high", address: table, title: /./ }],
  },
  {
    title: "a table is no longer encrypted with a key of KMS",
    changes: [
      ["constructs/table.ts", "serverSideEncryption: { enabled: true }", "serverSideEncryption: { enabled: false }"],
    ],
    stacks: ["data"],
    verdict: "high",
    findings: [{ severity: "high", address: table, title: /encrypt|key/i }],
  },
  {
    title: "logs are kept for fewer days",
    changes: [[dev, "retentionDays: 14", "retentionDays: 1"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: "aws_cloudwatch_log_group.orders_logs", title: /1 day/ }],
  },
  {
    title: "fewer requests a second are let through",
    changes: [[dev, "    rateLimit: 50,\n    burstLimit: 100,\n", "    rateLimit: 5,\n    burstLimit: 10,\n"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: settings, title: /./ }],
  },
  {
    title: "the stage is renamed",
    changes: [[dev, 'stage: "dev"', 'stage: "live"']],
    stacks: ["regional"],
    verdict: "block",
    findings: [{ severity: "block", address: stage, title: /./ }],
  },
  {
    title: "the host name changes",
    changes: [[dev, 'regional: "api.dev.example.com"', 'regional: "orders.dev.example.com"']],
    stacks: ["regional"],
    verdict: "block",
    findings: [
      { severity: "block", address: "aws_api_gateway_domain_name.domain", title: /./ },
      { severity: "block", address: "aws_route53_record.alias_a", title: /./ },
    ],
  },
  {
    title: "the execute-api address is opened",
    changes: [["stacks/door-stack.ts", "disableExecuteApiEndpoint: true", "disableExecuteApiEndpoint: false"]],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: api, title: /execute-api/ }],
  },
  {
    title: "the base path is renamed",
    changes: [
      ["stacks/door-stack.ts", "domain.map(api.version, restApi", "domain.map(`${api.name}-${api.version}`, restApi"],
    ],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: "aws_api_gateway_base_path_mapping.domain_v1", title: /./ }],
  },
  {
    title: "a function may read a whole table",
    changes: [[service, 'actions: ["dynamodb:GetItem", ', 'actions: ["dynamodb:Scan", "dynamodb:GetItem", ']],
    stacks: ["regional"],
    verdict: "high",
    findings: [{ severity: "high", address: "aws_iam_role_policy.orders_policy", title: /dynamodb:scan/i }],
  },
  {
    title: "access is no longer logged",
    changes: [
      [
        "constructs/stage.ts",
        "      accessLogSettings: { destinationArn: accessLogs.arn, format: accessLogFormat },\n",
        "",
      ],
    ],
    stacks: ["regional"],
    verdict: "medium",
    findings: [{ severity: "medium", address: stage, title: /log/ }],
  },
  {
    title: "a function gets less time",
    changes: [[dev, "timeout: 10", "timeout: 3"]],
    stacks: ["regional"],
    verdict: "medium",
    findings: [{ severity: "medium", address: lambda, title: /./ }],
  },
];

/** What nobody needs to stop at. */
export const harmless: Omit<Edit, "verdict" | "findings">[] = [
  {
    title: "a description",
    changes: [[routes, 'summary: "Read one order."', 'summary: "Read an order."']],
    stacks: ["regional"],
  },
  {
    title: "more memory",
    changes: [[dev, "memorySize: 512", "memorySize: 1024"]],
    stacks: ["regional"],
  },
  {
    title: "a new optional property of a body",
    changes: [
      [order, "  note: z.optional(text(1000)),", "  note: z.optional(text(1000)),\n  channel: z.optional(text(20)),"],
    ],
    stacks: ["regional"],
  },
  {
    title: "a new route",
    changes: [
      [
        routes,
        "    createOrder: {",
        `    getReadiness: {
      method: "GET",
      path: "/readiness",
      summary: "Tell that the API is ready.",
      audience: "public",
      integration: { type: "mock", body: { status: "ready" } },
      responses: { 200: { description: "Ready", body: z.object({ status: z.string() }) } },
    },
    createOrder: {`,
      ],
    ],
    stacks: ["regional"],
  },
  {
    title: "a new optional query parameter",
    changes: [
      [
        routes,
        "          customerId: CustomerId,\n",
        "          customerId: CustomerId,\n          status: z.optional(z.string()),\n",
      ],
    ],
    stacks: ["regional"],
  },
  {
    title: "new code of a function",
    changes: [["functions/orders/operations.ts", "const defaultLimit = 20;", "const defaultLimit = 25;"]],
    stacks: ["regional"],
  },
  {
    title: "logs that are kept longer",
    changes: [[dev, "retentionDays: 14", "retentionDays: 30"]],
    stacks: ["regional"],
  },
  {
    title: "more requests a second",
    changes: [[dev, "    rateLimit: 50,\n    burstLimit: 100,\n", "    rateLimit: 500,\n    burstLimit: 1000,\n"]],
    stacks: ["regional"],
  },
  {
    title: "another index of a table",
    changes: [
      [
        service,
        '        "by-customer": {',
        `        "by-status": {
          partitionKey: { name: "status", type: "S" },
          projection: "KEYS_ONLY",
        },
        "by-customer": {`,
      ],
    ],
    stacks: ["data"],
  },
  {
    title: "deletion protection",
    changes: [[dev, "deletionProtection: false", "deletionProtection: true"]],
    stacks: ["data", "regional"],
  },
];

/** What synth refuses, so that there is no plan to review. */
export const refused: { title: string; changes: Edit["changes"]; error: RegExp }[] = [
  {
    title: "point-in-time recovery is switched off",
    changes: [
      ["constructs/table.ts", "pointInTimeRecovery: { enabled: true }", "pointInTimeRecovery: { enabled: false }"],
    ],
    error: /\[table-recovery\]/,
  },
  {
    title: "the certificate of the edge door is asked for in another region",
    changes: [
      [
        "stacks/host-stack.ts",
        'return part === "edge" || part === "cloudfront" ? this.usEast1() : undefined;',
        "return undefined;",
      ],
    ],
    error: /\[certificate-region\]/,
  },
  {
    title: "older TLS is allowed",
    changes: [["constructs/custom-domain.ts", 'props.securityPolicy ?? "TLS_1_2"', '"TLS_1_0"']],
    error: /\[domain-tls\]/,
  },
  {
    title: "a regional door becomes an edge-optimized one",
    changes: [["stacks/regional-stack.ts", 'endpointType: "REGIONAL"', 'endpointType: "EDGE"']],
    error: /\[certificate-region\]/,
  },
  {
    title: "the private door's policy loses its Deny",
    changes: [
      [
        "stacks/private-stack.ts",
        `  {
    Sid: "DenyAllButTheEndpoint",
    Effect: "Deny",
    Principal: "*",
    Action: ["execute-api:Invoke"],
    Resource: [resource],
    Condition: { StringNotEquals: { "aws:SourceVpce": vpcEndpointId } },
  },
`,
        "",
      ],
    ],
    error: /\[private-api-policy\]/,
  },
  {
    title: "every API of the account may invoke a function",
    changes: [["constructs/lambda-function.ts", "      sourceArn: `${restApiExecutionArn}/${stageName}/*/*`,\n", ""]],
    error: /\[permission-source\]/,
  },
  {
    title: "bodies are written to the log",
    changes: [["constructs/stage.ts", "dataTraceEnabled: false", "dataTraceEnabled: true"]],
    error: /\[data-trace\]/,
  },
  {
    title: "a function is given no concurrency",
    changes: [
      [
        "constructs/lambda-function.ts",
        "      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),",
        "      reservedConcurrentExecutions: 0,",
      ],
    ],
    error: /\[function-concurrency\]/,
  },
  {
    title: "a function runs on another runtime",
    changes: [["constructs/lambda-function.ts", 'runtime: "nodejs22.x"', 'runtime: "nodejs20.x"']],
    error: /\[function-runtime\]/,
  },
  {
    title: "a certificate in a region where API Gateway can't use it",
    changes: [[dev, 'regional: "eu-west-1", edge', 'regional: "us-east-1", edge']],
    error: /environments\/dev\/environment\.ts: certificateRegion\.regional: expected eu-west-1/,
  },
  {
    title: "a function that may do everything to its table",
    changes: [[service, 'actions: ["dynamodb:GetItem", ', 'actions: ["dynamodb:*", ']],
    error: /statement TableOrders: expected actions by name, got dynamodb:\*/,
  },
  {
    title: "a function that may do everything",
    changes: [
      [
        "constructs/lambda-function.ts",
        "    Action: [...actionsWithoutResource.traces.actions],",
        '    Action: ["*"],',
      ],
    ],
    error: /statement WriteTraces: expected actions by name, got \*/,
  },
];
