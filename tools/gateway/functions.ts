import { loadFunction } from "./api/backends";
import { type FunctionDefinition, type LambdaLogEntry, LambdaRuntime } from "./lambda/runtime";
import type { Configuration } from "./terraform/configuration";

/** The functions that the served APIs call, found in the stacks and handed to the runtime once it is known where their tables are. */
export class Functions {
  readonly runtime: LambdaRuntime;
  private readonly definitions = new Map<string, FunctionDefinition>();
  private environment: Record<string, string> | undefined;

  constructor(
    private readonly configuration: Configuration,
    onLog: (entry: LambdaLogEntry) => void,
  ) {
    this.runtime = new LambdaRuntime({ onLog });
  }

  find(nameOrArn: string): FunctionDefinition {
    const known = this.definitions.get(nameOrArn);
    if (known) return known;
    const definition = loadFunction(this.configuration, nameOrArn);
    const same = this.definitions.get(definition.name) ?? definition;
    this.definitions.set(nameOrArn, same).set(definition.name, same);
    if (this.environment && same === definition) this.register(same);
    return same;
  }

  start(dynamoDbEndpoint: string | undefined): void {
    this.environment = dynamoDbEndpoint === undefined ? {} : { AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint };
    for (const definition of new Set(this.definitions.values())) this.register(definition);
  }

  private register(definition: FunctionDefinition): void {
    this.runtime.register({ ...definition, environment: { ...definition.environment, ...this.environment } });
  }
}
