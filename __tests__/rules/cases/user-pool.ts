import { type Case, numbered, type Resources } from "./case";

const client = (settings: Record<string, unknown>, more: Resources = {}): Resources => ({
  aws_cognito_user_pool_client: { c: settings },
  ...more,
});
const machine = {
  allowed_oauth_flows: ["client_credentials"],
  generate_secret: true,
  allowed_oauth_flows_user_pool_client: true,
};
const web = {
  allowed_oauth_flows: ["code"],
  allowed_oauth_flows_user_pool_client: true,
  callback_urls: ["https://shop.example.com/callback"],
};
const server = (scope: string): Resources => ({
  aws_cognito_resource_server: {
    s: { user_pool_id: "${aws_cognito_user_pool.p.id}", identifier: "orders", scope: [{ scope_name: scope }] },
  },
  aws_cognito_user_pool: { p: {} },
});
const ofPool = { user_pool_id: "${aws_cognito_user_pool.p.id}" };

const servers = (count: number, scopes: number): Resources => ({
  aws_cognito_resource_server: numbered(count, {
    user_pool_id: "${aws_cognito_user_pool.p.id}",
    scope: Array.from({ length: scopes }, (_, i) => ({ scope_name: `s${i}` })),
  }),
});

export const cases: Record<string, Case> = {
  "machine-client": {
    keeps: [client(machine), client(web)],
    breaks: [
      [
        "a second flow",
        client({ ...machine, allowed_oauth_flows: ["client_credentials", "code"] }),
        /client_credentials alone/,
      ],
      ["no secret", client({ ...machine, generate_secret: false }), /generate_secret: expected true/],
    ],
  },
  "oauth-switched-on": {
    keeps: [client(machine), client({})],
    breaks: [["flows that are off", client({ allowed_oauth_flows: ["code"] }), /expected true, as flows are listed/]],
  },
  "client-callback": {
    keeps: [client(web), client({ ...web, callback_urls: ["http://localhost:3000/callback"] })],
    breaks: [
      ["plain http", client({ ...web, callback_urls: ["http://shop.example.com/"] }), /got http:\/\/shop/],
      ["no address", client({ ...web, callback_urls: [] }), /expected an address for the flow code/],
    ],
  },
  "implicit-flow": {
    keeps: [client(web)],
    breaks: [["tokens in addresses", client({ ...web, allowed_oauth_flows: ["implicit"] }), /got implicit/]],
  },
  "scope-name": {
    keeps: [server("read")],
    breaks: [["a slash", server("orders/read"), /got orders\/read/]],
  },
  "client-scope": {
    keeps: [client({ ...ofPool, allowed_oauth_scopes: ["orders/read", "openid"] }, server("read"))],
    breaks: [
      [
        "a scope that no server has",
        client({ ...ofPool, allowed_oauth_scopes: ["orders/write"] }, server("read")),
        /got orders\/write/,
      ],
    ],
  },
  "resource-server-quotas": {
    keeps: [servers(25, 100)],
    breaks: [
      ["101 scopes", servers(1, 101), /scope: expected at most 100, got 101/],
      ["26 resource servers", servers(26, 1), /at most 25 resource servers of a pool, got 26/],
    ],
  },
};
