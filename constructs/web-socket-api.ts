import { createHash } from "node:crypto";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer";
import { Apigatewayv2Deployment } from "@cdktf/provider-aws/lib/apigatewayv2-deployment";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration";
import { Apigatewayv2IntegrationResponse } from "@cdktf/provider-aws/lib/apigatewayv2-integration-response";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route";
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import {
  routeSelectionExpression,
  type WebSocketApi as Contract,
  type WebSocketRoute,
} from "../contract/web-socket-api";
import { terraformLiteral } from "./terraform-literal";

export interface WebSocketApiProps {
  name: string;
  contract: Contract;
  /** URI that invokes a function of the service, by its name in the contract. */
  functionUri(name: string): string;
  /** Terraform refuses to replace or delete the API, whose id is in ARNs and metrics. */
  deletionProtection: boolean;
}

/** What API Gateway waits for a function at most (quotas: 29 s). */
const timeoutMilliseconds = 29_000;

/** The key of the one template that a mock integration has, on both ways. */
const templateKey = "200";

/**
 * A WebSocket API, called by its custom domain name alone, and a deployment that follows whatever a client can observe of it.
 * Source: API Gateway developer guide, "API Gateway WebSocket APIs".
 */
export class WebSocketApi extends Construct {
  readonly id: string;
  readonly executionArn: string;
  readonly authorizerId: string;
  readonly deployment: Apigatewayv2Deployment;
  /** By the function's name, or by the route's key where API Gateway answers. */
  private readonly integrations = new Map<string, Apigatewayv2Integration>();
  /** Responses, which only answers flow through: a deployment is not complete without them. */
  private readonly responses: ITerraformDependable[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebSocketApiProps,
  ) {
    super(scope, id);
    const { name, contract, deletionProtection } = props;
    const api = new Apigatewayv2Api(this, "Resource", {
      name,
      description: contract.description,
      protocolType: "WEBSOCKET",
      routeSelectionExpression,
      disableExecuteApiEndpoint: true,
      ipAddressType: "dualstack",
      lifecycle: { preventDestroy: deletionProtection },
    });
    this.id = api.id;
    this.executionArn = api.executionArn;
    const settings = {
      authorizerType: "REQUEST",
      authorizerUri: props.functionUri(contract.authorizer.function),
      identitySources: [`route.request.querystring.${contract.authorizer.queryParameter}`],
    };
    const authorizer = new Apigatewayv2Authorizer(this, "authorizer", {
      apiId: api.id,
      name: contract.authorizer.function,
      ...settings,
    });
    this.authorizerId = authorizer.id;
    // in one order, whichever the contract has
    const described = Object.entries(contract.routes).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const routes = described.map(([key, route]) => this.route(key, route));
    this.deployment = new Apigatewayv2Deployment(this, "deployment", {
      apiId: api.id,
      triggers: {
        api: hash([routeSelectionExpression, "dualstack", "execute-api disabled"]),
        authorizer: hash(settings),
        routes: hash(described.map(([key, route]) => this.observable(key, route))),
      },
      // a stage can't be without a deployment, so the new one comes before the old one goes
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...routes, ...this.responses],
    });
  }

  /** What a client can observe of a route; not its summary, and not the function's code, which an alias points to. */
  private observable(key: string, { integration, answer }: WebSocketRoute) {
    const target =
      integration.type === "lambda"
        ? { ...integration, uri: this.props.functionUri(integration.function) }
        : integration;
    return { key, target, timeoutMilliseconds, answers: answer !== undefined };
  }

  private route(key: string, route: WebSocketRoute): Apigatewayv2Route {
    const id = `route-${key.replace("$", "")}`;
    const integration = this.integration(key, route);
    const created = new Apigatewayv2Route(this, id, {
      apiId: this.id,
      routeKey: key,
      target: `integrations/${integration.id}`,
      ...(key === "$connect"
        ? { authorizationType: "CUSTOM", authorizerId: this.authorizerId }
        : { authorizationType: "NONE" }),
      ...(route.answer && { routeResponseSelectionExpression: "$default" }),
    });
    if (route.answer)
      this.responses.push(
        new Apigatewayv2RouteResponse(this, `${id}-response`, {
          apiId: this.id,
          routeId: created.id,
          routeResponseKey: "$default",
        }),
      );
    return created;
  }

  private integration(key: string, { integration }: WebSocketRoute): Apigatewayv2Integration {
    const name = integration.type === "lambda" ? integration.function : key;
    const known = this.integrations.get(name);
    if (known) return known;
    const created =
      integration.type === "lambda"
        ? new Apigatewayv2Integration(this, `integration-${name}`, {
            apiId: this.id,
            integrationType: "AWS_PROXY",
            integrationMethod: "POST",
            integrationUri: this.props.functionUri(name),
            timeoutMilliseconds,
          })
        : this.mock(`integration-${name}`, integration.body);
    this.integrations.set(name, created);
    return created;
  }

  /** Only an integration that is no proxy has responses. */
  private mock(id: string, body: unknown): Apigatewayv2Integration {
    const integration = new Apigatewayv2Integration(this, id, {
      apiId: this.id,
      integrationType: "MOCK",
      timeoutMilliseconds,
      templateSelectionExpression: templateKey,
      requestTemplates: { [templateKey]: JSON.stringify({ statusCode: 200 }) },
    });
    this.responses.push(
      new Apigatewayv2IntegrationResponse(this, `${id}-response`, {
        apiId: this.id,
        integrationId: integration.id,
        integrationResponseKey: "$default",
        templateSelectionExpression: templateKey,
        responseTemplates: { [templateKey]: terraformLiteral(JSON.stringify(body)) },
      }),
    );
    return integration;
  }
}

const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");
