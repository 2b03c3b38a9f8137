import { actionsWithoutResource } from "./actions-without-resource";
import type { Grant } from "./deployment-permissions";

/** What CI needs for streams, their delivery and state machines; queues, buckets and what feeds functions are elsewhere. */
export const eventsGrants: readonly Grant[] = [
  {
    sid: "Streams",
    read: ["kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListTagsForStream"],
    write: [
      "kinesis:CreateStream",
      "kinesis:DeleteStream",
      "kinesis:UpdateShardCount",
      "kinesis:UpdateStreamMode",
      "kinesis:IncreaseStreamRetentionPeriod",
      "kinesis:DecreaseStreamRetentionPeriod",
      "kinesis:StartStreamEncryption",
      "kinesis:StopStreamEncryption",
      "kinesis:AddTagsToStream",
      "kinesis:RemoveTagsFromStream",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:kinesis:${region}:${account}:stream/${prefix}-*`],
  },
  {
    sid: "StreamLimits",
    read: actionsWithoutResource.streamLimits.actions,
    write: [],
    resources: () => ["*"],
  },
  {
    sid: "DeliveryStreams",
    read: ["firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"],
    write: [
      "firehose:CreateDeliveryStream",
      "firehose:UpdateDestination",
      "firehose:DeleteDeliveryStream",
      "firehose:TagDeliveryStream",
      "firehose:UntagDeliveryStream",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:firehose:${region}:${account}:deliverystream/${prefix}-*`],
  },
  {
    sid: "StateMachines",
    read: ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"],
    write: [
      "states:CreateStateMachine",
      "states:UpdateStateMachine",
      "states:DeleteStateMachine",
      "states:TagResource",
      "states:UntagResource",
    ],
    resources: ({ region, account, prefix }) => [`arn:aws:states:${region}:${account}:stateMachine:${prefix}-*`],
  },
  {
    // Terraform asks Step Functions whether a definition is valid before it changes anything
    sid: "StateMachineValidation",
    read: actionsWithoutResource.stateMachineValidation.actions,
    write: [],
    resources: () => ["*"],
  },
];
