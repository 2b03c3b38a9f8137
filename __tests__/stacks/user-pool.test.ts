import { service } from "../../contract";
import type { UserPool } from "../../environments/user-pool";
import { dev, environments, stackNamed, synthesize } from "./synthesis";

const dataOf = (userPool: UserPool) => synthesize([{ ...dev, userPool }])["dev-data"]!;
const urls = { callbackUrls: ["https://shop.example.com/in"], logoutUrls: [] };

describe.each(environments)("the user pool of $name", ({ name, account, deletionProtection }) => {
  const stack = () => stackNamed(`${name}-data`);

  test("is protected as pinned, and takes people whom an administrator invites by their e-mail address", () => {
    const pool = stack().the("aws_cognito_user_pool");
    expect(pool).toMatchObject({
      name: `shop-${name}`,
      deletion_protection: deletionProtection ? "ACTIVE" : "INACTIVE",
      username_attributes: ["email"],
      username_configuration: { case_sensitive: false },
      admin_create_user_config: { allow_admin_create_user_only: true },
      mfa_configuration: "OPTIONAL",
      software_token_mfa_configuration: { enabled: true },
      password_policy: { minimum_length: 12 },
    });
    expect((pool.lifecycle as { prevent_destroy?: boolean }).prevent_destroy ?? false).toBe(deletionProtection);
  });

  test("has the contract's scopes, and sign-in pages of its own", () => {
    expect(stack().the("aws_cognito_resource_server")).toMatchObject({
      identifier: "orders",
      scope: Object.entries(service.authorization.resourceServers.orders).map(([scope_name, scope_description]) => ({
        scope_name,
        scope_description,
      })),
    });
    expect(stack().the("aws_cognito_user_pool_domain").domain).toBe(`shop-${name}-${account}`);
    expect(stack().json.output?.sign_in_url?.value).toBe(
      `https://shop-${name}-${account}.auth.eu-west-1.amazoncognito.com`,
    );
  });

  test("lets the web in by a code, without a secret", () => {
    const web = stack().all("aws_cognito_user_pool_client").user_pool_web!;
    expect(web).toMatchObject({
      generate_secret: false,
      allowed_oauth_flows: ["code"],
      allowed_oauth_flows_user_pool_client: true,
      prevent_user_existence_errors: "ENABLED",
      enable_token_revocation: true,
    });
    expect(new Set(web.allowed_oauth_scopes as string[])).toEqual(
      new Set(["openid", "email", "orders/read", "orders/write"]),
    );
  });

  test("lets machines in by client credentials alone, once their scopes exist", () => {
    expect(stack().all("aws_cognito_user_pool_client").user_pool_machine_warehouse).toMatchObject({
      generate_secret: true,
      allowed_oauth_flows: ["client_credentials"],
      allowed_oauth_flows_user_pool_client: true,
      allowed_oauth_scopes: ["orders/read", "orders/write"],
      depends_on: ["aws_cognito_resource_server.user_pool_orders"],
    });
  });

  test("has its secrets in no output", () => {
    expect(JSON.stringify(stack().json.output)).not.toContain("client_secret");
  });
});

test("what is pinned of tokens, sign-up and second factors is what the pool has", () => {
  const stack = dataOf({ ...urls, mfa: "OFF", selfSignUp: true, tokenMinutes: 15, refreshDays: 7 });
  const pool = stack.the("aws_cognito_user_pool");
  expect(pool).toMatchObject({
    mfa_configuration: "OFF",
    admin_create_user_config: { allow_admin_create_user_only: false },
  });
  expect(pool).not.toHaveProperty("software_token_mfa_configuration");
  expect(stack.the("aws_cognito_user_pool_client")).toMatchObject({
    callback_urls: urls.callbackUrls,
    access_token_validity: 15,
    id_token_validity: 15,
    refresh_token_validity: 7,
    token_validity_units: [{ access_token: "minutes", id_token: "minutes", refresh_token: "days" }],
  });
});

test("one that exists is used, and none is made or looked up", () => {
  const arn = "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a1b2c3d4e";
  const stacks = synthesize([{ ...dev, userPool: { arn } }]);
  expect(stacks["dev-data"]!.all("aws_cognito_user_pool")).toEqual({});
  expect(stacks["dev-regional"]!.json.data).not.toHaveProperty("aws_cognito_user_pools");
  expect(stacks["dev-regional"]!.version("v1").the("aws_api_gateway_rest_api").body).toContain(arn);
});

test("only the door that takes its tokens looks it up, by name", () => {
  expect(stackNamed("prod-regional").json.data?.aws_cognito_user_pools?.user_pool).toMatchObject({ name: "shop-prod" });
  expect(stackNamed("prod-edge").json.data).not.toHaveProperty("aws_cognito_user_pools");
});

test("a lookup that finds none fails as such, and tells which stack makes one", () => {
  expect(stackNamed("prod-regional").json.data?.aws_cognito_user_pools?.user_pool).toMatchObject({
    lifecycle: {
      postcondition: [
        {
          condition: "${length(self.arns) == 1}",
          error_message: expect.stringContaining(
            "user pool shop-prod: expected one of that name, which prod-data makes",
          ),
        },
      ],
    },
  });
});

test("a door that takes tokens is refused without a user pool", () => {
  const { userPool: _none, ...pins } = dev;
  expect(() => synthesize([pins])).toThrow(
    "environments/dev/environment.ts: userPool: expected a user pool, as the regional door takes its tokens, got none",
  );
});

test("names that Cognito keeps for itself are refused", () => {
  expect(() => synthesize([{ ...dev, prefix: "my-aws-shop" }])).toThrow(
    "user pool domain: expected a prefix without aws, amazon and cognito, which Cognito keeps for itself, got my-aws-shop-111111111111",
  );
});
