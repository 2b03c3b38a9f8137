import type { Alarms } from "./alarms";
import type { Backends } from "./backends";
import type { Balancer } from "./balancer";
import type { Cache } from "./cache";
import type { CertificateArn, CertificateRegion } from "./certificate";
import { checkPins } from "./checks";
import type { CloudFront } from "./cloudfront";
import type { Direct } from "./direct";
import type { Domain, TlsPolicy } from "./domain";
import type { Encryption } from "./encryption";
import type { Events } from "./events";
import type { MutualTls } from "./mutual-tls";
import type { Realtime } from "./realtime";
import type { Releases } from "./release";
import type { Throttle } from "./throttle";
import type { UsagePlans } from "./usage-plans";
import type { UserPool } from "./user-pool";
import type { LogRetentionDays, Region } from "./vocabulary";
import type { VpcLink } from "./vpc-links";
import type { WebAcl } from "./web-acl";

/** How clients reach the API: Regional, Edge-optimized or Private endpoint. */
export type Door = "regional" | "edge" | "private";

/**
 * How a function is reached: through a door, an internal load balancer, by its own name with IAM permissions, from a queue or a
 * state machine, or by a WebSocket.
 */
export type WayIn = Door | "balancer" | "direct" | "events" | "realtime";

/** Terraform state: a git-ignored `.state/` folder, or an S3 bucket with a lock file in it. */
export type StateBackend = { backend: "local" } | { backend: "s3"; bucket: string; region: Region };

/**
 * The VPC that reaches the private door and the load balancer: one to create (two subnets or more, one an availability zone), or one that
 * exists. `vpcEndpointId` names an execute-api endpoint that it already has.
 */
export type Network =
  | { cidr: string; availabilityZones: readonly [string, string, ...string[]] }
  | { vpcId: string; cidr: string; subnetIds: readonly [string, string, ...string[]]; vpcEndpointId?: string };

/** What an environment folder pins. */
export interface EnvironmentPins<R extends Region = Region, D extends Door = Door> {
  /** Name of the folder: `[a-z][a-z0-9]*`, not `account`. First part of every stack's name. */
  name: string;
  /** AWS account id; no stack of this environment touches another account. */
  account: string;
  /** Region of everything but an edge certificate. */
  region: R;
  /** API Gateway stage of every REST API: letters, digits, `-` and `_`, up to 128. */
  stage: string;
  /** Doors that are open. A door that is not listed has no stack. */
  doors: readonly [D, ...D[]];
  domain: Domain<NoInfer<D>>;
  certificateRegion: CertificateRegion<NoInfer<D>, NoInfer<R>>;
  /**
   * Certificates that exist, by door, in the region that {@link certificateRegion} says.
   *
   * @default - each door's certificate is created, and validated by DNS
   */
  certificateArn?: { [K in NoInfer<D>]?: CertificateArn<CertificateRegion<NoInfer<D>, NoInfer<R>>[K]> };
  /** First names of those certificates, by which a plan finds them. @default - the doors' host names */
  certificateName?: { [K in NoInfer<D>]?: string };
  /** @default "TLS_1_2" */
  tlsPolicy?: TlsPolicy;
  /** Client certificates at the regional door. @default - none are asked for */
  mutualTls?: "regional" extends NoInfer<D> ? MutualTls<NoInfer<R>> : never;
  /** @default - clients call the regional door itself */
  cloudFront?: "regional" extends NoInfer<D> ? CloudFront : never;
  /** Requests per second and burst of each method of each REST API's stage. */
  throttle: Throttle;
  /** What clients with API keys may ask of each door, by tier. @default - no plans and no keys */
  usagePlans?: UsagePlans;
  /** Variables of every stage, which functions and mapping templates can read. Never secrets. @default - none */
  stageVariables?: Readonly<Record<string, string>>;
  /** Keeps answers of routes that the contract has cached. @default - every request reaches its backend */
  cache?: Cache;
  /** Addresses of HTTP backends, by their names in the contract. Needed for those that routes lead to. @default - none */
  backends?: Backends;
  /** VPC links to HTTP backends that only the VPC reaches, by name; need {@link network}. @default - none */
  vpcLinks?: Readonly<Record<string, VpcLink<NoInfer<R>>>>;
  /** Whether each door shows HTTP backends a certificate by which they know it. @default false */
  clientCertificate?: boolean;
  /** What is kept out before it reaches a stage of the regional or the edge door. @default - no web ACL */
  webAcl?: WebAcl;
  logs: {
    /** Days that access, execution and function logs are kept. */
    retentionDays: LogRetentionDays;
    /** API Gateway's execution log. Payloads are never logged. @default "ERROR" */
    execution?: "OFF" | "ERROR" | "INFO";
  };
  /** Refuses to delete tables: DynamoDB by its deletion protection, Terraform by `prevent_destroy` (which also guards REST APIs and zones). */
  deletionProtection: boolean;
  lambda: {
    /** MB, 128 to 10,240; CPU grows with it. */
    memorySize: number;
    /** Seconds; below the 29 s that API Gateway waits. */
    timeout: number;
    /** Concurrent executions of each function behind each way in at most. @default - the account's unreserved concurrency */
    reservedConcurrency?: number;
    /** Concurrent executions that the account has in the region (Service Quotas, L-B99A9384). @default 1000 */
    accountConcurrency?: number;
  };
  /** Needed when the private door is open, and by {@link balancer} and {@link vpcLinks}. */
  network?: Network;
  /** Needed where an open door takes tokens of people or machines (contract/<service>/authorization.ts). @default - none */
  userPool?: UserPool;
  /** @default - no load balancer */
  balancer?: Balancer;
  /** @default - functions are invoked by API Gateway and the load balancer only */
  direct?: Direct;
  /** @default - no WebSocket API, also where the contract has one */
  realtime?: Realtime<NoInfer<R>>;
  /** Streams, queues and state machines behind the API. @default - see each */
  events?: Events;
  /** Which definition each REST API serves, and its canary. @default - what the contract says, to everybody at once */
  releases?: Releases;
  state: StateBackend;
  /** GitHub repository whose workflows may plan and deploy this environment. @default - no roles for CI */
  ci?: { repository: `${string}/${string}` };
  /** What is watched, and who hears of it. @default - no alarms */
  alarms?: Alarms;
  /** @default - keys that AWS owns */
  encryption?: Encryption;
  /** Tags of everything that takes tags, beside those that stacks set. @default - none */
  tags?: Readonly<Record<string, string>>;
  /** First part of every physical name. @default - `<service>-<name>` */
  prefix?: string;
}

/** A checked environment: the pins, and the file that holds them. */
export type Environment = Omit<EnvironmentPins, "domain" | "certificateRegion"> & {
  /** Repository-relative file of the pins, for messages. */
  file: string;
  domain: Omit<Domain, "hosts"> & { hosts: Partial<Record<Door, string>> };
  certificateRegion: Partial<Record<Door, Region>>;
};

/**
 * Declares an environment. What TypeScript can tell is a type error: an edge certificate outside us-east-1, another
 * door's outside the region, a host name missing or for a closed door. The rest is refused here.
 *
 * @throws Error with one line per wrong pin: `<file>: <pin>: expected ..., got ...`
 */
export function defineEnvironment<const R extends Region, const D extends Door>(
  pins: EnvironmentPins<R, D>,
): Environment {
  const environment: Environment = { ...pins, file: `environments/${pins.name}/environment.ts` };
  checkPins(pins, environment);
  return environment;
}
