import { defineEnvironment } from "../environment";

export default defineEnvironment({
  name: "prod",
  account: "333333333333",
  region: "eu-west-1",
  stage: "prod",
  doors: ["regional", "edge", "private"],
  domain: {
    zone: "example.com",
    hosts: {
      regional: "api.example.com",
      edge: "edge.example.com",
      private: "internal.example.com",
    },
  },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1", private: "eu-west-1" },
  throttle: {
    rateLimit: 1000,
    burstLimit: 2000,
    methods: {
      "POST /events": { rateLimit: 500, burstLimit: 1000 },
      "POST /events/batch": { rateLimit: 20, burstLimit: 40 },
    },
  },
  backends: { catalog: "https://catalog.example.com" },
  cache: { size: "0.5" },
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
  logs: { retentionDays: 365 },
  webAcl: { rateLimit: 2000 },
  deletionProtection: true,
  lambda: { memorySize: 1024, timeout: 10, reservedConcurrency: 40 },
  alarms: { notify: ["arn:aws:sns:eu-west-1:333333333333:on-call"] },
  encryption: { customerManagedKey: true },
  network: { cidr: "10.30.0.0/16", availabilityZones: ["eu-west-1a", "eu-west-1b"] },
  balancer: { host: "balancer.example.com" },
  userPool: {
    callbackUrls: ["https://shop.example.com/signed-in"],
    logoutUrls: ["https://shop.example.com/"],
    machineClients: { warehouse: { scopes: ["orders/read", "orders/write"] } },
  },
  direct: { invokers: { "nightly-report": "arn:aws:iam::444444444444:role/prod-nightly-report" } },
  realtime: { host: "realtime.example.com", throttle: { rateLimit: 1000, burstLimit: 2000 } },
  events: { buffer: { megabytes: 64, seconds: 300 }, recordRetentionDays: 365, maxConcurrency: 20 },
  state: { backend: "s3", bucket: "example-prod-terraform-state", region: "eu-west-1" },
  ci: { repository: "example/orders" },
  tags: { Team: "orders", CostCenter: "shop-prod" },
});
