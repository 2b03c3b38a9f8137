import * as z from "zod/mini";
import { textAt } from "../mapping-template";
import type { Route } from "../route";
import { PutRecordsAnswer, sequenceNumber } from "../service-answers";

/** What a visitor does in the shop, before and after signing in. */
export const ShopEvent = z.strictObject({
  /** A visit; its events stay in order. */
  sessionId: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/)),
  type: z.enum(["view", "search", "cart", "checkout"]),
  sku: z.optional(z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/))),
  query: z.optional(z.string().check(z.maxLength(200))),
  /** As the visitor's clock says. */
  occurredAt: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/)),
});

export const ShopEvents = z.strictObject({
  events: z.array(ShopEvent).check(z.minLength(1), z.maxLength(100)),
});

export const ShopEventReceipt = z.strictObject({ sequenceNumber: z.string() });

export const shopEventModels = { ShopEvent, ShopEvents, ShopEventReceipt, ShopEventsReceipt: PutRecordsAnswer };

const sample = {
  sessionId: "7d1c0a52b3f94e6c",
  type: "view",
  sku: "tea-green",
  occurredAt: "2026-04-09T12:34:56.789Z",
};

export const shopEventRoutes = {
  recordEvent: {
    method: "POST",
    path: "/events",
    summary: "Record what a visitor does in the shop.",
    // visitors do most of it before they sign in
    audience: "public",
    integration: {
      type: "kinesis",
      stream: "events",
      action: "PutRecord",
      partitionKey: textAt("$.sessionId"),
      answer: { sequenceNumber },
    },
    request: { body: ShopEvent },
    sample: { body: sample },
    responses: { 202: { description: "The event is recorded", body: ShopEventReceipt } },
    errors: [400, 502, 503],
  },
  recordEvents: {
    method: "POST",
    path: "/events/batch",
    summary: "Record up to 100 events; of those that were not stored each one may be sent again.",
    audience: "public",
    integration: {
      type: "kinesis",
      stream: "events",
      action: "PutRecords",
      records: "events",
      partitionKey: "sessionId",
    },
    request: { body: ShopEvents },
    sample: { body: { events: [sample, sample] } },
    responses: {
      200: { description: "All events are recorded", body: PutRecordsAnswer },
      207: { description: "Some events are recorded, and some are not", body: PutRecordsAnswer },
    },
    errors: [400, 502, 503],
  },
} as const satisfies Record<string, Route>;
