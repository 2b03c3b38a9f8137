import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { RequestedCertificate } from "../constructs/certificate";
import { ExecuteApiEndpoint } from "../constructs/execute-api-endpoint";
import { CertificateLookup } from "../constructs/certificate-lookup";
import { Vpc } from "../constructs/vpc";
import type { Service } from "../contract/service";
import { certifiedHosts } from "../environments/certificate";
import type { Environment, Network } from "../environments/environment";
import type { LinkListener } from "../environments/vpc-links";
import { HostStack } from "./host-stack";
import { addVpcLinks, type VpcPlace } from "./vpc-links";

const withoutCertificate = (environment: Environment) => certifiedHosts(environment).filter(({ arn }) => !arn);

/** What doors are reached by: the hosted zone, and in a VPC its endpoint and private zones; and the VPC links by which they reach its backends. */
export class NetworkStack extends HostStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "network", environment, service);
    const { domain, network, balancer } = environment;
    if (domain.dns === "elsewhere") this.requestCertificates();
    else if (!domain.zoneId) this.hostedZone(domain.zone);
    if (!network) return;
    const vpc = this.privateNetwork(network);
    const { vpcId } = vpc;
    this.vpcLinks(network, vpc);
    if (domain.hosts.private) this.privateZone("private-zone", domain.hosts.private, "The private door", vpcId);
    if (balancer) this.privateZone("balancer-zone", balancer.host, "The load balancer", vpcId);
  }

  /** An environment whose zone exists and that has no VPC needs no network stack. */
  static isNeeded(environment: Environment): boolean {
    const { domain, network } = environment;
    const makesPublicNames =
      domain.dns === "elsewhere" ? withoutCertificate(environment).length > 0 : domain.zoneId === undefined;
    return makesPublicNames || network !== undefined;
  }

  /** Here and not with the doors: they wait for what only a person can enter, the records that these outputs name. */
  private requestCertificates(): void {
    for (const { part, host } of withoutCertificate(this.environment)) {
      const { proof } = new RequestedCertificate(this, `certificate-${part}`, {
        domainName: host,
        provider: this.providerFor(part),
      });
      this.output(
        `certificate_${part}_cname_name`,
        proof.name,
        `CNAME record to create: proves the ownership of ${host}`,
      );
      this.output(`certificate_${part}_cname_target`, proof.value, "What that record points to");
    }
  }

  private hostedZone(name: string): void {
    const zone = new Route53Zone(this, "zone", {
      name,
      comment: "Delegate from the parent zone to its name servers",
      lifecycle: { preventDestroy: this.environment.deletionProtection },
    });
    this.output("name_servers", Fn.join(" ", zone.nameServers), `NS records of ${name} in its parent zone`);
  }

  private privateNetwork(network: Network): VpcPlace {
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
    return { vpcId: vpc.id, subnetIds: vpc.subnetIds };
  }

  private vpcLinks(network: Network, vpc: VpcPlace): void {
    const links = addVpcLinks(this, network, vpc, (listener, id, hosts) => this.linkCertificate(listener, id, hosts));
    for (const [link, { securityGroupId }] of links)
      this.output(
        `vpc_link_${link.replaceAll("-", "_")}_security_group`,
        securityGroupId,
        `Security group that backends behind ${link} have to let in`,
      );
  }

  /** API Gateway takes no certificate of a backend but one for the host name that it calls: a plan finds out. */
  private linkCertificate(
    { certificateArn: arn, certificateName: name }: LinkListener,
    id: string,
    hosts: readonly string[],
  ): string | undefined {
    if (arn !== undefined)
      hosts.forEach((host) => new CertificateLookup(this, `${id}-${host}`, { host, name: name ?? hosts[0], arn }));
    return arn;
  }

  /** Named for one host: a private zone for the whole domain would hide the public one from the VPC. */
  private privateZone(id: string, host: string, what: string, vpcId: string): void {
    new Route53Zone(this, id, { name: host, comment: `${what}, as its VPC sees it`, vpc: [{ vpcId }] });
  }
}
