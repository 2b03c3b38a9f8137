import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { ExecuteApiEndpoint } from "../constructs/execute-api-endpoint";
import { Vpc } from "../constructs/vpc";
import type { Service } from "../contract/service";
import type { Environment, Network } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";

/** What doors are reached by: the hosted zone, and for the private door a VPC, its endpoint and a private zone. */
export class NetworkStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "network", environment, service);
    const { domain, network } = environment;
    if (!domain.zoneId) this.hostedZone(domain.zone);
    if (network) this.privateNetwork(network, domain.hosts.private);
  }

  /** An environment whose zone exists and whose VPC, if any, has its endpoint needs no network stack. */
  static isNeeded({ domain, network }: Environment): boolean {
    return !domain.zoneId || network !== undefined;
  }

  private hostedZone(name: string): void {
    const zone = new Route53Zone(this, "zone", {
      name,
      comment: "Delegate from the parent zone to its name servers",
      lifecycle: { preventDestroy: this.environment.deletionProtection },
    });
    this.output("name_servers", Fn.join(" ", zone.nameServers), `NS records of ${name} in its parent zone`);
  }

  private privateNetwork(network: Network, host: string | undefined): void {
    const { names, environment } = this;
    const vpc =
      "vpcId" in network
        ? { id: network.vpcId, subnetIds: network.subnetIds }
        : new Vpc(this, "vpc", { name: names.tagged("vpc"), ...network });
    if (!("vpcEndpointId" in network))
      new ExecuteApiEndpoint(this, "execute-api", {
        name: names.tagged("execute-api"),
        region: environment.region,
        account: environment.account,
        vpcId: vpc.id,
        subnetIds: vpc.subnetIds,
        cidr: network.cidr,
      });
    // named for the host alone: a private zone for the whole domain would hide the public one from the VPC
    if (host)
      new Route53Zone(this, "private-zone", {
        name: host,
        comment: "The private door, as its VPC sees it",
        vpc: [{ vpcId: vpc.id }],
      });
  }
}
