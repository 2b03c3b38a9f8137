import { CloudwatchLogDelivery } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery";
import { CloudwatchLogDeliveryDestination } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination";
import { CloudwatchLogDeliverySource } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-source";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { policyDocument } from "./policy-document";

export interface DistributionLogsProps {
  /** Of the delivery. */
  name: string;
  logGroup: string;
  retentionInDays: number;
  distributionArn: string;
  account: string;
  /** Of us-east-1, where CloudFront's logs go. */
  provider: TerraformProvider;
}

/** Without cookies and query strings, as they may be anybody's secrets. */
const recordFields = [
  "date",
  "time",
  "x-edge-location",
  "c-ip",
  "cs-method",
  "cs(Host)",
  "cs-uri-stem",
  "sc-status",
  "sc-bytes",
  "cs(User-Agent)",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
  "x-edge-request-id",
  "cs-protocol-version",
  "ssl-protocol",
  "time-taken",
  "time-to-first-byte",
];

/** One JSON line a request into CloudWatch. Source: CloudFront developer guide, "Configure standard logging (v2)". */
export class DistributionLogs extends Construct {
  constructor(scope: Construct, id: string, props: DistributionLogsProps) {
    super(scope, id);
    const { name, provider, account } = props;
    const group = new CloudwatchLogGroup(this, "Resource", {
      name: props.logGroup,
      retentionInDays: props.retentionInDays,
      provider,
    });
    const policy = new CloudwatchLogResourcePolicy(this, "policy", {
      policyName: name,
      policyDocument: policyDocument([
        {
          Sid: "DeliverLogs",
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`arn:aws:logs:us-east-1:${account}:log-group:${props.logGroup}:*`],
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": `arn:aws:logs:us-east-1:${account}:delivery-source:${name}` },
          },
        },
      ]),
      provider,
    });
    const source = new CloudwatchLogDeliverySource(this, "source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: props.distributionArn,
      provider,
    });
    const destination = new CloudwatchLogDeliveryDestination(this, "destination", {
      name,
      outputFormat: "json",
      deliveryDestinationConfiguration: [{ destinationResourceArn: group.arn }],
      provider,
    });
    new CloudwatchLogDelivery(this, "delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields,
      dependsOn: [policy],
      provider,
    });
  }
}
