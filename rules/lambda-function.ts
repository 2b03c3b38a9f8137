import { limits } from "../semantics/limits";
import { resourceRule } from "./resource-rule";
import type { Rule } from "./rule";
import { block, literal, number, shown } from "./values";

/**
 * Runtimes that Lambda has stopped or will stop creating functions for, with the day of deprecation.
 * Source: Lambda developer guide, "Lambda runtimes", as of 2026-11.
 */
export const deprecatedRuntimes: Readonly<Record<string, string>> = {
  "nodejs12.x": "2023-03-31",
  "nodejs14.x": "2023-12-04",
  "nodejs16.x": "2024-06-12",
  "nodejs18.x": "2025-09-01",
  "nodejs20.x": "2026-04-30",
  "python3.7": "2023-12-04",
  "python3.8": "2024-10-14",
  "python3.9": "2025-12-15",
  java8: "2024-01-08",
  dotnet6: "2024-12-20",
  "go1.x": "2024-01-08",
  "ruby2.7": "2023-12-07",
  provided: "2024-01-08",
};

/** Source: Lambda developer guide, "Defined runtime environment variables"; those a function may not set. */
const reservedVariables = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

const secretName = /(^|_)(SECRET|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;

const variablesOf = (environment: unknown) => block(block(environment)?.["variables"]) ?? {};

/** What Lambda functions and their aliases take. */
export const lambdaFunctionRules: readonly Rule[] = [
  resourceRule({
    id: "function-name",
    checks: "A function's name is 1 to 64 letters, digits, `-` and `_`",
    source: "Lambda API reference, CreateFunction.FunctionName",
    types: ["aws_lambda_function"],
    *check({ arguments: { function_name: given } }) {
      const name = literal(given);
      if (name !== undefined && !/^[A-Za-z0-9-_]{1,64}$/.test(name))
        yield `function_name: expected 1 to 64 letters, digits, - or _, got ${name} (${name.length})`;
    },
  }),

  resourceRule({
    id: "function-description",
    checks: "A function's description has at most 256 characters",
    source: "Lambda API reference, CreateFunction.Description",
    types: ["aws_lambda_function"],
    *check({ arguments: { description: given } }) {
      const length = literal(given)?.length ?? 0;
      if (length > limits.functionDescriptionCharacters)
        yield `description: expected at most ${limits.functionDescriptionCharacters} characters, got ${length}`;
    },
  }),

  resourceRule({
    id: "function-runtime",
    checks: "A function's runtime is not deprecated",
    source: "Lambda developer guide, Lambda runtimes (2026-11)",
    types: ["aws_lambda_function"],
    *check({ arguments: { runtime: given } }) {
      const runtime = literal(given);
      const ended = runtime === undefined ? undefined : deprecatedRuntimes[runtime];
      if (ended)
        yield `runtime: expected one that AWS maintains, such as nodejs22.x, got ${runtime}, deprecated on ${ended}`;
    },
  }),

  resourceRule({
    id: "function-environment",
    checks: "Environment variables have names that Lambda takes, are not reserved and fit into 4 KB",
    source: "Lambda developer guide, Using Lambda environment variables",
    types: ["aws_lambda_function"],
    *check({ arguments: { environment } }) {
      const variables = Object.entries(variablesOf(environment));
      for (const [name] of variables) {
        if (reservedVariables.has(name)) yield `environment.variables: expected no reserved name, got ${name}`;
        else if (!/^[A-Za-z]\w+$/.test(name))
          yield `environment.variables: expected names of a letter and letters, digits and _, got ${name}`;
      }
      const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(variables)));
      if (bytes > limits.functionEnvironmentBytes)
        yield `environment.variables: expected at most ${limits.functionEnvironmentBytes} bytes together, got ${bytes}`;
    },
  }),

  resourceRule({
    id: "function-secret",
    checks: "No environment variable holds a secret as text: it would be in code, state, plans and the console",
    source: "Lambda developer guide, Securing environment variables",
    types: ["aws_lambda_function"],
    *check({ arguments: { environment } }) {
      for (const [name, value] of Object.entries(variablesOf(environment))) {
        const text = literal(value);
        if (secretName.test(name) && text !== undefined && !text.startsWith("arn:"))
          yield `environment.variables.${name}: expected the ARN or name of a secret in a variable named for that, got a text of ${text.length} characters`;
      }
    },
  }),

  resourceRule({
    id: "function-logging",
    checks: "A function logs into a log group with retention that exists before it, and sets levels only for JSON",
    source: "Lambda developer guide, Configuring advanced logging controls for Lambda functions",
    types: ["aws_lambda_function"],
    *check(lambda, stack) {
      const logging = block(lambda.arguments["logging_config"]);
      const format = literal(logging?.["log_format"]);
      const level = ["application_log_level", "system_log_level"].find((name) => logging?.[name] !== undefined);
      if (format === "Text" && level)
        yield `logging_config.${level}: expected none with the format Text, got ${shown(logging?.[level])}`;
      const groups = stack.resources("aws_cloudwatch_log_group");
      const name = literal(lambda.arguments["function_name"]);
      const group = groups.find(
        (candidate) =>
          stack.refersTo(logging?.["log_group"], candidate) ||
          (name !== undefined && candidate.arguments["name"] === `/aws/lambda/${name}`),
      );
      if (!group)
        yield "logging_config.log_group: expected an aws_cloudwatch_log_group of this stack, as Lambda makes one that keeps everything, got none";
      else if (!stack.refersTo(logging?.["log_group"], group) && !stack.dependsOn(lambda, group))
        yield `depends_on: expected ${group.address}, got no dependency, so that Lambda may make it first`;
    },
  }),

  resourceRule({
    id: "function-snap-start",
    checks: "SnapStart is not for Node.js, nor together with provisioned concurrency",
    source: "Lambda developer guide, Improving startup performance with Lambda SnapStart",
    types: ["aws_lambda_function"],
    *check({ arguments: { snap_start: snapStart, runtime } }) {
      const name = literal(runtime);
      if (block(snapStart)?.["apply_on"] === "PublishedVersions" && name?.startsWith("nodejs"))
        yield `snap_start: expected a Java, Python or .NET runtime, got ${name}`;
    },
  }),

  resourceRule({
    id: "function-concurrency",
    checks: "Reserved concurrency lets at least one invocation through",
    source: "Lambda developer guide, Configuring reserved concurrency for a function",
    types: ["aws_lambda_function"],
    *check({ arguments: { reserved_concurrent_executions: reserved } }) {
      if (number(reserved) === 0)
        yield "reserved_concurrent_executions: expected 1 or more, as 0 refuses every invocation, got 0";
    },
  }),

  resourceRule({
    id: "provisioned-concurrency-qualifier",
    checks: "Provisioned concurrency is for an alias or a version",
    source: "Lambda API reference, PutProvisionedConcurrencyConfig.Qualifier",
    types: ["aws_lambda_provisioned_concurrency_config"],
    *check({ arguments: { qualifier } }) {
      if (literal(qualifier) === "$LATEST") yield "qualifier: expected an alias or a version, got $LATEST";
    },
  }),

  resourceRule({
    id: "permission-source",
    checks: "A permission for an AWS service names the resource that may invoke, and nobody is everybody",
    source:
      "Lambda developer guide, Granting Lambda function access to AWS services; IAM user guide, The confused deputy problem",
    types: ["aws_lambda_permission"],
    *check({ arguments: { principal: given, source_arn: arn, source_account: account, function_url_auth_type: url } }) {
      const principal = literal(given);
      if (principal === "*" && url !== "AWS_IAM") yield "principal: expected a service or an account, got *";
      if (principal?.endsWith(".amazonaws.com") && arn === undefined && account === undefined)
        yield `source_arn: expected the resource that may invoke on behalf of ${principal}, got none`;
    },
  }),

  resourceRule({
    id: "permission-statement-id",
    checks: "A permission's statement id is 1 to 100 letters, digits, `-` and `_`",
    source: "Lambda API reference, AddPermission.StatementId",
    types: ["aws_lambda_permission"],
    *check({ arguments: { statement_id: given } }) {
      const id = literal(given);
      if (id !== undefined && !/^[A-Za-z0-9-_]{1,100}$/.test(id))
        yield `statement_id: expected 1 to 100 letters, digits, - or _, got ${id}`;
    },
  }),

  {
    id: "function-policy-size",
    checks: "The permissions of a function's alias fit into its resource policy of 20,480 bytes",
    source: "Lambda developer guide, Lambda quotas",
    *check(stack) {
      const sizes = new Map<string, { bytes: number; address: string; count: number }>();
      for (const { address, arguments: permission } of stack.resources("aws_lambda_permission")) {
        const owner = `${shown(permission["function_name"])}:${shown(permission["qualifier"])}`;
        // Sid, Effect, Principal, Action, Resource and Condition of a statement, around what differs
        const bytes = 250 + Buffer.byteLength(JSON.stringify(permission));
        const { bytes: before, count } = sizes.get(owner) ?? { bytes: 0, count: 0 };
        sizes.set(owner, { bytes: before + bytes, count: count + 1, address });
      }
      for (const { bytes, count, address } of sizes.values())
        if (bytes > limits.functionPolicyBytes)
          yield {
            address,
            message: `function_name: expected permissions of at most ${limits.functionPolicyBytes} bytes for one function (one with /*/* in place of many), got about ${bytes} in ${count}`,
          };
    },
  },

  resourceRule({
    id: "function-code-signing",
    checks: "A function that enforces code signing takes its code from S3: a local zip is never signed",
    source: "Lambda developer guide, Using code signing to verify code integrity with Lambda",
    types: ["aws_lambda_function"],
    *check(lambda, stack) {
      const signing = stack.target(lambda.arguments["code_signing_config_arn"]);
      const enforced =
        literal(block(signing?.arguments["policies"])?.["untrusted_artifact_on_deployment"]) === "Enforce";
      if (enforced && lambda.arguments["filename"] !== undefined)
        yield `filename: expected s3_bucket and s3_key of a signed object, as ${signing!.address} enforces signatures, got ${shown(lambda.arguments["filename"])}`;
    },
  }),
];
