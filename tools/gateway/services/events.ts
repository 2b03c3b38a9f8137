import { randomUUID } from "node:crypto";
import { Constraints } from "./constraints";
import { type Input, isJson } from "./input";
import type { Call, Operation, Result, Target } from "./service";
import { defineService } from "./stand-in";
import { identify, unknownAccount } from "./targets";

const putEvents: Operation<Target> = (input, call) => {
  const entries = input.list("Entries");
  new Constraints().required("entries", entries).length("entries", entries, 1, 10).check();
  const results = entries!.map((entry) => putEvent(entry, call));
  return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
};

/** Amazon EventBridge: events put on a bus, which no rule is applied to (API reference, PutEvents). */
export const events = defineService<Target>({
  name: "events",
  noun: "event bus",
  kept: "events",
  resource: "aws_cloudwatch_event_bus",
  read: () => ({}),
  implicit: (region) => ({
    name: "default",
    arn: `arn:aws:events:${region}:${unknownAccount}:event-bus/default`,
    region,
    account: unknownAccount,
  }),
  protocols: {
    // an integration must map the header itself: API Gateway doesn't know its prefix for this service
    json: { targetPrefix: "AWSEvents", version: "1.1", targetFromAction: false, errorPrefix: "" },
  },
  targetMembers: ["EventBusName"],
  operations: { PutEvents: putEvents },
});

function putEvent(entry: Input, { find, keep }: Call<Target>): Result {
  const fields = {
    Source: entry.text("Source"),
    DetailType: entry.text("DetailType"),
    Detail: entry.text("Detail"),
  };
  const absent = Object.entries(fields).find(([, value]) => value === undefined || value === "")?.[0];
  if (absent !== undefined)
    return {
      ErrorCode: "InvalidArgument",
      ErrorMessage: `Parameter ${absent} is not valid. Reason: ${absent} is a required argument.`,
    };
  const detail = parse(fields.Detail!);
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  const reference = identify(entry.text("EventBusName") ?? "default");
  const bus = find(reference);
  if (!bus) throw new Error(`event bus ${reference.name}: expected one in the loaded stacks, got none`);
  const eventId = randomUUID();
  const { Source: source, DetailType: detailType } = fields;
  const resources = entry.texts("Resources") ?? [];
  keep(bus, { eventId, source, detailType, resources, detail }, `${source} ${detailType} ${fields.Detail}`);
  return { EventId: eventId };
}

/** A detail is a JSON object. */
function parse(detail: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(detail);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
