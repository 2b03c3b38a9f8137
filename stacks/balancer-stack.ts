import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import type { Construct } from "constructs";
import { AliasRecords } from "../constructs/alias-records";
import { LambdaTargetGroup } from "../constructs/lambda-target-group";
import { LoadBalancer } from "../constructs/load-balancer";
import { type Api, handlersOf } from "../contract/route";
import type { Service } from "../contract/service";
import type { Environment, Network } from "../environments/environment";
import { HostStack } from "./host-stack";

/** The way for clients in the VPC that do without API Gateway: an internal load balancer in front of the functions. */
export class BalancerStack extends HostStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "balancer", environment, service);
    const { balancer, network, account, region, logs, deletionProtection } = environment;
    if (!balancer || !network)
      throw new Error(`${environment.file}: balancer: expected a balancer and a network, got one missing`);
    const { host } = balancer;
    const loadBalancer = new LoadBalancer(this, "balancer", {
      name: this.names.loadBalancer,
      account,
      region,
      ...this.subnets(network),
      cidr: network.cidr,
      certificateArn: this.certificateArn("certificate", "balancer"),
      accessLogs: { bucket: this.names.bucket("lb-logs"), retentionInDays: logs.retentionDays },
      deletionProtection,
    });
    this.receive(loadBalancer, host);
    const zone = new DataAwsRoute53Zone(this, "private-zone", { name: host, privateZone: true });
    new AliasRecords(this, "alias", {
      name: host,
      zoneId: zone.zoneId,
      target: loadBalancer.alias,
      types: ["A"],
    });
    for (const { version } of service.apis)
      this.output(`url_${version}`, `https://${host}/${version}`, "Address for clients in the VPC");
  }

  /** VPC and subnets: pinned, or looked up by the tags that the network stack gave them. */
  private subnets(network: Network): { vpcId: string; subnetIds: readonly string[] } {
    if ("vpcId" in network) return network;
    const name = this.names.tagged("vpc");
    return {
      vpcId: new DataAwsVpc(this, "vpc", { tags: { Name: name } }).id,
      subnetIds: network.availabilityZones.map(
        (zone) => new DataAwsSubnet(this, `subnet-${zone}`, { tags: { Name: `${name}-${zone}` } }).id,
      ),
    };
  }

  private receive({ listenerArn }: LoadBalancer, host: string): void {
    const functions = this.deployFunctions(
      "balancer",
      this.service.apis.flatMap((api) => [...handlersOf(api)]),
    );
    this.service.apis.forEach((api, index) => {
      const id = `${api.name}-${api.version}`;
      const targetGroup = new LambdaTargetGroup(this, id, {
        name: this.names.targetGroup(api.name, api.version),
        function: functions.get(this.functionOf(api))!,
        account: this.environment.account,
        healthCheckPath: healthPath(api),
      });
      targetGroup.receive({
        listenerArn,
        priority: 100 + index,
        host,
        paths: [`/${api.version}`, `/${api.version}/*`],
      });
    });
  }

  /** A rule tells a version by its base path; which function serves a route, the function itself has to know. */
  private functionOf(api: Api): string {
    const [name, ...others] = handlersOf(api);
    if (name === undefined || others.length > 0)
      throw new Error(
        `${this.environment.file}: balancer: expected one function that handles routes of ${api.name} ${api.version}, got ${[...handlersOf(api)].join(", ") || "none"}`,
      );
    return name;
  }
}

/** A route that answers without doing anything. */
function healthPath({ version, routes }: Api): string | undefined {
  const route = Object.values(routes).find(
    ({ method, path, integration }) => integration.type === "mock" && method === "GET" && !path.includes("{"),
  );
  return route && `/${version}${route.path}`;
}
