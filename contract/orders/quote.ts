import * as z from "zod/mini";
import { jsonAt, textAt } from "../mapping-template";
import type { Route } from "../route";
import { ShippingRate } from "./shipping-rate";

const amount = z.int().check(z.gte(0), z.lte(100_000_000));

export const QuoteItem = z.strictObject({
  quantity: z.int().check(z.gte(1), z.lte(1000)),
  unitPrice: amount,
});

/** What somebody thinks of ordering. */
export const QuoteInput = z.strictObject({
  items: z.array(QuoteItem).check(z.minLength(1), z.maxLength(100)),
  currency: ShippingRate.shape.currency,
  shippingCountry: ShippingRate.shape.country,
});

export const Quote = z.strictObject({ items: z.int(), shipping: z.int(), total: z.int(), currency: z.string() });

/** What the function that quotes is invoked with: it knows nothing of HTTP. */
export interface QuoteEvent {
  items: readonly z.output<typeof QuoteItem>[];
  currency: string;
  country: string;
}

/** What it gives. */
export interface QuoteResult {
  goods: number;
  shipping: number;
  total: number;
  currency: string;
}

export const quoteModels = { QuoteItem, QuoteInput, Quote };

export const quoteRoutes = {
  quoteOrder: {
    method: "POST",
    path: "/quotes",
    summary: "Tell what an order would cost, shipping included.",
    audience: "public",
    integration: {
      type: "lambdaCustom",
      function: "quote",
      invocationType: "RequestResponse",
      event: { items: jsonAt("$.items"), currency: textAt("$.currency"), country: textAt("$.shippingCountry") },
      result: {
        items: jsonAt("$.goods"),
        shipping: jsonAt("$.shipping"),
        total: jsonAt("$.total"),
        currency: textAt("$.currency"),
      },
      sampleResult: { goods: 1350, shipping: 490, total: 1840, currency: "EUR" },
      errors: [
        {
          pattern: String.raw`NotShippable: .*`,
          sampleMessage: "NotShippable: expected a country with a shipping rate in EUR, got IE",
          status: 422,
          code: "NOT_SHIPPABLE",
          message: "nothing is shipped there for this currency",
        },
      ],
    },
    request: { body: QuoteInput },
    sample: { body: { items: [{ quantity: 3, unitPrice: 450 }], currency: "EUR", shippingCountry: "IE" } },
    responses: { 200: { description: "What it would cost", body: Quote } },
    errors: [400, 422, 502],
  },
} as const satisfies Record<string, Route>;
