/**
 * A stack as `cdktf synth` would write it: a REST API with `GET /<name>` for each function, whose zip lies beside it.
 *
 * @param {string[]} names
 * @param {object} [more] further arguments of the functions
 */
export function lambdaStack(names, more = {}) {
  const api = "${aws_api_gateway_rest_api.api.id}";
  const perName = (/** @type {(name: string) => object} */ resource) =>
    Object.fromEntries(names.map((name) => [name, resource(name)]));
  const methodOf = (/** @type {string} */ name) => ({
    rest_api_id: api,
    resource_id: `\${aws_api_gateway_resource.${name}.id}`,
    http_method: "GET",
  });
  return {
    provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }] },
    resource: {
      aws_lambda_function: perName((name) => ({
        function_name: name,
        filename: `${name}.zip`,
        handler: "index.handler",
        runtime: "nodejs22.x",
        role: "arn:aws:iam::111122223333:role/functions",
        ...more,
      })),
      aws_api_gateway_rest_api: { api: { name: "functions", endpoint_configuration: { types: ["REGIONAL"] } } },
      aws_api_gateway_resource: perName((name) => ({
        rest_api_id: api,
        parent_id: "${aws_api_gateway_rest_api.api.root_resource_id}",
        path_part: name,
      })),
      aws_api_gateway_method: perName((name) => ({ ...methodOf(name), authorization: "NONE" })),
      aws_api_gateway_integration: perName((name) => ({
        ...methodOf(name),
        integration_http_method: "POST",
        type: "AWS_PROXY",
        uri: `\${aws_lambda_function.${name}.invoke_arn}`,
      })),
      aws_api_gateway_deployment: { deployment: { rest_api_id: api } },
      aws_api_gateway_stage: {
        stage: {
          rest_api_id: api,
          deployment_id: "${aws_api_gateway_deployment.deployment.id}",
          stage_name: "dev",
        },
      },
    },
  };
}
