import * as z from "zod/mini";
import { Expression, textAt } from "./mapping-template";

/** Of a message that SQS took. */
export const messageId = textAt("$.SendMessageResponse.SendMessageResult.MessageId");

/** Of an execution that Step Functions started. */
export const executionArn = textAt("$.executionArn");

/** What an EXPRESS state machine gave, as JSON. */
export const executionOutput = new Expression("JSON", { payload: "$.output" }, () => "$input.path('$.output')");

/** Of a record that Kinesis took. */
export const sequenceNumber = textAt("$.SequenceNumber");

/** What becomes of each record of a batch, in the order in which they were sent. */
export const PutRecordsAnswer = z.strictObject({
  failed: z.int(),
  results: z.array(
    z.strictObject({
      stored: z.boolean(),
      /** Why it was not stored: sent again later it may be. */
      code: z.optional(z.enum(["TOO_MANY_REQUESTS", "INTERNAL_ERROR"])),
    }),
  ),
});

/** Where in an item's attribute its value is, and what it is in JSON. */
const attributeTypes = { S: "text", N: "JSON", BOOL: "JSON" } as const;

/** An attribute of the item that is answered. Every item has to have it. */
export function attribute(name: string, type: keyof typeof attributeTypes): ItemAttribute {
  if (!/^[A-Za-z]\w*$/.test(name))
    throw new Error(`attribute: expected a name of letters, digits and _ that begins with a letter, got ${name}`);
  return new ItemAttribute(name, type);
}

/** Where an attribute's value is, when a template has the item at hand. */
export class ItemAttribute extends Expression<"template"> {
  constructor(
    /** Its name. */
    readonly of: string,
    readonly type: keyof typeof attributeTypes,
  ) {
    super(attributeTypes[type], "template", () => `$item.${of}.${type}`);
  }
}
