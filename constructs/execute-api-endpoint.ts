import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { policyDocument } from "./policy-document";

export interface ExecuteApiEndpointProps {
  /** Value of the `Name` tag, by which the private door finds the endpoint. */
  name: string;
  region: string;
  account: string;
  vpcId: string;
  subnetIds: readonly string[];
  /** Addresses that may call. */
  cidr: string;
}

/**
 * The interface endpoint through which a VPC calls private REST APIs. Private DNS stays off: it would take the names of
 * every public API in the region too; the door has a custom domain name instead.
 * Source: developer guide, "Private REST APIs in API Gateway".
 */
export class ExecuteApiEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: ExecuteApiEndpointProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "security-group", {
      name: props.name,
      description: "HTTPS from the VPC to private REST APIs",
      vpcId: props.vpcId,
      tags: { Name: props.name },
    });
    new VpcSecurityGroupIngressRule(this, "https", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: props.cidr,
    });
    new VpcEndpoint(this, "Resource", {
      vpcId: props.vpcId,
      vpcEndpointType: "Interface",
      serviceName: executeApiService(props.region),
      subnetIds: [...props.subnetIds],
      securityGroupIds: [group.id],
      privateDnsEnabled: false,
      policy: policyDocument([
        {
          Sid: "InvokeApisOfThisAccount",
          Effect: "Allow",
          Principal: "*",
          Action: ["execute-api:Invoke"],
          Resource: [`arn:aws:execute-api:${props.region}:${props.account}:*`],
        },
      ]),
      tags: { Name: props.name },
    });
  }
}

export const executeApiService = (region: string) => `com.amazonaws.${region}.execute-api`;
