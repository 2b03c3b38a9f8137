import type { Door, Environment } from "../../environments/environment";
import { openVersions, stackNamed, type SynthesizedStack } from "./synthesis";

const authorizersAt: Record<Door, string[]> = {
  regional: ["partner_authorizer"],
  edge: ["customer_authorizer", "partner_authorizer"],
  private: [],
};
const schemesAt: Record<Door, { customer: (scope: string) => object; partner: object }> = {
  regional: { customer: (scope) => ({ userPool: [scope] }), partner: { partners: [], apiKey: [] } },
  edge: { customer: () => ({ customers: [] }), partner: { partners: [], apiKey: [] } },
  private: { customer: () => ({ iam: [] }), partner: { iam: [] } },
};
const endpointTypes = { regional: "REGIONAL", edge: "EDGE", private: "PRIVATE" };

describe.each(openVersions)("%s, %s door, %s", (name, door, version, environment) => {
  let stack: SynthesizedStack;
  beforeAll(() => {
    stack = stackNamed(`${name}-${door}`).version(version);
  });

  test("has its endpoint type, on the API and on the domain name", () => {
    const endpoint = { types: [endpointTypes[door]], ip_address_type: "dualstack" };
    expect(stack.the("aws_api_gateway_rest_api").endpoint_configuration).toMatchObject(endpoint);
    expect(stack.the("aws_api_gateway_domain_name").endpoint_configuration).toMatchObject(endpoint);
  });

  test("has its certificate in the pinned region, in the argument of its endpoint type", () => {
    const certificate = stack.the("aws_acm_certificate");
    const validation = stack.the("aws_acm_certificate_validation");
    expect(certificate).toMatchObject({ domain_name: environment.domain.hosts[door], validation_method: "DNS" });
    expect(regionOf(stack, certificate)).toBe(environment.certificateRegion[door]);
    expect(regionOf(stack, validation)).toBe(environment.certificateRegion[door]);
    const argument = door === "regional" ? "regional_certificate_arn" : "certificate_arn";
    const other = door === "regional" ? "certificate_arn" : "regional_certificate_arn";
    const domain = stack.the("aws_api_gateway_domain_name");
    expect(domain[argument]).toBe("${aws_acm_certificate_validation.certificate_validation.certificate_arn}");
    expect(domain).not.toHaveProperty(other);
    expect(domain.security_policy).toBe("TLS_1_2");
  });

  test("touches us-east-1 for nothing but an edge certificate", () => {
    const elsewhere = Object.entries(stack.json.resource ?? {})
      .filter(([, named]) => Object.values(named).some((resource) => regionOf(stack, resource) !== environment.region))
      .map(([type]) => type);
    expect(elsewhere).toEqual(door === "edge" ? ["aws_acm_certificate", "aws_acm_certificate_validation"] : []);
  });

  test("sends operations to the aliases of its own functions, that of orders may use the table and nothing else", () => {
    const body = JSON.parse(String(stack.the("aws_api_gateway_rest_api").body)) as {
      paths: Record<string, Record<string, { "x-amazon-apigateway-integration": { type: string; uri?: string } }>>;
    };
    const integrations = Object.values(body.paths).flatMap((path) =>
      Object.values(path).map((operation) => operation["x-amazon-apigateway-integration"]),
    );
    const lambda = stack.all("aws_lambda_function").orders!;
    const uris = integrations.filter(({ type }) => type === "aws_proxy").map(({ uri }) => uri);
    const { region, account } = environment;
    const uri = (api: string, fn: string, how: string) =>
      `arn:aws:apigateway:${region}:lambda:path/${api}/functions/arn:aws:lambda:${region}:${account}:function:shop-${name}-${fn}-${door}:live/${how}`;
    expect(new Set(uris)).toEqual(
      new Set([
        uri("2015-03-31", "orders", "invocations"),
        uri("2021-11-15", "order-export", "response-streaming-invocations"),
      ]),
    );
    expect(stack.all("aws_lambda_alias").orders_alias!.name).toBe("live");
    expect(lambda).toMatchObject({
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      publish: true,
      memory_size: environment.lambda.memorySize,
      timeout: environment.lambda.timeout,
      tracing_config: { mode: "Active" },
      environment: { variables: { ORDERS_TABLE: `shop-${name}-orders` } },
    });
    const policy = JSON.parse(String(stack.all("aws_iam_role_policy").orders_policy!.policy)) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    const table = `arn:aws:dynamodb:${environment.region}:${environment.account}:table/shop-${name}-orders`;
    const onTables = policy.Statement.filter(({ Action }) => Action.some((action) => action.startsWith("dynamodb:")));
    expect(onTables.flatMap(({ Resource }) => Resource)).toEqual([table, `${table}/index/*`]);
  });

  test("keeps what functions that nobody waits for failed to do in a queue of its own", () => {
    const queue = `shop-${name}-customer-erasure-${door}-failures`;
    expect(stack.the("aws_lambda_function_event_invoke_config")).toMatchObject({
      function_name: "${aws_lambda_function.customer_erasure.function_name}",
      qualifier: "${aws_lambda_alias.customer_erasure_alias.name}",
      destination_config: {
        on_failure: { destination: `arn:aws:sqs:${environment.region}:${environment.account}:${queue}` },
      },
    });
    expect(stack.the("aws_sqs_queue")).toMatchObject({ name: queue });
    const alarms = Object.values(stack.all("aws_cloudwatch_metric_alarm"));
    expect(alarms.map(({ alarm_name: alarm }) => alarm).includes(`${queue}-dead-letters`)).toBe(
      environment.alarms !== undefined,
    );
  });

  test("lets only its own stage invoke the alias", () => {
    expect(stack.all("aws_lambda_permission")[`orders_orders_${version}`]).toMatchObject({
      principal: "apigateway.amazonaws.com",
      qualifier: "${aws_lambda_alias.orders_alias.name}",
      source_arn: `\${aws_api_gateway_rest_api.orders_${version}.execution_arn}/${environment.stage}/*/*`,
    });
  });

  test("has the authorizers that its audiences need, which only authorizers of its API invoke", () => {
    const {
      orders: _orders,
      order_export: _export,
      customer_erasure: _erasure,
      quote: _quote,
      ...others
    } = stack.all("aws_lambda_function");
    expect(Object.keys(others).toSorted()).toEqual(authorizersAt[door]);
    for (const authorizer of authorizersAt[door])
      expect(stack.all("aws_lambda_permission")[`${authorizer}_orders_${version}_authorizer`]).toMatchObject({
        principal: "apigateway.amazonaws.com",
        qualifier: `\${aws_lambda_alias.${authorizer}_alias.name}`,
        source_arn: `\${aws_api_gateway_rest_api.orders_${version}.execution_arn}/authorizers/*`,
      });
  });

  test("takes API keys from where its partners have them", () => {
    expect(stack.the("aws_api_gateway_rest_api").api_key_source).toBe(door === "regional" ? "AUTHORIZER" : "HEADER");
  });

  test("binds every route's audience to its mechanism, and only what needs no account is open", () => {
    const { paths } = JSON.parse(String(stack.the("aws_api_gateway_rest_api").body)) as {
      paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>>;
    };
    const security = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== "options")
        .map(([method, operation]) => [
          `${method} ${path}`,
          Object.assign({}, ...(operation.security ?? [])) as object,
        ]),
    );
    const { customer, partner } = schemesAt[door];
    expect(Object.fromEntries(security)).toEqual({
      "get /catalog/{sku}": {},
      "get /catalog/{sku}/image": {},
      "get /health": {},
      "get /orders": customer("orders/read"),
      "post /orders": customer("orders/write"),
      "get /orders/{orderId}": customer("orders/read"),
      "get /orders/export": customer("orders/read"),
      "put /orders/{orderId}": customer("orders/write"),
      "delete /orders/{orderId}": { iam: [] },
      "get /orders/{orderId}/status": partner,
      "post /orders/{orderId}/fulfilment": { iam: [] },
      "post /customers/{customerId}/erasure": { iam: [] },
      "get /shipping-rates/{country}": {},
      "post /events": {},
      "post /events/batch": {},
      "post /feedback": customer("orders/write"),
      "post /quotes": {},
    });
  });

  test("is reached by its custom domain name alone, below the version", () => {
    expect(stack.the("aws_api_gateway_rest_api").disable_execute_api_endpoint).toBe(true);
    expect(stack.the("aws_api_gateway_base_path_mapping").base_path).toBe(version);
    expect(stack.json.output?.[`custom_url_${version}`]?.value).toBe(
      `https://${environment.domain.hosts[door]}/${version}`,
    );
  });

  test("has alias records for the host name", () => {
    const records = Object.values(stack.all("aws_route53_record")).filter((record) => record.alias);
    expect(records.map(({ type }) => type)).toEqual(door === "private" ? ["A"] : ["A", "AAAA"]);
    for (const record of records) {
      expect(record.name).toBe(environment.domain.hosts[door]);
      expect(JSON.stringify(record.alias)).toContain(
        { regional: "regional_domain_name", edge: "cloudfront_domain_name", private: "dns_entry" }[door],
      );
    }
  });

  test("throttles as pinned", () => {
    expect(stack.all("aws_api_gateway_method_settings")[`orders_${version}_stage_settings`]).toMatchObject({
      method_path: "*/*",
      settings: {
        throttling_rate_limit: environment.throttle.rateLimit,
        throttling_burst_limit: environment.throttle.burstLimit,
        data_trace_enabled: false,
        metrics_enabled: true,
      },
    });
  });

  test("keeps logs as long as pinned, the execution log in a group made before the stage", () => {
    const groups = stack.all("aws_cloudwatch_log_group");
    for (const { retention_in_days: kept } of Object.values(groups)) expect(kept).toBe(environment.logs.retentionDays);
    expect(Object.values(groups).map((group) => group.name)).toContain(
      `API-Gateway-Execution-Logs_\${aws_api_gateway_rest_api.orders_${version}.id}/${environment.stage}`,
    );
    const stage = stack.the("aws_api_gateway_stage");
    expect(stage.depends_on).toContain(`aws_cloudwatch_log_group.orders_${version}_stage_execution_logs`);
    expect(stage.xray_tracing_enabled).toBe(true);
  });

  test("tells the function which version it is asked for", () => {
    expect(stack.the("aws_api_gateway_stage").variables).toMatchObject({ apiVersion: version });
  });

  test("writes one JSON line a request into the access log, with both request ids", () => {
    const { format } = stack.the("aws_api_gateway_stage").access_log_settings as { format: string };
    expect(format).not.toContain("\n");
    expect(JSON.parse(format)).toMatchObject({
      requestId: "$context.requestId",
      extendedRequestId: "$context.extendedRequestId",
      status: "$context.status",
      integrationLatency: "$context.integration.latency",
    });
  });

  test("is protected from being replaced where the environment says so", () => {
    const { lifecycle } = stack.the("aws_api_gateway_rest_api") as { lifecycle: { prevent_destroy?: boolean } };
    expect(lifecycle.prevent_destroy ?? false).toBe(environment.deletionProtection);
  });

  test("tags everything with service and environment, and stays in its account", () => {
    for (const provider of stack.json.provider.aws)
      expect(provider).toMatchObject({
        allowed_account_ids: [environment.account],
        default_tags: [{ tags: { Service: "shop", Environment: name } }],
      });
    expect(stack.the("aws_api_gateway_rest_api").tags).toMatchObject({ Version: version });
  });
});

describe.each(openVersions.filter(([, door]) => door === "private"))(
  "%s, %s door, policy of %s",
  (name, door, version) => {
    const stackOf = () => stackNamed(`${name}-${door}`).version(version);

    test.each(["aws_api_gateway_rest_api_policy", "aws_api_gateway_domain_name"])(
      "of %s denies everybody who does not come through the VPC endpoint",
      (type) => {
        const stack = stackOf();
        expect(policyOf(stack.the(type).policy).Statement.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
          {
            Principal: "*",
            Action: ["execute-api:Invoke"],
            Condition: { StringNotEquals: { "aws:SourceVpce": "${data.aws_vpc_endpoint.execute_api.id}" } },
          },
        ]);
      },
    );

    test("of the API allows what is open: IAM and authorizers let in the others themselves", () => {
      const stack = stackOf();
      const api = `\${aws_api_gateway_rest_api.orders_${version}.execution_arn}/${name}`;
      const allowed = policyOf(stack.the("aws_api_gateway_rest_api_policy").policy).Statement.filter(
        ({ Effect }) => Effect === "Allow",
      );
      expect(allowed.map(({ Resource }) => Resource)).toEqual([
        [
          "OPTIONS/*",
          "GET/catalog/*",
          "GET/catalog/*/image",
          "GET/health",
          "GET/shipping-rates/*",
          "POST/events",
          "POST/events/batch",
          "POST/quotes",
        ].map((method) => `${api}/${method}`),
      ]);
    });

    test("is there before the API is deployed", () => {
      const stack = stackOf();
      expect(stack.the("aws_api_gateway_deployment").depends_on).toEqual([
        `aws_api_gateway_rest_api_policy.orders_${version}_policy`,
      ]);
    });

    test("lets the domain name be used by the same endpoint", () => {
      const stack = stackOf();
      expect(stack.the("aws_api_gateway_domain_name_access_association")).toMatchObject({
        access_association_source: "${data.aws_vpc_endpoint.execute_api.id}",
        access_association_source_type: "VPCE",
      });
      expect(stack.the("aws_api_gateway_base_path_mapping").domain_name_id).toBe(
        "${aws_api_gateway_domain_name.domain.domain_name_id}",
      );
    });
  },
);

function regionOf(stack: SynthesizedStack, resource: { provider?: unknown }): Environment["region"] | undefined {
  const alias = typeof resource.provider === "string" ? resource.provider.replace(/^aws\./, "") : undefined;
  return stack.json.provider.aws.find((provider) => provider.alias === alias)?.region as Environment["region"];
}

const policyOf = (argument: unknown) =>
  JSON.parse(String(argument)) as { Statement: { Effect: string; Condition?: unknown; Resource: string[] }[] };
