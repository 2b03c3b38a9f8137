// Not run: `npm run check:types` fails when one of these lines stops being a type error.
import { defineEnvironment } from "../../environments/environment";

const pins = {
  name: "demo",
  account: "111111111111",
  region: "eu-west-1",
  stage: "demo",
  throttle: { rateLimit: 1, burstLimit: 1 },
  logs: { retentionDays: 14 },
  deletionProtection: false,
  lambda: { memorySize: 128, timeout: 3 },
  state: { backend: "local" },
} as const;

export const right = defineEnvironment({
  ...pins,
  doors: ["regional", "edge"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com", edge: "edge.example.com" } },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1" },
});

export const edgeCertificateElsewhere = defineEnvironment({
  ...pins,
  doors: ["edge"],
  domain: { zone: "example.com", hosts: { edge: "edge.example.com" } },
  // @ts-expect-error an edge certificate lies in us-east-1
  certificateRegion: { edge: "eu-west-1" },
});

export const regionalCertificateElsewhere = defineEnvironment({
  ...pins,
  doors: ["regional"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com" } },
  // @ts-expect-error a regional certificate lies in the API's region
  certificateRegion: { regional: "us-east-1" },
});

export const privateCertificateElsewhere = defineEnvironment({
  ...pins,
  doors: ["private"],
  domain: { zone: "example.com", hosts: { private: "internal.example.com" } },
  // @ts-expect-error a private certificate lies in the API's region
  certificateRegion: { private: "eu-central-1" },
});

export const openDoorWithoutHost = defineEnvironment({
  ...pins,
  doors: ["regional", "edge"],
  // @ts-expect-error an open door needs a host name
  domain: { zone: "example.com", hosts: { regional: "api.example.com" } },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1" },
});

export const unknownRegion = defineEnvironment({
  ...pins,
  // @ts-expect-error no such region
  region: "mars-north-1",
  doors: ["regional"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com" } },
});

export const unknownRetention = defineEnvironment({
  ...pins,
  doors: ["regional"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com" } },
  certificateRegion: { regional: "eu-west-1" },
  // @ts-expect-error CloudWatch Logs knows no such period
  logs: { retentionDays: 2 },
});

// @ts-expect-error an environment has a domain
export const withoutDomain = defineEnvironment({
  ...pins,
  doors: ["regional"],
  certificateRegion: { regional: "eu-west-1" },
});

const regional = {
  ...pins,
  doors: ["regional"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com" } },
  certificateRegion: { regional: "eu-west-1" },
} as const;

const edge = {
  ...pins,
  doors: ["edge"],
  domain: { zone: "example.com", hosts: { edge: "edge.example.com" } },
  certificateRegion: { edge: "us-east-1" },
} as const;

const truststore = { bucket: "example-truststore", key: "clients.pem", version: "1" };
const cloudFront = { host: "www.example.com", originVerifySecret: "demo/origin-verify" };

export const rightDomain = defineEnvironment({
  ...pins,
  doors: ["regional", "edge"],
  domain: { zone: "example.com", hosts: { regional: "api.example.com", edge: "edge.example.com" } },
  certificateRegion: { regional: "eu-west-1", edge: "us-east-1" },
  certificateArn: {
    regional: "arn:aws:acm:eu-west-1:111111111111:certificate/1",
    edge: "arn:aws:acm:us-east-1:111111111111:certificate/2",
  },
  certificateName: { edge: "*.example.com" },
  tlsPolicy: "TLS_1_2",
  cloudFront,
});

export const existingEdgeCertificateElsewhere = defineEnvironment({
  ...edge,
  // @ts-expect-error an edge certificate lies in us-east-1
  certificateArn: { edge: "arn:aws:acm:eu-west-1:111111111111:certificate/2" },
});

export const existingRegionalCertificateElsewhere = defineEnvironment({
  ...regional,
  // @ts-expect-error a regional certificate lies in the API's region
  certificateArn: { regional: "arn:aws:acm:us-east-1:111111111111:certificate/1" },
});

export const certificateOfClosedDoor = defineEnvironment({
  ...regional,
  // @ts-expect-error the edge door is closed
  certificateArn: { edge: "arn:aws:acm:us-east-1:111111111111:certificate/2" },
});

export const oldTls = defineEnvironment({
  ...regional,
  // @ts-expect-error deprecated
  tlsPolicy: "TLS_1_0",
});

export const truststoreWithoutVersion = defineEnvironment({
  ...regional,
  // @ts-expect-error API Gateway reads a truststore again only with another version
  mutualTls: { truststore: { bucket: "example-truststore", key: "clients.pem" } },
});

export const mutualTlsAtTheEdge = defineEnvironment({
  ...edge,
  // @ts-expect-error mutual TLS is for the regional door
  mutualTls: { truststore },
});

export const cloudFrontBeforeTheEdge = defineEnvironment({
  ...edge,
  // @ts-expect-error CloudFront stands in front of the regional door
  cloudFront,
});

export const cloudFrontCertificateElsewhere = defineEnvironment({
  ...regional,
  // @ts-expect-error CloudFront takes its certificate from us-east-1
  cloudFront: { ...cloudFront, certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/1" },
});

const vpcLink = { backends: { catalog: { address: "https://catalog.example.com", vpcLink: "vpc" } } } as const;

export const linkCertificateElsewhere = defineEnvironment({
  ...regional,
  ...vpcLink,
  vpcLinks: {
    vpc: {
      listeners: {
        443: {
          addresses: ["10.0.0.10"],
          // @ts-expect-error a load balancer takes a certificate of its own region
          certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1",
        },
      },
    },
  },
});

export const linkWithoutTargets = defineEnvironment({
  ...regional,
  ...vpcLink,
  // @ts-expect-error a listener leads to addresses or to a target group
  vpcLinks: { vpc: { listeners: { 443: {} } } },
});

export const linkedBackendInTheClear = defineEnvironment({
  ...regional,
  // @ts-expect-error a backend is called over https, behind a link too
  backends: { catalog: { address: "http://catalog.example.com", vpcLink: "vpc" } },
});
