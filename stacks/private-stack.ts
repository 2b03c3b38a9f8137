import { ApiGatewayDomainNameAccessAssociation } from "@cdktf/provider-aws/lib/api-gateway-domain-name-access-association";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { DataAwsVpcEndpoint } from "@cdktf/provider-aws/lib/data-aws-vpc-endpoint";
import type { Construct } from "constructs";
import { AliasRecords } from "../constructs/alias-records";
import { executeApiService } from "../constructs/execute-api-endpoint";
import type { Statement } from "../constructs/policy-document";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { DoorStack } from "./door-stack";

/** The door for clients in the VPC: nobody else gets in, neither to the APIs nor to their domain name. */
export class PrivateStack extends DoorStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "private", environment, service);
    const endpoint = this.vpcEndpoint();
    const domain = this.build({
      endpointType: "PRIVATE",
      vpcEndpointIds: [endpoint.id],
      policy: (executionArn, allowed) =>
        onlyThrough(
          endpoint.id,
          `${executionArn}/*`,
          allowed.map((method) => `${executionArn}/${environment.stage}/${method}`),
        ),
      domainPolicy: onlyThrough(
        endpoint.id,
        `arn:aws:execute-api:${environment.region}:${environment.account}:/domainnames/${this.host}+*`,
      ),
    });
    new ApiGatewayDomainNameAccessAssociation(this, "access", {
      accessAssociationSource: endpoint.id,
      accessAssociationSourceType: "VPCE",
      domainNameArn: domain.arn,
    });
    const zone = new DataAwsRoute53Zone(this, "private-zone", { name: this.host, privateZone: true });
    const dns = endpoint.dnsEntry.get(0);
    new AliasRecords(this, "alias", {
      name: this.host,
      zoneId: zone.zoneId,
      target: { name: dns.dnsName, zoneId: dns.hostedZoneId },
      types: ["A"],
    });
  }

  /** The VPC's execute-api endpoint: pinned, or looked up by the tag that the network stack gave it. */
  private vpcEndpoint(): DataAwsVpcEndpoint {
    const { network, region } = this.environment;
    const pinned = network && "vpcEndpointId" in network ? network.vpcEndpointId : undefined;
    return new DataAwsVpcEndpoint(this, "execute-api", {
      serviceName: executeApiService(region),
      state: "available",
      ...(pinned ? { id: pinned } : { tags: { Name: this.names.tagged("execute-api") } }),
    });
  }
}

/**
 * Lets everybody in who comes through the endpoint, to all or to a part, and denies the rest, so that no later Allow opens the
 * door wider.
 * Source: developer guide, "Use VPC endpoint policies" and "API Gateway resource policy examples".
 */
const onlyThrough = (vpcEndpointId: string, resource: string, allowed: string[] = [resource]): Statement[] => [
  {
    Sid: "DenyAllButTheEndpoint",
    Effect: "Deny",
    Principal: "*",
    Action: ["execute-api:Invoke"],
    Resource: [resource],
    Condition: { StringNotEquals: { "aws:SourceVpce": vpcEndpointId } },
  },
  {
    Sid: "AllowThroughTheEndpoint",
    Effect: "Allow",
    Principal: "*",
    Action: ["execute-api:Invoke"],
    Resource: allowed,
  },
];
