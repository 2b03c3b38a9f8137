import { mkdtempSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { loadEnvironments } from "../../environments";
import type { Environment } from "../../environments/environment";
import { addStacks } from "../../stacks";
import { unsigned } from "../stacks/unsigned-service";
import { type Gateway, startGateway } from "../../tools/gateway/gateway";

const dev = loadEnvironments().find(({ name }) => name === "dev")!;

let gateway: Gateway | undefined;
afterEach(() => gateway?.close());

async function serve(pins: Partial<Environment>): Promise<Gateway> {
  const outdir = mkdtempSync(join(tmpdir(), "gatehouse-pinned-domains-"));
  const app = Testing.app({ outdir, stubVersion: false });
  addStacks(app, [{ ...dev, ...pins }], unsigned);
  app.synth();
  const folders = ["data", "network", "events", ...dev.doors].map((stack) => join(outdir, "stacks", `dev-${stack}`));
  return (gateway = await startGateway({ folders, port: 0, host: "127.0.0.1" }));
}

/** Status of `/v1/health` by Host header. */
const health = ({ port }: Gateway, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const request = http.get({ port, host: "127.0.0.1", path: "/v1/health", headers: { host } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject);
  });

const certificateArn = {
  regional: "arn:aws:acm:eu-west-1:111111111111:certificate/1",
  edge: "arn:aws:acm:us-east-1:111111111111:certificate/2",
} as const;
const truststore = { bucket: "example-truststore", key: "clients.pem", version: "v1" };
const cloudFront = { host: "www.dev.example.com", originVerifySecret: "dev/origin-verify" };

test.each<[string, Partial<Environment>]>([
  ["existing certificates", { certificateArn, certificateName: { edge: "*.dev.example.com" } }],
  ["DNS elsewhere", { domain: { ...dev.domain, dns: "elsewhere" } }],
  ["mutual TLS", { certificateArn, mutualTls: { truststore } }],
  ["a distribution", { cloudFront }],
])("a service with %s is served here by all its host names", async (_what, pins) => {
  const served = await serve(pins);
  const hosts = [...Object.values(dev.domain.hosts), ...(pins.cloudFront ? [pins.cloudFront.host] : [])];
  for (const host of hosts) expect({ host, status: await health(served, host) }).toEqual({ host, status: 200 });
});

test("a distribution's address is what clients are told", async () => {
  const { apis } = await serve({ cloudFront });
  const { url } = apis.find(({ door }) => door === "regional")!;
  expect(new URL(url).hostname).toBe("www.dev.example.com.localhost");
});
