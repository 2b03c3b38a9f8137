import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import type { Construct } from "constructs";
import type { LambdaFunction } from "../constructs/lambda-function";
import { StreamConsumer } from "../constructs/stream-consumer";
import { WebSocketApi } from "../constructs/web-socket-api";
import { WebSocketDomain } from "../constructs/web-socket-domain";
import { WebSocketStage } from "../constructs/web-socket-stage";
import type { Service } from "../contract/service";
import { type Push, routeFunctionsOf, type WebSocketApi as Contract } from "../contract/web-socket-api";
import type { Environment } from "../environments/environment";
import type { Realtime } from "../environments/realtime";
import { HostStack } from "./host-stack";

/**
 * The way in that stays open: a WebSocket API with a host name of its own, the functions that serve it, and the one that sends
 * clients messages because items of a table changed.
 */
export class RealtimeStack extends HostStack {
  private readonly contract: Contract;
  private readonly pins: Realtime;

  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "realtime", environment, service);
    const { webSocketApi: contract } = service;
    const { realtime: pins, stage: stageName } = environment;
    if (!contract || !pins)
      throw new Error(
        `${environment.file}: realtime: expected a pin and a WebSocket API of the service, got one missing`,
      );
    this.contract = contract;
    this.pins = pins;
    const api = new WebSocketApi(this, "api", {
      name: this.names.webSocketApi(contract.name),
      contract,
      functionUri: (name) => this.names.functionUri(name, "realtime"),
      deletionProtection: environment.deletionProtection,
    });
    const functions = this.functions(api);
    const stage = this.stage(api, functions, stageName);
    const domain = new WebSocketDomain(this, "domain", {
      domainName: pins.host,
      certificateArn: this.certificateArn("certificate", "realtime"),
      securityPolicy: environment.tlsPolicy,
      api,
      stage,
    });
    this.publicRecords("alias", pins.host, domain.alias);
    if (contract.push) this.feed(functions.get(contract.push.function)!, contract.push);
    this.output("url", `wss://${pins.host}`, "Address for clients");
    this.output("stage_url", stage.invokeUrl, "Address of the stage; refuses, as the custom domain stands");
  }

  /** Those behind routes, the authorizer, and the one that pushes: it alone may send to connections, and to no other stage's. */
  private functions({ executionArn }: WebSocketApi): Map<string, LambdaFunction> {
    const { authorizer, push } = this.contract;
    const needed = new Set([...routeFunctionsOf(this.contract), authorizer.function]);
    if (!push) return this.deployFunctions("realtime", needed);
    return this.deployFunctions("realtime", needed.add(push.function), {
      [push.function]: {
        environment: { CONNECTIONS_ENDPOINT: `https://${this.pins.host}` },
        statements: [
          {
            Sid: "SendToConnections",
            Effect: "Allow",
            Action: ["execute-api:ManageConnections"],
            Resource: [`${executionArn}/${this.environment.stage}/POST/@connections/*`],
          },
        ],
      },
    });
  }

  private stage(api: WebSocketApi, functions: Map<string, LambdaFunction>, stageName: string): WebSocketStage {
    const { contract, environment } = this;
    const permissions = Object.entries(contract.routes).flatMap(([key, { integration }]) =>
      integration.type === "lambda"
        ? [
            functions
              .get(integration.function)!
              .permitRoute(`${contract.name}-${key}`, api.executionArn, stageName, key),
          ]
        : [],
    );
    const { authorizer } = contract;
    permissions.push(
      functions.get(authorizer.function)!.permitAuthorization(contract.name, api.executionArn, api.authorizerId),
    );
    return new WebSocketStage(this, "stage", {
      api,
      apiName: this.names.webSocketApi(contract.name),
      stageName,
      throttle: this.pins.throttle,
      logs: { retentionDays: environment.logs.retentionDays, execution: environment.logs.execution ?? "ERROR" },
      dependsOn: permissions,
    });
  }

  private feed(lambda: LambdaFunction, { function: name, table, patterns }: Push): void {
    const { names } = this;
    const queue = `${name}-failures`;
    const { streamArn } = new DataAwsDynamodbTable(this, `${table}-table`, { name: names.table(table) });
    const { queueName } = new StreamConsumer(this, `${table}-stream`, {
      function: lambda,
      stream: { arn: streamArn, pattern: `${names.tableArn(table)}/stream/*` },
      patterns,
      queue: { name: names.queue(queue), arn: names.queueArn(queue) },
      key: this.useKey("QueueKey", ["kms:GenerateDataKey", "kms:Decrypt"], "sqs"),
    });
    this.output(`failures_${table}_stream`, queueName, `Queue of what ${name} gave up`);
  }
}
