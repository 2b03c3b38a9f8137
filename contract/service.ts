import { type Authorization, authorizationProblems } from "./authorization";
import { accessOf, type AwsService } from "./integrations/service-access";
import type { QueueDefinition } from "./queue";
import { type Api, isHandled, type Route } from "./route";
import type { StateMachineDefinition } from "./state-machine";
import type { StreamDefinition } from "./stream";
import { itemProblems, type TableItem } from "./table-item";
import { versionProblems } from "./version-problems";
import type { VersionRegister } from "./version-register";
import type { WebSocketApi } from "./web-socket-api";
import { webSocketProblems } from "./web-socket-problems";

/** DynamoDB key or attribute: its name and its scalar type (`S`tring, `N`umber or `B`inary). */
export interface KeyAttribute {
  name: string;
  type: "S" | "N" | "B";
}

export interface TableIndex {
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
  /** `ALL` copies every attribute, `KEYS_ONLY` none but the keys. */
  projection: "ALL" | "KEYS_ONLY";
}

/** A DynamoDB table, without what differs between environments. */
export interface TableDefinition {
  partitionKey: KeyAttribute;
  sortKey?: KeyAttribute;
  indexes?: Readonly<Record<string, TableIndex>>;
  /** Attribute with the second (epoch) after which an item may be deleted. */
  timeToLive?: string;
  /**
   * Reference data, the same in every environment: deployed with the table, so that what somebody else does to such an item is
   * undone by the next deployment. @default - none
   */
  items?: readonly TableItem[];
  /** What the table's stream tells of a changed item. @default - the table has no stream */
  stream?: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";
}

/** DynamoDB actions that work on items; a function gets only those it lists. */
export type TableAction =
  | "dynamodb:GetItem"
  | "dynamodb:BatchGetItem"
  | "dynamodb:Query"
  | "dynamodb:PutItem"
  | "dynamodb:UpdateItem"
  | "dynamodb:DeleteItem"
  | "dynamodb:BatchWriteItem"
  | "dynamodb:ConditionCheckItem";

export interface FunctionDefinition {
  /** Entry file, relative to the repository, exporting `handler`. */
  entry: `functions/${string}.ts`;
  description: string;
  /** Environment variable -> table whose name it holds, and what the function does with it and its indexes. */
  tables: Readonly<
    Record<string, { table: string; actions: readonly TableAction[]; indexActions?: readonly TableAction[] }>
  >;
  /**
   * Seconds, 1 to 900, of a function all of whose routes stream: nobody waits longer for another one's answer.
   * @default - `lambda.timeout` of the environment
   */
  timeout?: number;
}

/** An HTTP server that isn't the service's own. */
export interface BackendDefinition {
  description: string;
}

/** Everything that a team's service is made of: what the stacks deploy. */
export interface Service {
  /** Lower-case name, first part of every physical name. */
  name: string;
  apis: readonly Api[];
  /** Every version that each API has or had, by the API's name. */
  versions: Readonly<Record<string, VersionRegister>>;
  /** @default - clients call, and are never called */
  webSocketApi?: WebSocketApi;
  tables: Readonly<Record<string, TableDefinition>>;
  functions: Readonly<Record<string, FunctionDefinition>>;
  /** HTTP backends behind the API, whose addresses environments pin. @default - none */
  backends?: Readonly<Record<string, BackendDefinition>>;
  /** Kinesis streams behind the API. @default - none */
  streams?: Readonly<Record<string, StreamDefinition>>;
  /** SQS queues behind the API. @default - none */
  queues?: Readonly<Record<string, QueueDefinition>>;
  /** Step Functions state machines behind the API. @default - none */
  stateMachines?: Readonly<Record<string, StateMachineDefinition>>;
  /** Who may call, and how each door lets them prove it. */
  authorization: Authorization;
}

/** Declares the service and checks that what it refers to exists. */
export function defineService<const S extends Service>(service: S): S {
  const problems = [
    ...unknownFunctions(service),
    ...unknownBackends(service),
    ...unknownTables(service),
    ...Object.entries(service.tables).flatMap(([name, table]) => itemProblems(name, table)),
    ...unknownTargets(service),
    ...wrongTimeouts(service),
    ...unknownConsumers(service),
    ...wrongBatches(service),
    ...wrongOrder(service),
    ...unknownTasks(service),
    ...repeatedVersions(service),
    ...versionProblems(service),
    ...authorizationProblems(service),
    ...webSocketProblems(service),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return service;
}

function unknownFunctions({ apis, functions }: Service): string[] {
  return apis.flatMap(({ name, version, routes }) =>
    Object.entries(routes).flatMap(([operation, { integration }]) =>
      "function" in integration && !(integration.function in functions)
        ? `${name} ${version} ${operation}: ${expectedOneOf(functions, "function", integration.function)}`
        : [],
    ),
  );
}

function unknownBackends({ apis, backends = {} }: Service): string[] {
  return apis.flatMap(({ name, version, routes }) =>
    Object.entries(routes).flatMap(([operation, { integration }]) =>
      "backend" in integration && !(integration.backend in backends)
        ? `${name} ${version} ${operation}: ${expectedOneOf(backends, "backend", integration.backend)}`
        : [],
    ),
  );
}

/** What AWS services hold of a service, as routes lead to it. */
const targets = {
  sqs: ["queue", ({ queues = {} }) => queues],
  kinesis: ["stream", ({ streams = {} }) => streams],
  states: ["state machine", ({ stateMachines = {} }) => stateMachines],
  dynamodb: ["table", ({ tables }) => tables],
} satisfies Record<AwsService, [kind: string, of: (service: Service) => object]>;

function unknownTargets(service: Service): string[] {
  return service.apis.flatMap(({ name, version, routes }) =>
    Object.entries(routes).flatMap(([operation, { integration }]) => {
      const subject = `${name} ${version} ${operation}`;
      const access = accessOf(integration);
      if (!access) return [];
      const [kind, known] = targets[access.service];
      if (!(access.resource in known(service)))
        return `${subject}: ${expectedOneOf(known(service), kind, access.resource)}`;
      const indexes = service.tables[access.resource]?.indexes ?? {};
      if (access.index !== undefined && !(access.index in indexes))
        return `${subject}: ${expectedOneOf(indexes, "index", access.index)}`;
      // Step Functions refuses StartSyncExecution of another
      const type = access.action === "states:StartSyncExecution" && service.stateMachines?.[access.resource]?.type;
      return type && type !== "EXPRESS"
        ? `${subject}: action: expected StartExecution, as the state machine ${access.resource} is ${type}, got StartSyncExecution`
        : [];
    }),
  );
}

function unknownTables({ functions, tables }: Service): string[] {
  return Object.entries(functions).flatMap(([name, definition]) =>
    Object.values(definition.tables).flatMap(({ table }) =>
      table in tables ? [] : `function ${name}: ${expectedOneOf(tables, "table", table)}`,
    ),
  );
}

function wrongTimeouts({ apis, functions }: Service): string[] {
  const routes = apis.flatMap((api) => Object.values(api.routes));
  return Object.entries(functions).flatMap(([name, { timeout }]) => {
    if (timeout === undefined) return [];
    const own = routes.filter(({ integration }) => "function" in integration && integration.function === name);
    const isStreamed = ({ integration }: Route) => integration.type === "lambda" && !isHandled(integration);
    if (own.length === 0 || !own.every(isStreamed))
      return `function ${name}: timeout: expected none, as not all that it is for streams, got ${timeout}`;
    return Number.isInteger(timeout) && timeout >= 1 && timeout <= 900
      ? []
      : `function ${name}: timeout: expected 1 to 900 whole seconds, got ${timeout}`;
  });
}

function unknownConsumers({ queues = {}, functions }: Service): string[] {
  return Object.entries(queues).flatMap(([name, { consumer }]) =>
    consumer in functions ? [] : `queue ${name}: consumer: ${expectedOneOf(functions, "function", consumer)}`,
  );
}

/** Source: Lambda developer guide, "Using Lambda with Amazon SQS". */
function wrongBatches({ queues = {} }: Service): string[] {
  return Object.entries(queues).flatMap(([name, { fifo, batchSize = 10, batchWindow = 0 }]) => {
    if (fifo && batchSize > 10)
      return `queue ${name}: batchSize: expected at most 10 of a FIFO queue, got ${batchSize}`;
    return fifo && batchWindow > 0
      ? `queue ${name}: batchWindow: expected none, as Lambda waits for no batch of a FIFO queue, got ${batchWindow}`
      : [];
  });
}

/** What SQS answers 400 to, or takes without the order that the route asks for. */
function wrongOrder({ apis, queues = {} }: Service): string[] {
  return apis.flatMap(({ name, version, routes }) =>
    Object.entries(routes).flatMap(([operation, { integration }]) => {
      if (integration.type !== "sqs" || !(integration.queue in queues)) return [];
      const { fifo } = queues[integration.queue]!;
      const { messageGroupId, messageDeduplicationId } = integration;
      const problem = (what: string) => `${name} ${version} ${operation}: ${what}`;
      if (!fifo)
        return Object.entries({ messageGroupId, messageDeduplicationId }).flatMap(([given, value]) =>
          value ? problem(`${given}: expected none, as the queue ${integration.queue} is no FIFO queue, got one`) : [],
        );
      return [
        ...(messageGroupId
          ? []
          : [problem(`messageGroupId: expected one, as the queue ${integration.queue} is a FIFO queue, got none`)]),
        ...(messageDeduplicationId || fifo.contentBasedDeduplication
          ? []
          : [
              problem(
                `messageDeduplicationId: expected one, or contentBasedDeduplication of the queue ${integration.queue}, got none`,
              ),
            ]),
      ];
    }),
  );
}

function unknownTasks({ stateMachines = {}, functions }: Service): string[] {
  return Object.entries(stateMachines).flatMap(([name, { states }]) =>
    Object.entries(states).flatMap(([state, definition]) =>
      definition.type === "task" && !(definition.function in functions)
        ? `state machine ${name}: ${state}: ${expectedOneOf(functions, "function", definition.function)}`
        : [],
    ),
  );
}

function repeatedVersions({ apis }: Service): string[] {
  const seen = new Set<string>();
  return apis.flatMap(({ version }) => {
    if (seen.has(version)) return `api ${version}: expected each version once, as it is the base path, got it twice`;
    seen.add(version);
    return [];
  });
}

function expectedOneOf(known: object, kind: string, got: string): string {
  return `expected ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind} of the service (${Object.keys(known).join(", ")}), got ${got}`;
}
