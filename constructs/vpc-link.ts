import { ApiGatewayVpcLink } from "@cdktf/provider-aws/lib/api-gateway-vpc-link";
import { Construct } from "constructs";
import { NetworkLoadBalancer, type NetworkLoadBalancerProps } from "./network-load-balancer";

/**
 * A VPC link of REST APIs, and the Network Load Balancer that it leads to. Both have one name, by which doors find the link.
 * Source: API Gateway developer guide, "Private integration using VPC links V1".
 */
export class VpcLink extends Construct {
  /** What targets have to let in. */
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: NetworkLoadBalancerProps) {
    super(scope, id);
    const balancer = new NetworkLoadBalancer(this, "balancer", props);
    new ApiGatewayVpcLink(this, "Resource", {
      name: props.name,
      description: "From REST APIs to HTTP backends in the VPC",
      targetArns: [balancer.arn],
      // AWS refuses to delete a link that a deployed API uses
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    this.securityGroupId = balancer.securityGroupId;
  }
}
