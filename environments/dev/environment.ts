import { defineEnvironment } from "../environment";

export default defineEnvironment({
  name: "dev",
  account: "111111111111",
  region: "eu-west-1",
  stage: "dev",
  doors: ["regional", "edge", "private"],
  domain: {
    zone: "dev.example.com",
    hosts: {
      regional: "api.dev.example.com",
      edge: "edge.dev.example.com",
      private: "internal.dev.example.com",
    },
  },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1", private: "eu-west-1" },
  throttle: {
    rateLimit: 50,
    burstLimit: 100,
    methods: {
      "POST /events": { rateLimit: 20, burstLimit: 40 },
      "POST /events/batch": { rateLimit: 5, burstLimit: 10 },
    },
  },
  backends: { catalog: "https://catalog.dev.example.com" },
  usagePlans: {
    standard: {
      rateLimit: 10,
      burstLimit: 20,
      quota: { limit: 10_000, period: "DAY" },
      methods: { "GET /orders/{orderId}/status": { rateLimit: 5, burstLimit: 10 } },
      keys: ["parcel-service"],
    },
    premium: { rateLimit: 50, burstLimit: 100, quota: { limit: 1_000_000, period: "MONTH" }, keys: ["marketplace"] },
  },
  logs: { retentionDays: 14, execution: "INFO" },
  deletionProtection: false,
  lambda: { memorySize: 512, timeout: 10 },
  encryption: { customerManagedKey: false },
  network: { cidr: "10.10.0.0/16", availabilityZones: ["eu-west-1a", "eu-west-1b"] },
  userPool: {
    callbackUrls: ["http://localhost:3000/signed-in"],
    logoutUrls: ["http://localhost:3000/"],
    machineClients: { warehouse: { scopes: ["orders/read", "orders/write"] } },
  },
  direct: { invokers: { "nightly-report": "arn:aws:iam::444444444444:role/dev-nightly-report" } },
  realtime: { host: "realtime.dev.example.com", throttle: { rateLimit: 50, burstLimit: 100 } },
  events: { shards: 1, recordRetentionDays: 7 },
  state: { backend: "local" },
  ci: { repository: "example/orders" },
  tags: { Team: "orders", CostCenter: "shop-dev" },
});
