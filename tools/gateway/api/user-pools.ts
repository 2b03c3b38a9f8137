import type { UserPoolDefinition } from "../authorization/user-pool";
import type { Configuration } from "../terraform/configuration";
import type { LoadedApi } from "./load";

/** The user pool of an ARN, with the app clients that the loaded stacks declare for it. */
export function findUserPool(configuration: Configuration, arn: string): UserPoolDefinition {
  const [, region, id] = /^arn:aws[\w-]*:cognito-idp:([\w-]+):\d{12}:userpool\/([\w-]+)$/.exec(arn) ?? [];
  if (region === undefined || id === undefined)
    throw new Error(
      `user pool: expected arn:aws:cognito-idp:<region>:<account>:userpool/<id>, got ${arn || "an empty text"}`,
    );
  const clients = configuration
    .resources("aws_cognito_user_pool_client")
    .filter((client) => client.get("user_pool_id") === id);
  const declared = configuration.resources("aws_cognito_user_pool").find((pool) => pool.get("id") === id);
  return {
    id,
    name: declared?.optionalText("name") ?? id,
    issuer: `https://cognito-idp.${region}.amazonaws.com/${id}`,
    clients: clients.map((client) => client.text("id")),
    machineClients: clients
      .filter((client) => [client.argument("allowed_oauth_flows")].flat().includes("client_credentials"))
      .map((client) => client.text("id")),
  };
}

/** The ARNs of the user pools that authorizers of the APIs accept tokens of. */
export function userPoolArns(loaded: readonly LoadedApi[]): string[] {
  const methods = loaded.flatMap(({ api }) => api.resources.flatMap((resource) => Object.values(resource.methods)));
  return [...new Set(methods.flatMap(({ authorizer }) => authorizer?.providerArns ?? []))];
}
