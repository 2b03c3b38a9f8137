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
