import * as z from "zod/mini";
import { pathParameter } from "../mapping-template";
import type { Route } from "../route";
import { attribute } from "../service-answers";

const Country = z.string().check(z.regex(/^[A-Z]{2}$/));

/** What it costs to ship an order to a country, and how long it takes. */
export const ShippingRate = z.strictObject({
  country: Country,
  /** In the currency's minor unit. */
  price: z.int().check(z.gte(0)),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  days: z.int().check(z.gte(1)),
});

/** Where orders are shipped to: all that the table `shipping-rates` has. */
export const shippingRates: readonly z.output<typeof ShippingRate>[] = [
  { country: "DE", price: 690, currency: "EUR", days: 4 },
  { country: "GB", price: 590, currency: "GBP", days: 3 },
  { country: "IE", price: 490, currency: "EUR", days: 2 },
];

export const shippingRateModels = { ShippingRate };

export const shippingRateRoutes = {
  getShippingRate: {
    method: "GET",
    path: "/shipping-rates/{country}",
    summary: "Tell what it costs to ship an order to a country.",
    audience: "public",
    integration: {
      type: "dynamodb",
      table: "shipping-rates",
      readableBy: "every caller",
      action: "GetItem",
      key: { country: { S: pathParameter("country") } },
      item: {
        country: attribute("country", "S"),
        price: attribute("price", "N"),
        currency: attribute("currency", "S"),
        days: attribute("days", "N"),
      },
      sampleItem: { country: { S: "IE" }, price: { N: "490" }, currency: { S: "EUR" }, days: { N: "3" } },
    },
    request: { path: z.object({ country: Country }) },
    sample: { path: { country: "IE" } },
    responses: { 200: { description: "The rate", body: ShippingRate } },
    errors: [404, 502, 503],
  },
} as const satisfies Record<string, Route>;
