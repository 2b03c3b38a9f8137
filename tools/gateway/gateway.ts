import { createAddressBook } from "./addresses";
import { functionsWithLayers, loadTables, shortTableNames } from "./api/backends";
import { loadDomainNames } from "./api/domain-names";
import { otherApis } from "./api/other-apis";
import { findUserPool, userPoolArns } from "./api/user-pools";
import { type LoadedApi, loadApis } from "./api/load";
import { localApiKeys } from "./api/usage-plans";
import type { DomainName, Integration, RestApi } from "./api/rest-api";
import { createTables } from "./external-dynamodb";
import { withCanaries } from "./canary";
import { readCredentials } from "./authorization/credentials";
import { UserPool } from "./authorization/user-pool";
import { missingCredentials } from "./integrations/aws-service";
import type { Backends } from "./integrations/lambda";
import { LocalBackends } from "./local-backends";
import { Functions } from "./functions";
import type { LambdaLogEntry } from "./lambda/runtime";
import { Metering } from "./metering";
import { type Schedule, schedule } from "./schedule";
import { targetOf } from "./route-target";
import { AwsServices } from "./services/aws-services";
import { createInspection } from "./services/inspection";
import { compileStage, type ServedStage } from "./served-stage";
import { type ClientTimeouts, type RequestLog, startServer } from "./server";
import { putTableItems } from "./table-items";
import { Configuration } from "./terraform/configuration";
import { fillStageVariables } from "./uri";

export interface GatewayOptions {
  /** Stack folders with `cdk.tf.json`. */
  folders: string[];
  /** 0 for any free port. */
  port: number;
  host: string;
  /** Where tables and what services were sent are kept. Default: in memory. */
  dataDirectory?: string;
  /** Where user pools keep the keys that sign their tokens. Default: `.state/cognito`. */
  userPoolDirectory?: string;
  /** A DynamoDB to use instead of the embedded one. */
  dynamoDbEndpoint?: string;
  /** Servers that answer in place of HTTP backends, by the addresses of those. Default: none. */
  localBackends?: ReadonlyMap<string, string>;
  /** Milliseconds since 1970, by which requests are throttled and caches expire. Default: the system's clock. */
  now?: () => number;
  /** From 0 up to 1, by which requests are led to a canary. Default: `Math.random`. */
  random?: () => number;
  /** The timer that ends response streams. Default: the system's. */
  schedule?: Schedule;
  /** Whether request logs say what each step did. Default: no. */
  verbose?: boolean;
  /** How long clients may take. Default: 30 s for headers, 5 minutes for a request. */
  clientTimeouts?: ClientTimeouts;
  onRequest?: (log: RequestLog) => void;
  onLog?: (entry: LambdaLogEntry) => void;
}

/** One served API and stage, as the ready line shows it. */
export interface ServedApi {
  name: string;
  stack: string;
  door: RestApi["door"];
  version?: string;
  stage: string;
  /** What a client of AWS would call: custom domain and base path, else execute-api and stage. */
  url: string;
  /** The same without name resolution. */
  localUrl: string;
}

export interface ServedRoute {
  api: ServedApi;
  httpMethod: string;
  path: string;
  /** What answers: a function's name, `sqs feedback`, `http://host`, MOCK. */
  target: string;
}

export interface Gateway {
  port: number;
  apis: ServedApi[];
  routes: ServedRoute[];
  /** ARNs of the user pools whose tokens routes take. */
  userPools: string[];
  /** API keys that AWS would make the values of, with values that work here. */
  apiKeys: { name: string; stack: string; value: string }[];
  /** What a person should know about what is served. */
  warnings: string[];
  /** Where what services were sent is shown; absent when no integration has a service. */
  inspectionUrl?: string;
  close(): Promise<void>;
}

/** Loads stack folders and serves their REST APIs. Rejects, naming what and where, when something in them can't be served. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const now = options.now ?? (() => Date.now());
  const configuration = new Configuration(options.folders);
  const functions = new Functions(configuration, options.onLog ?? (() => {}));
  const loaded = loadApis(configuration);
  if (loaded.length === 0) {
    const stacks = configuration.stacks.map((stack) => stack.name).join(", ");
    throw new Error(`stacks ${stacks}: expected an aws_api_gateway_rest_api to serve, got none`);
  }
  const domains = loadDomainNames(configuration);
  let endpoint: string | undefined;
  const services = createServices(configuration, options, now);
  const backends: Backends = {
    function: (nameOrArn) => functions.find(nameOrArn),
    invoke: (name, payload, invocation) => functions.runtime.invoke(name, payload, invocation),
    userPool: (arn) => new UserPool(findUserPool(configuration, arn), options.userPoolDirectory),
    credentials: readCredentials(process.env),
    dynamoDbEndpoint: () => endpoint,
    services,
    local: new LocalBackends(options.localBackends ?? new Map()),
    schedule: options.schedule ?? schedule,
  };
  const stages = compileAll(loaded, configuration, backends, new Metering(now));
  refuseUnused(backends.local);
  const dynamoDb = await startTables(configuration, options);
  endpoint = dynamoDb?.endpoint;
  const addresses = createAddressBook(stages, domains, createInspection(services));
  const find = withCanaries(addresses, options.random ?? Math.random);
  const closeBackends = async () => {
    await Promise.all([functions.runtime.close(), dynamoDb?.close()]);
    services.close();
  };
  try {
    if (endpoint !== undefined) await putTableItems(configuration, endpoint);
    functions.register(endpoint);
    const server = await startServer({
      host: options.host,
      port: options.port,
      find,
      now,
      verbose: options.verbose ?? false,
      onRequest: options.onRequest ?? (() => {}),
      ...(options.clientTimeouts && { clientTimeouts: options.clientTimeouts }),
    });
    const apis = stages.map((served) => describe(served, domains, server.port, options.host));
    return {
      port: server.port,
      apis,
      ...(services.running.size > 0 && { inspectionUrl: `http://${addressOf(options.host)}:${server.port}/_aws` }),
      userPools: userPoolArns(loaded),
      warnings: [
        ...loaded.flatMap(({ api, warnings }) => [...warnings, ...missingCredentials(api)]),
        ...shortTableNames(configuration),
        ...functionsWithLayers(configuration),
        ...otherApis(configuration),
      ],
      apiKeys: localApiKeys(configuration),
      routes: stages.flatMap((served, index) => routesOf(served, apis[index]!, backends)),
      close: async () => {
        await server.close();
        await closeBackends();
      },
    };
  } catch (error) {
    await closeBackends();
    throw error;
  }
}

/** A server that nobody would ask is a misspelt address. */
function refuseUnused({ unused }: LocalBackends): void {
  if (unused.length > 0)
    throw new Error(`--backend ${unused.join(", ")}: expected an address that integrations lead to, got one of none`);
}

/** Compiles every stage. Throws one error with all that can't be served, a line each. */
function compileAll(
  loaded: LoadedApi[],
  configuration: Configuration,
  backends: Backends,
  metering: Metering,
): ServedStage[] {
  const problems = loaded.flatMap(({ rejections }) => rejections);
  const stages = loaded.flatMap(({ api, stages: own }) =>
    own.flatMap((stage) => {
      try {
        return [compileStage(api, stage, backends, vpcEndpointsOf(api, configuration), metering)];
      } catch (error) {
        problems.push((error as Error).message);
        return [];
      }
    }),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return stages;
}

/** What they were sent is said where functions' logs are: at the terminal. */
function createServices(configuration: Configuration, options: GatewayOptions, now: () => number): AwsServices {
  const { dataDirectory, onLog } = options;
  return new AwsServices({
    configuration,
    now,
    ...(dataDirectory !== undefined && { dataDirectory }),
    onSent: (service, { name }, line) => onLog?.({ functionName: `${service} ${name}`, requestId: "", line }),
  });
}

async function startTables(configuration: Configuration, options: GatewayOptions) {
  const tables = loadTables(configuration);
  if (tables.length === 0) return undefined;
  if (options.dynamoDbEndpoint !== undefined) {
    await createTables(options.dynamoDbEndpoint, tables);
    return { endpoint: options.dynamoDbEndpoint, close: () => Promise.resolve() };
  }
  // loaded only when there are tables: it takes as long as everything else together
  const { startDynamoDb } = require("./dynamodb/server") as typeof import("./dynamodb/server");
  const { dataDirectory } = options;
  return startDynamoDb({ tables, ...(dataDirectory !== undefined && { dataDirectory }) });
}

/** VPC endpoints that a private API knows: its own, else those for execute-api in the stacks, else those that its policy names. */
function vpcEndpointsOf(api: RestApi, configuration: Configuration): Map<string, string | undefined> {
  if (api.door !== "private") return new Map();
  const declared = new Map(
    configuration
      .resources("aws_vpc_endpoint")
      .filter((endpoint) => String(endpoint.argument("service_name")).endsWith(".execute-api"))
      .map((endpoint) => [String(endpoint.get("id")), String(endpoint.get("vpc_id"))]),
  );
  const own =
    api.vpcEndpointIds.length > 0 ? api.vpcEndpointIds : (api.policy?.match(/vpce-[0-9a-z]+/g) ?? [...declared.keys()]);
  return new Map(own.map((id) => [id, declared.get(id)]));
}

function describe({ api, stage }: ServedStage, domains: DomainName[], port: number, host: string): ServedApi {
  const mapped = domains
    .flatMap((domain) => domain.mappings.map((mapping) => ({ domain: domain.name, ...mapping })))
    .find((mapping) => mapping.apiId === api.id && (mapping.stage === stage.name || mapping.stage === ""));
  const path =
    mapped && [mapped.basePath, mapped.stage === "" ? stage.name : ""].filter((part) => part !== "").join("/");
  return {
    name: api.name,
    stack: api.stack,
    door: api.door,
    ...(api.version !== undefined && { version: api.version }),
    stage: stage.name,
    url: mapped
      ? `http://${mapped.domain.replace(/^\*/, "any")}.localhost:${port}${path === "" ? "" : `/${path}`}`
      : `http://${api.id}.execute-api.localhost:${port}/${stage.name}`,
    localUrl: `http://${addressOf(host)}:${port}/_aws/execute-api/${api.id}/${stage.name}`,
  };
}

/** By which this machine reaches the host that the gateway listens on. */
const addressOf = (host: string) =>
  host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;

function routesOf({ api: { resources }, stage }: ServedStage, api: ServedApi, backends: Backends): ServedRoute[] {
  const filled = (integration: Integration) => ({
    ...integration,
    uri: backends.local.redirect(fillStageVariables(integration.uri, stage.variables)),
  });
  return resources.flatMap((resource) =>
    Object.values(resource.methods).map(({ httpMethod, integration }) => ({
      api,
      httpMethod,
      path: resource.path,
      target: integration ? targetOf(filled(integration), backends.services) : "",
    })),
  );
}
