import { loadEnvironments } from "../../environments";
import { defineEnvironment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;

/** Defines dev with its catalogue behind a link, as JavaScript would: past the types. */
const define = (listener: object, more: object = {}) =>
  defineEnvironment({
    ...dev,
    backends: { catalog: { address: "https://catalog.dev.example.com", vpcLink: "vpc" } },
    vpcLinks: { vpc: { listeners: { 443: listener } } },
    ...more,
  } as unknown as EnvironmentPins);

const addresses = { addresses: ["10.10.0.10"] };
const arn = (place: string) => `arn:aws:acm:${place}:certificate/00000000-0000-4000-8000-000000000000`;
const targetGroup = (place: string) => `arn:aws:elasticloadbalancing:${place}:targetgroup/stock/0123456789abcdef`;
const listener = "vpcLinks.vpc.listeners.443";

test.each([
  [
    "a backend leads through a link that isn't pinned",
    () => define(addresses, { vpcLinks: {} }),
    "backends.catalog.vpcLink: expected a VPC link that is pinned (there is none), got vpc",
  ],
  [
    "no listener has the port of a backend's address",
    () =>
      define(addresses, { backends: { catalog: { address: "https://catalog.dev.example.com:8443", vpcLink: "vpc" } } }),
    "backends.catalog.address: expected a port that a listener of vpcLinks.vpc has (443), got 8443",
  ],
  [
    "a load balancer would be paid for that no backend uses, as their addresses are public",
    () => define(addresses, { backends: { catalog: "https://catalog.dev.example.com" } }),
    `${listener}: expected a backend whose address leads through it, got none`,
  ],
  [
    "there is no network for the link",
    () =>
      define(addresses, {
        doors: ["regional"],
        domain: { zone: "dev.example.com", hosts: { regional: "api.dev.example.com" } },
        certificateRegion: { regional: "eu-west-1" },
        network: undefined,
      }),
    "network: expected a network, as vpcLinks are pinned, got none",
  ],
  [
    "a target is in the internet",
    () => define({ addresses: ["203.0.113.10"] }),
    `${listener}.addresses.0: expected an IPv4 address in 10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16, got 203.0.113.10`,
  ],
  ["there are no targets", () => define({ addresses: [] }), `${listener}.addresses: expected at least 1, got []`],
  ["it isn't said what a port leads to", () => define({}), `${listener}: expected {addresses (private IPv4`],
  [
    "a target is there twice",
    () => define({ addresses: ["10.10.0.10", "10.10.0.10"] }),
    `${listener}.addresses: expected each address once`,
  ],
  [
    "targets are an application load balancer",
    () => define({ targetGroupArn: targetGroup("eu-west-1:111111111111").replace("targetgroup", "loadbalancer") }),
    `${listener}.targetGroupArn: expected the ARN of a target group`,
  ],
  [
    "a target group is another account's",
    () => define({ targetGroupArn: targetGroup("eu-west-1:222222222222") }),
    `${listener}.targetGroupArn: expected a target group of account 111111111111 in eu-west-1`,
  ],
  [
    "a certificate is in another region",
    () => define({ ...addresses, certificateArn: arn("us-east-1:111111111111") }),
    `${listener}.certificateArn: expected a certificate in eu-west-1`,
  ],
  [
    "a name finds no certificate",
    () => define({ ...addresses, certificateName: "*.dev.example.com" }),
    `${listener}.certificateName: expected none, as ${listener}.certificateArn names no certificate`,
  ],
  [
    "a backend behind a link has no name that a certificate could prove",
    () => define(addresses, { backends: { catalog: { address: "https://10.10.0.10", vpcLink: "vpc" } } }),
    "backends.catalog.address: expected an address with https",
  ],
  [
    "a link's name could not be part of others",
    () => define(addresses, { vpcLinks: { "VPC 1": { listeners: {} } } }),
    "vpcLinks.VPC 1: expected a name of 1 to 15 lower-case letters, digits and -",
  ],
])("fails, naming the file, when %s", (_when, defined, message) => {
  expect(defined).toThrow(`environments/dev/environment.ts: ${message}`);
});

test.each([
  ["https://shop:hunter2@catalog.example.com"],
  [{ address: "https://shop:hunter2@catalog.example.com", vpcLink: "vpc" }],
  ["https://shop:hunter2/@catalog.example.com"],
])("a refused address doesn't show its password: %j", (catalog) => {
  let message = "";
  try {
    define(addresses, { backends: { catalog } });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain("***@catalog.example.com");
  expect(message).not.toContain("hunter2");
});
