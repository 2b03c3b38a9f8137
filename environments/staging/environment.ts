import { defineEnvironment } from "../environment";

export default defineEnvironment({
  name: "staging",
  account: "222222222222",
  region: "eu-west-1",
  stage: "staging",
  doors: ["regional", "edge", "private"],
  domain: {
    zone: "staging.example.com",
    hosts: {
      regional: "api.staging.example.com",
      edge: "edge.staging.example.com",
      private: "internal.staging.example.com",
    },
  },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1", private: "eu-west-1" },
  throttle: {
    rateLimit: 200,
    burstLimit: 400,
    methods: {
      "POST /events": { rateLimit: 50, burstLimit: 100 },
      "POST /events/batch": { rateLimit: 10, burstLimit: 20 },
    },
  },
  backends: { catalog: "https://catalog.staging.example.com" },
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
  logs: { retentionDays: 30 },
  webAcl: { rateLimit: 2000 },
  deletionProtection: true,
  lambda: { memorySize: 512, timeout: 10, reservedConcurrency: 20 },
  alarms: { thresholds: { serverErrors: 5, latencyP99: 3000 } },
  encryption: { customerManagedKey: true },
  network: { cidr: "10.20.0.0/16", availabilityZones: ["eu-west-1a", "eu-west-1b"] },
  balancer: { host: "balancer.staging.example.com" },
  userPool: {
    callbackUrls: ["https://shop.staging.example.com/signed-in"],
    logoutUrls: ["https://shop.staging.example.com/"],
    machineClients: { warehouse: { scopes: ["orders/read", "orders/write"] } },
  },
  direct: { invokers: { "nightly-report": "arn:aws:iam::444444444444:role/staging-nightly-report" } },
  realtime: { host: "realtime.staging.example.com", throttle: { rateLimit: 200, burstLimit: 400 } },
  state: { backend: "s3", bucket: "example-staging-terraform-state", region: "eu-west-1" },
  ci: { repository: "example/orders" },
  tags: { Team: "orders", CostCenter: "shop-staging" },
});
