import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { type Gateway, type GatewayOptions, startGateway } from "../../tools/gateway/gateway";
import type { RequestLog } from "../../tools/gateway/server";
import { writeStack } from "./stack-folder";

export interface ApiUnderTest {
  /** `paths` of the OpenAPI document. */
  paths: Record<string, object>;
  /** The rest of the document. */
  document?: object;
  /** Source of each Lambda function's index.js, by function name. */
  functions?: Record<string, string>;
  endpoint?: "REGIONAL" | "EDGE" | "PRIVATE";
  variables?: Record<string, string>;
  /** Further arguments of the stage. */
  stage?: object;
  /** Further arguments of the REST API. */
  api?: object;
  /** Further resources, by type and label. */
  resource?: Record<string, object>;
}

export interface Answer {
  status: number;
  /** Lower-case names. */
  headers: http.IncomingHttpHeaders;
  /** Names and values as they were sent. */
  rawHeaders: string[];
  text: string;
  bytes: Buffer;
  json(): unknown;
}

export interface CallOptions {
  headers?: http.OutgoingHttpHeaders;
  body?: string | Buffer;
  /** Host header; the API's execute-api address when left out. */
  host?: string;
  /** Path as it is, without the stage in front. */
  rawPath?: string;
}

/** Those that a failing test may have left; jest would wait for them for ever. */
const open = new Set<ServedApi>();
afterAll(async () => {
  await Promise.all([...open].map((api) => api.close()));
});

/** An API that is served in this process until it is closed, at the latest with the last test of its file. */
export class ServedApi {
  readonly logs: RequestLog[] = [];
  readonly functionLogs: string[] = [];
  private gateway!: Gateway;
  private readonly root = mkdtempSync(join(tmpdir(), "gatehouse-api-"));

  static start(definition: ApiUnderTest, options: Partial<GatewayOptions> = {}): Promise<ServedApi> {
    return ServedApi.startStacks({ app: stackOf(definition) }, definition.functions, options);
  }

  static async startStacks(
    stacks: Record<string, object>,
    functions: Record<string, string> = {},
    options: Partial<GatewayOptions> = {},
  ): Promise<ServedApi> {
    const served = new ServedApi();
    try {
      await served.serve(stacks, functions, options);
      open.add(served);
    } catch (error) {
      rmSync(served.root, { recursive: true });
      throw error;
    }
    return served;
  }

  private async serve(
    stacks: Record<string, object>,
    functions: Record<string, string>,
    options: Partial<GatewayOptions>,
  ): Promise<void> {
    const zips = Object.fromEntries(
      Object.entries(functions).map(([name, source]) => [`${name}.zip`, zipSync({ "index.js": strToU8(source) })]),
    );
    this.gateway = await startGateway({
      folders: Object.entries(stacks).map(([name, json]) => writeStack(join(this.root, name), json, zips)),
      port: 0,
      host: "127.0.0.1",
      onRequest: (log) => this.logs.push(log),
      onLog: ({ line }) => this.functionLogs.push(line),
      ...options,
    });
  }

  get served(): Gateway {
    return this.gateway;
  }

  get apis() {
    return this.gateway.apis;
  }

  get routes() {
    return this.gateway.routes;
  }

  get warnings() {
    return this.gateway.warnings;
  }

  get port(): number {
    return this.gateway.port;
  }

  /** Sends a request to the first API, its stage in front of the path. */
  call(method: string, path: string, { headers = {}, body, host, rawPath }: CallOptions = {}): Promise<Answer> {
    const url = new URL(this.apis[0]!.url);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path: rawPath ?? url.pathname.replace(/\/$/, "") + path,
          headers: {
            Host: host ?? url.host,
            ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
            ...headers,
          },
          agent: false,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const bytes = Buffer.concat(chunks);
            const text = bytes.toString();
            const { statusCode, headers: received, rawHeaders } = response;
            resolve({
              status: statusCode!,
              headers: received,
              rawHeaders,
              text,
              bytes,
              json: () => JSON.parse(text) as unknown,
            });
          });
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }

  async close(): Promise<void> {
    if (!open.delete(this)) return;
    await this.gateway.close();
    rmSync(this.root, { recursive: true });
  }
}

/** What `cdktf synth` would write for the API: one stack with the functions, the REST API, its deployment and its stage. */
export function stackOf(definition: ApiUnderTest): object {
  const { paths, document, functions = {}, endpoint = "REGIONAL", variables, stage, api, resource } = definition;
  const body = escapeTemplates(
    JSON.stringify({ openapi: "3.0.1", info: { title: "test", version: "1" }, ...document, paths }),
  );
  const restApi = "${aws_api_gateway_rest_api.api.id}";
  return {
    provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }] },
    resource: {
      ...resource,
      aws_api_gateway_rest_api: { api: { name: "test", body, endpoint_configuration: { types: [endpoint] }, ...api } },
      aws_api_gateway_deployment: { deployment: { rest_api_id: restApi } },
      aws_api_gateway_stage: {
        stage: {
          rest_api_id: restApi,
          deployment_id: "${aws_api_gateway_deployment.deployment.id}",
          stage_name: "dev",
          ...(variables && { variables }),
          ...stage,
        },
      },
      ...(Object.keys(functions).length > 0 && {
        aws_lambda_function: Object.fromEntries(
          Object.keys(functions).map((name) => [
            name,
            {
              function_name: name,
              filename: `${name}.zip`,
              handler: "index.handler",
              runtime: "nodejs22.x",
              role: "arn:aws:iam::111122223333:role/r",
            },
          ]),
        ),
      }),
    },
  };
}

const escapeTemplates = (text: string) => text.replace(/([$%])\{/g, "$1$1{");

/** An operation answered by a MOCK: `{"statusCode":200}` unless told otherwise. */
export function mock(
  integration: { request?: string; responses?: object } & Record<string, unknown> = {},
  operation: object = {},
): object {
  const { request = '{"statusCode": 200}', responses = { default: { statusCode: "200" } }, ...rest } = integration;
  return {
    responses: { 200: { description: "ok" } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": request },
      responses,
      ...rest,
    },
    ...operation,
  };
}

/** A MOCK that answers 200 with this template. */
export const says = (template: string, operation: object = {}): object =>
  mock(
    { responses: { default: { statusCode: "200", responseTemplates: { "application/json": template } } } },
    operation,
  );

/** The URI by which a function of that name is invoked. */
export const functionUri = (name: string) =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${name}/invocations`;

/** An operation answered by a Lambda proxy integration. */
export const proxy = (name: string, operation: object = {}, integration: object = {}): object => ({
  responses: {},
  "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: functionUri(name), ...integration },
  ...operation,
});

export const anyMethod = "x-amazon-apigateway-any-method";
