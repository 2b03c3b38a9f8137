import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc as Resource } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";

export interface VpcProps {
  /** Value of the `Name` tag. */
  name: string;
  cidr: string;
  availabilityZones: readonly string[];
}

/** A VPC without a way to the internet: one subnet an availability zone, a closed default security group. */
export class Vpc extends Construct {
  readonly id: string;
  readonly subnetIds: string[];

  constructor(scope: Construct, id: string, { name, cidr, availabilityZones }: VpcProps) {
    super(scope, id);
    const vpc = new Resource(this, "Resource", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    new DefaultSecurityGroup(this, "default-security-group", { vpcId: vpc.id, tags: { Name: `${name}-default` } });
    this.id = vpc.id;
    this.subnetIds = availabilityZones.map(
      (zone, index) =>
        new Subnet(this, `subnet-${zone}`, {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock: Fn.cidrsubnet(cidr, 4, index),
          tags: { Name: `${name}-${zone}` },
        }).id,
    );
  }
}
