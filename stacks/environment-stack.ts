import type { Construct } from "constructs";
import { LambdaFunction } from "../constructs/lambda-function";
import type { Statement } from "../constructs/policy-document";
import type { FunctionDefinition, Service } from "../contract/service";
import type { Environment, WayIn } from "../environments/environment";
import { type Names, namesOf, stackName } from "../environments/names";
import { PlacedStack } from "./placed-stack";

/** One stack of one environment: `<environment>-<part>`. */
export abstract class EnvironmentStack extends PlacedStack {
  protected readonly names: Names;

  constructor(
    scope: Construct,
    part: string,
    readonly environment: Environment,
    protected readonly service: Service,
  ) {
    super(scope, stackName(environment, part), {
      account: environment.account,
      region: environment.region,
      state: environment.state,
      tags: { Service: service.name, Environment: environment.name, ManagedBy: "terraform" },
    });
    this.names = namesOf(environment, service.name);
    // for CI, which reads what was synthesized and never the environment's code
    if (environment.ci)
      this.addOverride("//.ci", {
        environment: environment.name,
        plan_role: this.names.ciRoleArn("plan"),
        deploy_role: this.names.ciRoleArn("deploy"),
      });
  }

  /** Deploys the service's functions for one way in, by name. */
  protected deployFunctions(way: WayIn): Map<string, LambdaFunction> {
    return new Map(
      Object.entries(this.service.functions).map(([name, definition]) => {
        const lambda = this.lambdaFunction(name, definition, way);
        this.output(`function_${name}`, lambda.functionName, `Name of the function ${name} behind this door`);
        return [name, lambda];
      }),
    );
  }

  private lambdaFunction(name: string, definition: FunctionDefinition, way: WayIn): LambdaFunction {
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
      environment: Object.fromEntries(
        Object.entries(definition.tables).map(([variable, { table }]) => [variable, names.table(table)]),
      ),
      statements: Object.values(definition.tables).flatMap(({ table, actions, indexActions = [] }) => [
        ...allow(`Table${pascal(table)}`, actions, names.tableArn(table)),
        ...allow(`Indexes${pascal(table)}`, indexActions, `${names.tableArn(table)}/index/*`),
      ]),
      memorySize: environment.lambda.memorySize,
      timeout: environment.lambda.timeout,
      reservedConcurrency: environment.lambda.reservedConcurrency,
    });
  }
}

const allow = (Sid: string, actions: readonly string[], resource: string): Statement[] =>
  actions.length > 0 ? [{ Sid, Effect: "Allow", Action: [...actions], Resource: [resource] }] : [];

const pascal = (name: string) =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, c: string) => c.toUpperCase());
