import { DataAwsKmsAlias } from "@cdktf/provider-aws/lib/data-aws-kms-alias";
import { Aspects } from "cdktf";
import type { Construct } from "constructs";
import { DeadLetterQueue } from "../constructs/dead-letter-queue";
import { EncryptedWith } from "../constructs/encryption";
import { useKey } from "../constructs/key";
import { LambdaFunction, type LambdaFunctionProps } from "../constructs/lambda-function";
import type { Statement } from "../constructs/policy-document";
import type { FunctionDefinition, Service } from "../contract/service";
import type { Environment, WayIn } from "../environments/environment";
import { type Names, namesOf, stackName } from "../environments/names";
import { PlacedStack } from "./placed-stack";

/** One stack of one environment: `<environment>-<part>`. */
export abstract class EnvironmentStack extends PlacedStack {
  readonly names: Names;

  constructor(
    scope: Construct,
    readonly part: string,
    readonly environment: Environment,
    protected readonly service: Service,
  ) {
    super(scope, stackName(environment, part), {
      account: environment.account,
      region: environment.region,
      state: environment.state,
      tags: { Service: service.name, Environment: environment.name, ManagedBy: "terraform" },
      pinnedTags: environment.tags,
    });
    this.names = namesOf(environment, service.name);
    if (environment.encryption?.customerManagedKey) Aspects.of(this).add(new EncryptedWith(() => this.keyArn()));
    // for CI, which reads what was synthesized and never the environment's code
    if (environment.ci)
      this.addOverride("//.ci", {
        environment: environment.name,
        plan_role: this.names.ciRoleArn("plan"),
        deploy_role: this.names.ciRoleArn("deploy"),
      });
  }

  /** The environment's own key, looked up by its alias; asked for only where the environment has one. */
  protected keyArn(): string {
    return (this.key ??= new DataAwsKmsAlias(this, "key", { name: this.names.keyAlias })).targetKeyArn;
  }

  private key?: DataAwsKmsAlias;

  /**
   * Deploys for one way in the functions that it needs, by name.
   *
   * @param more what one of them is told and may do there beside what the contract says
   */
  protected deployFunctions(
    way: WayIn,
    functions: Iterable<string>,
    more: Readonly<Record<string, Pick<LambdaFunctionProps, "environment" | "statements">>> = {},
  ): Map<string, LambdaFunction> {
    const needed = new Set(functions);
    const definitions = Object.entries(this.service.functions).filter(([name]) => needed.has(name));
    return new Map(
      definitions.map(([name, definition]) => {
        const lambda = this.lambdaFunction(name, definition, way, more[name]);
        this.output(
          `function_${name.replaceAll("-", "_")}`,
          lambda.functionName,
          `Name of the function ${name} behind this door`,
        );
        return [name, lambda];
      }),
    );
  }

  /** Sends what asynchronous invocations of a function fail to do to a queue of the stack. */
  protected sendFailures(name: string, lambda: LambdaFunction, queue: string): void {
    const { names } = this;
    const { queueName } = new DeadLetterQueue(this, queue, { name: names.queue(queue), arn: names.queueArn(queue) });
    lambda.sendFailuresTo(
      names.queueArn(queue),
      this.useKey("QueueKey", ["kms:GenerateDataKey", "kms:Decrypt"], "sqs"),
    );
    this.output(
      `failures_${name.replaceAll("-", "_")}`,
      queueName,
      `Queue of what asynchronous invocations of ${name} failed to do`,
    );
  }

  private lambdaFunction(
    name: string,
    definition: FunctionDefinition,
    way: WayIn,
    more: Pick<LambdaFunctionProps, "environment" | "statements"> = { environment: {}, statements: [] },
  ): LambdaFunction {
    const { names, environment } = this;
    const logGroup = names.functionLogGroup(name, way);
    return new LambdaFunction(this, name, {
      functionName: names.function(name, way),
      description: definition.description,
      entry: definition.entry,
      roleName: names.role(`${name}-${way}`),
      logGroup: {
        name: logGroup,
        arn: names.logGroupArn(logGroup),
        retentionInDays: environment.logs.retentionDays,
      },
      alias: names.functionAlias,
      environment: {
        ...Object.fromEntries(
          Object.entries(definition.tables).map(([variable, { table }]) => [variable, names.table(table)]),
        ),
        // elsewhere AWS writes events, and only it may invoke
        ...(way === "direct" && { EVENT_FORMAT: "direct" }),
        ...more.environment,
      },
      statements: Object.values(definition.tables)
        .flatMap(({ table, actions, indexActions = [] }) => [
          ...allow(`Table${pascal(table)}`, actions, names.tableArn(table)),
          ...allow(`Indexes${pascal(table)}`, indexActions, `${names.tableArn(table)}/index/*`),
        ])
        .concat(this.tableKey(definition), more.statements),
      memorySize: environment.lambda.memorySize,
      timeout: definition.timeout ?? environment.lambda.timeout,
      reservedConcurrency: this.reservedConcurrency(),
    });
  }

  /** Concurrent executions that are kept for each function of the stack, and are its most; undefined where none are. */
  protected reservedConcurrency(): number | undefined {
    return this.environment.lambda.reservedConcurrency;
  }

  /** What a role may do with the environment's key, through one service; nothing where there is no such key. */
  protected useKey(Sid: string, actions: readonly string[], through: string): Statement[] {
    const { account, region, encryption } = this.environment;
    if (!encryption?.customerManagedKey) return [];
    return [useKey(Sid, { account, region, alias: this.names.keyAlias }, actions, [through])];
  }

  /** DynamoDB decrypts a table's key in the name of who calls (DynamoDB developer guide, "Encryption at rest"). */
  private tableKey({ tables }: FunctionDefinition): Statement[] {
    return Object.keys(tables).length > 0 ? this.useKey("TableKey", ["kms:Decrypt"], "dynamodb") : [];
  }
}

const allow = (Sid: string, actions: readonly string[], resource: string): Statement[] =>
  actions.length > 0 ? [{ Sid, Effect: "Allow", Action: [...actions], Resource: [resource] }] : [];

const pascal = (name: string) =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, c: string) => c.toUpperCase());
