import { loadEnvironments } from "../../environments";
import { refuseCollisions } from "../../environments/collisions";
import { defineEnvironment, type Environment, type EnvironmentPins } from "../../environments/environment";

const { file: _file, ...dev } = loadEnvironments().find(({ name }) => name === "dev")!;

/** Defines dev with some pins changed, as JavaScript would: past the types. */
const define = (pins: Record<string, unknown>): Environment =>
  defineEnvironment({ ...dev, ...pins } as unknown as EnvironmentPins);
const arn = (region: string, account = dev.account) =>
  `arn:aws:acm:${region}:${account}:certificate/11111111-2222-4333-8444-555555555555`;
const hosts = (changed: Record<string, string>) => ({ ...dev.domain, hosts: { ...dev.domain.hosts, ...changed } });
const closed = {
  doors: ["edge"],
  domain: { zone: "dev.example.com", hosts: { edge: "edge.dev.example.com" } },
  certificateRegion: { edge: "us-east-1" },
};
const truststore = { bucket: "example-truststore", key: "clients.pem", version: "3HL4kqtJvjVBH40Nrjfkd" };
const cloudFront = { host: "www.dev.example.com", originVerifySecret: "dev/origin-verify" };

test.each<[string, Record<string, unknown>, string]>([
  [
    "a certificate's ARN is none",
    { certificateArn: { edge: "edge" } },
    "certificateArn.edge: expected the ARN of an ACM certificate, arn:aws:acm:<region>:<account>:certificate/<id>, got edge",
  ],
  [
    "the edge door's certificate is in the API's region",
    { certificateArn: { edge: arn("eu-west-1") } },
    `certificateArn.edge: expected a certificate in us-east-1, got ${arn("eu-west-1")}`,
  ],
  [
    "the regional door's certificate is in us-east-1",
    { certificateArn: { regional: arn("us-east-1") } },
    `certificateArn.regional: expected a certificate in eu-west-1, got ${arn("us-east-1")}`,
  ],
  [
    "the private door's certificate is in us-east-1",
    { certificateArn: { private: arn("us-east-1") } },
    `certificateArn.private: expected a certificate in eu-west-1, got ${arn("us-east-1")}`,
  ],
  [
    "a certificate is another account's",
    { certificateArn: { edge: arn("us-east-1", "999999999999") } },
    `certificateArn.edge: expected a certificate of account 111111111111, got ${arn("us-east-1", "999999999999")}`,
  ],
  [
    "a closed door has a certificate",
    { ...closed, certificateArn: { regional: arn("eu-west-1") } },
    "certificateArn.regional: expected none, as the regional door is closed",
  ],
  [
    "a certificate that is created has a first name of its own",
    { certificateName: { edge: "*.dev.example.com" } },
    "certificateName.edge: expected none, as certificateArn.edge names no certificate, got *.dev.example.com",
  ],
  [
    "a hosted zone is pinned although the DNS is elsewhere",
    { domain: { ...dev.domain, dns: "elsewhere", zoneId: "Z0123456789" } },
    "domain.zoneId: expected none, as its DNS is elsewhere, got Z0123456789",
  ],
  [
    "a CNAME record would stand at the apex",
    { domain: { ...hosts({ regional: "dev.example.com" }), dns: "elsewhere" } },
    "domain.hosts.regional: expected a name below dev.example.com, as no CNAME can stand at a zone's apex, got dev.example.com",
  ],
  [
    "the private door would hide the zone from the VPC",
    { domain: hosts({ private: "dev.example.com" }) },
    "domain.hosts.private: expected a name below dev.example.com, as the private zone of that name would hide all of it",
  ],
  [
    "TLS 1.0 is asked for",
    { tlsPolicy: "TLS_1_0" },
    "tlsPolicy: expected TLS_1_2, as RFC 8996 deprecates what is older, got TLS_1_0",
  ],
  [
    "a policy is asked for that the provider can't express",
    { tlsPolicy: "SecurityPolicy_TLS13_1_3_2025_09" },
    "tlsPolicy: expected TLS_1_2, which takes TLS 1.3 too: SecurityPolicy_* needs version 6 of the AWS provider, got SecurityPolicy_TLS13_1_3_2025_09",
  ],
  [
    "mutual TLS is asked for and the regional door is closed",
    { ...closed, mutualTls: { truststore } },
    "mutualTls: expected none, as it is for the regional door, which is closed",
  ],
  [
    "a truststore has no version",
    { mutualTls: { truststore: { ...truststore, version: "null" } } },
    "mutualTls.truststore.version: expected the version id of an object in a versioned bucket, got null",
  ],
  [
    "a truststore is an address",
    { mutualTls: { truststore: { ...truststore, bucket: "https://example.com/clients.pem" } } },
    "mutualTls.truststore.bucket: expected an S3 bucket name, got https://example.com/clients.pem",
  ],
  [
    "ownership is proved of a certificate that ACM issued for it",
    { mutualTls: { truststore, ownershipVerificationCertificateArn: arn("eu-west-1") } },
    "mutualTls.ownershipVerificationCertificateArn: expected none, as the regional door's certificate is issued by ACM",
  ],
  [
    "the certificate that proves ownership is in another region",
    {
      certificateArn: { regional: arn("eu-west-1") },
      mutualTls: { truststore, ownershipVerificationCertificateArn: arn("us-east-1") },
    },
    "mutualTls.ownershipVerificationCertificateArn: expected a certificate in eu-west-1",
  ],
  [
    "CloudFront stands before a closed door",
    { ...closed, cloudFront },
    "cloudFront: expected none, as it stands in front of the regional door, which is closed",
  ],
  [
    "CloudFront stands before mutual TLS",
    { cloudFront, mutualTls: { truststore } },
    "mutualTls: expected none, as CloudFront has no client certificate to show API Gateway",
  ],
  [
    "CloudFront takes the regional door's name",
    { cloudFront: { ...cloudFront, host: "api.dev.example.com" } },
    "domain.hosts.regional: expected another name than cloudFront.host, got api.dev.example.com",
  ],
  [
    "CloudFront's name is outside the zone",
    { cloudFront: { ...cloudFront, host: "www.example.org" } },
    "cloudFront.host: expected a name inside the zone dev.example.com, got www.example.org",
  ],
  [
    "CloudFront's certificate is in the API's region",
    { cloudFront: { ...cloudFront, certificateArn: arn("eu-west-1") } },
    "cloudFront.certificateArn: expected a certificate in us-east-1",
  ],
  [
    "CloudFront has no secret to show the door",
    { cloudFront: { host: cloudFront.host } },
    "cloudFront.originVerifySecret: expected string, got none",
  ],
  [
    "a secret replaces itself",
    { cloudFront: { ...cloudFront, previousOriginVerifySecret: cloudFront.originVerifySecret } },
    "cloudFront.previousOriginVerifySecret: expected another secret than originVerifySecret",
  ],
])("is refused when %s", (_when, pins, message) => {
  expect(() => define(pins)).toThrow(message);
});

test("an API at the zone's apex has alias records, so it may be there", () => {
  expect(define({ domain: hosts({ regional: "dev.example.com" }) }).domain.hosts.regional).toBe("dev.example.com");
});

test("CloudFront's host name belongs to one environment", () => {
  const twin = define({
    name: "test",
    doors: ["regional"],
    domain: { zone: "dev.example.com", hosts: { regional: "www.dev.example.com" } },
    certificateRegion: { regional: "eu-west-1" },
  });
  expect(() => refuseCollisions([define({ cloudFront }), twin], "shop")).toThrow(
    "domain.hosts.regional: expected a host name of its own, got www.dev.example.com, which environments/dev/environment.ts has",
  );
});
