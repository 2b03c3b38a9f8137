import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import { shortEnough, tlsPolicy } from "./load-balancer";
import { PrivateBucket } from "./private-bucket";

/** What a port leads to. */
export interface NetworkListener {
  port: number;
  /** Port that the targets listen to. */
  targetPort: number;
  /** With which the load balancer ends TLS. @default - TLS goes through to the targets */
  certificateArn?: string | undefined;
  /** Target group that exists, or one to make: its name of at most 32 characters and its targets. */
  targets: string | { name: string; addresses: readonly TargetAddress[]; healthCheckPath?: string | undefined };
}

export interface TargetAddress {
  address: string;
  isOutsideVpc: boolean;
}

export interface NetworkLoadBalancerProps {
  /** At most 32 characters. */
  name: string;
  account: string;
  region: string;
  vpcId: string;
  /** Two or more, in different availability zones. */
  subnetIds: readonly string[];
  /** Where the targets of existing target groups are. */
  cidr: string;
  listeners: readonly NetworkListener[];
  /** Only listeners with a certificate log (user guide, "Access logs for your Network Load Balancer"). */
  accessLogs: { bucket: string; retentionInDays: number };
  /** Refuses deletion, by Elastic Load Balancing and by Terraform; keeps the access logs. */
  deletionProtection: boolean;
}

/**
 * An internal Network Load Balancer that answers a VPC link and nobody else: its security group lets nothing in, and isn't asked
 * about PrivateLink, by which API Gateway comes. Source: API Gateway developer guide, "Set up a Network Load Balancer for API
 * Gateway private integrations".
 */
export class NetworkLoadBalancer extends Construct {
  readonly arn: string;
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: NetworkLoadBalancerProps) {
    super(scope, id);
    const group = this.securityGroup(props);
    const logs = props.listeners.some(({ certificateArn }) => certificateArn !== undefined)
      ? this.accessLogs(props)
      : undefined;
    const balancer = new Lb(this, "Resource", {
      name: shortEnough(props.name),
      loadBalancerType: "network",
      internal: true,
      subnets: [...props.subnetIds],
      securityGroups: [group.id],
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "off",
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: props.deletionProtection,
      ...(logs && { accessLogs: { bucket: logs.bucketName, enabled: true } }),
      lifecycle: { preventDestroy: props.deletionProtection },
      ...(logs && { dependsOn: [logs.policy] }),
    });
    this.arn = balancer.arn;
    this.securityGroupId = group.id;
    for (const listener of props.listeners)
      new LbListener(this, `port-${listener.port}`, {
        loadBalancerArn: balancer.arn,
        port: listener.port,
        ...(listener.certificateArn === undefined
          ? { protocol: "TCP" }
          : {
              protocol: "TLS",
              sslPolicy: tlsPolicy,
              certificateArn: listener.certificateArn,
            }),
        defaultAction: [{ type: "forward", targetGroupArn: this.targetGroupArn(listener, props.vpcId) }],
      });
  }

  private targetGroupArn({ port, targetPort, certificateArn, targets }: NetworkListener, vpcId: string): string {
    if (typeof targets === "string") return targets;
    const group = new LbTargetGroup(this, `targets-${port}`, {
      name: shortEnough(targets.name),
      targetType: "ip",
      vpcId,
      port: targetPort,
      protocol: certificateArn === undefined ? "TCP" : "TLS",
      // else targets would have to let in API Gateway's addresses, which it tells nobody
      preserveClientIp: "false",
      healthCheck: {
        enabled: true,
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        ...(targets.healthCheckPath === undefined
          ? { protocol: "TCP" }
          : { protocol: "HTTPS", path: targets.healthCheckPath, matcher: "200-399" }),
      },
      // a listener can't be without one, so the new one comes before the old one goes
      lifecycle: { createBeforeDestroy: true },
    });
    for (const { address, isOutsideVpc } of targets.addresses)
      new LbTargetGroupAttachment(this, `target-${port}-${address}`, {
        targetGroupArn: group.arn,
        targetId: address,
        port: targetPort,
        ...(isOutsideVpc && { availabilityZone: "all" }),
      });
    return group.arn;
  }

  private securityGroup({ name, vpcId, cidr, listeners }: NetworkLoadBalancerProps): SecurityGroup {
    const group = new SecurityGroup(this, "security-group", {
      name: `${name}-vpc-link`,
      description: "From a VPC link of API Gateway to its backends",
      vpcId,
      tags: { Name: `${name}-vpc-link` },
    });
    const ways = new Map<string, { to: string; targetPort: number }>();
    for (const { targets, targetPort } of listeners)
      if (typeof targets === "string") ways.set(`to-network-${targetPort}`, { to: cidr, targetPort });
      else
        for (const { address } of targets.addresses)
          ways.set(`to-${address}-${targetPort}`, { to: `${address}/32`, targetPort });
    for (const [id, { to, targetPort }] of ways)
      new VpcSecurityGroupEgressRule(this, id, {
        securityGroupId: group.id,
        description: "Requests and health checks to targets",
        ipProtocol: "tcp",
        fromPort: targetPort,
        toPort: targetPort,
        cidrIpv4: to,
      });
    return group;
  }

  /** Source: Elastic Load Balancing user guide for Network Load Balancers, "Access logs", bucket permissions. */
  private accessLogs({ accessLogs, account, region, deletionProtection }: NetworkLoadBalancerProps): PrivateBucket {
    const { bucket, retentionInDays } = accessLogs;
    const fromOwnLogs = {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:logs:${region}:${account}:*` },
    };
    const delivery = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } } as const;
    return new PrivateBucket(this, "access-logs", {
      bucket,
      expiry: { id: "retention", expiration: [{ days: retentionInDays }] },
      statements: [
        {
          Sid: "CheckAcl",
          ...delivery,
          Action: ["s3:GetBucketAcl"],
          Resource: [`arn:aws:s3:::${bucket}`],
          Condition: fromOwnLogs,
        },
        {
          Sid: "WriteAccessLogs",
          ...delivery,
          Action: ["s3:PutObject"],
          Resource: [`arn:aws:s3:::${bucket}/AWSLogs/${account}/*`],
          Condition: {
            ...fromOwnLogs,
            StringEquals: { ...fromOwnLogs.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
          },
        },
      ],
      destroy: deletionProtection ? "kept" : "emptied",
    });
  }
}
