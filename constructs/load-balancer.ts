import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { AliasTarget } from "./custom-domain";
import { PrivateBucket } from "./private-bucket";

export interface LoadBalancerProps {
  /** At most 32 characters. */
  name: string;
  account: string;
  region: string;
  vpcId: string;
  /** Two or more, in different availability zones. */
  subnetIds: readonly string[];
  /** Addresses that may call. */
  cidr: string;
  /** In the load balancer's own region. */
  certificateArn: string;
  accessLogs: { bucket: string; retentionInDays: number };
  /** Refuses deletion, by Elastic Load Balancing and by Terraform; keeps the access logs. */
  deletionProtection: boolean;
}

/**
 * An internal Application Load Balancer that listens to HTTPS alone: a redirect would only excuse clients that sent a
 * request in the clear before. What no rule takes is answered 404.
 * Source: Elastic Load Balancing, user guide for Application Load Balancers.
 */
export class LoadBalancer extends Construct {
  readonly alias: AliasTarget;
  readonly listenerArn: string;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const group = this.securityGroup(props);
    const logs = this.accessLogs(props);
    const balancer = new Lb(this, "Resource", {
      name: shortEnough(props.name),
      loadBalancerType: "application",
      internal: true,
      subnets: [...props.subnetIds],
      securityGroups: [group.id],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      enableDeletionProtection: props.deletionProtection,
      accessLogs: { bucket: logs.bucketName, enabled: true },
      lifecycle: { preventDestroy: props.deletionProtection },
      // tries to write a log when it is made
      dependsOn: [logs.policy],
    });
    this.alias = { name: balancer.dnsName, zoneId: balancer.zoneId };
    this.listenerArn = new LbListener(this, "https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: tlsPolicy,
      certificateArn: props.certificateArn,
      defaultAction: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "application/json", messageBody: nothingHere, statusCode: "404" },
        },
      ],
    }).arn;
  }

  private securityGroup({ name, vpcId, cidr }: LoadBalancerProps): SecurityGroup {
    const group = new SecurityGroup(this, "security-group", {
      name: `${name}-balancer`,
      description: "HTTPS from the VPC to the load balancer",
      vpcId,
      tags: { Name: `${name}-balancer` },
    });
    new VpcSecurityGroupIngressRule(this, "ingress", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: cidr,
    });
    return group;
  }

  /** Elastic Load Balancing encrypts its logs with S3's own keys only (user guide, "Enable access logs"). */
  private accessLogs({ accessLogs, account, region, deletionProtection }: LoadBalancerProps): PrivateBucket {
    return new PrivateBucket(this, "access-logs", {
      bucket: accessLogs.bucket,
      expiry: { id: "retention", expiration: [{ days: accessLogs.retentionInDays }] },
      statements: [
        {
          Sid: "WriteAccessLogs",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: ["s3:PutObject"],
          Resource: [`arn:aws:s3:::${accessLogs.bucket}/AWSLogs/${account}/*`],
          Condition: {
            ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/*` },
          },
        },
      ],
      destroy: deletionProtection ? "kept" : "emptied",
    });
  }
}

/** TLS 1.3 and 1.2 alone. Source: Elastic Load Balancing, user guides, "Security policies". */
export const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** Elastic Load Balancing API reference, CreateLoadBalancer and CreateTargetGroup. */
export function shortEnough(name: string): string {
  if (name.length > 32 || name.startsWith("internal-"))
    throw new Error(
      `load balancer or target group: expected a name of at most 32 characters that doesn't begin with internal-, got ${name}: pin another prefix`,
    );
  return name;
}

const nothingHere = JSON.stringify({ code: "NOT_FOUND", message: "there is nothing at this path", requestId: "none" });
