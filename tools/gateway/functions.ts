import { loadFunction } from "./api/backends";
import { type FunctionDefinition, type LambdaLogEntry, LambdaRuntime } from "./lambda/runtime";
import type { Configuration } from "./terraform/configuration";

/** The functions that the served APIs call, found in the stacks and handed to the runtime once it is known where their tables are. */
export class Functions {
  readonly runtime: LambdaRuntime;
  private readonly definitions = new Map<string, FunctionDefinition>();

  constructor(
    private readonly configuration: Configuration,
    onLog: (entry: LambdaLogEntry) => void,
  ) {
    this.runtime = new LambdaRuntime({ onLog });
  }

  /** The function of that name or ARN; throws when no loaded stack declares it. */
  find(nameOrArn: string): FunctionDefinition {
    const definition = loadFunction(this.configuration, nameOrArn);
    this.definitions.set(definition.name, definition);
    return definition;
  }

  /** Hands the functions that were found to the runtime, which can only run those. */
  register(dynamoDbEndpoint: string | undefined): void {
    const own = dynamoDbEndpoint === undefined ? {} : { AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint };
    for (const definition of this.definitions.values())
      this.runtime.register({ ...definition, environment: { ...definition.environment, ...own } });
  }
}
