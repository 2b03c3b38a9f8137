import { actionsWithoutResource } from "./actions-without-resource";
import type { Grant } from "./deployment-permissions";

/** What CI needs to feed functions from streams and queues. */
export const eventSourceGrants: readonly Grant[] = [
  {
    // Lambda numbers them; their functions tell whose they are
    sid: "EventSources",
    read: ["lambda:GetEventSourceMapping"],
    write: ["lambda:UpdateEventSourceMapping", "lambda:DeleteEventSourceMapping"],
    resources: ({ region, account }) => [`arn:aws:lambda:${region}:${account}:event-source-mapping:*`],
    condition: ({ region, account, prefix }) => ({
      ArnLike: { "lambda:FunctionArn": `arn:aws:lambda:${region}:${account}:function:${prefix}-*` },
    }),
  },
  {
    sid: "EventSourceCreation",
    read: [],
    write: actionsWithoutResource.eventSourceCreation.actions,
    resources: () => ["*"],
    condition: ({ region, account, prefix }) => ({
      ArnLike: { "lambda:FunctionArn": `arn:aws:lambda:${region}:${account}:function:${prefix}-*` },
    }),
  },
  {
    sid: "EventSourceTags",
    read: ["lambda:ListTags"],
    write: ["lambda:TagResource", "lambda:UntagResource"],
    resources: ({ region, account }) => [`arn:aws:lambda:${region}:${account}:event-source-mapping:*`],
  },
];
