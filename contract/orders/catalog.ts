import * as z from "zod/mini";
import { contextVariable, pathParameter, VelocityFile } from "../mapping-template";
import { backendHeader } from "../parameter-mapping";
import type { Route } from "../route";
import { amount, currency, sku } from "./order";

/** An article of the shop, as clients see it. */
export const Article = z.strictObject({
  sku,
  title: z.string(),
  price: z.strictObject({ amount, currency }),
  available: z.boolean(),
});

/** An article as the older system has it: prices in decimal, names in upper case. */
const item = { ARTNO: "cup-01", TEXT: 'Cup "Rim", 0.3 l', PRICE: "19.90", CURR: "EUR", AVAIL: "Y" };

const articlePath = z.object({ sku });

export const getArticle = {
  method: "GET",
  path: "/catalog/{sku}",
  summary: "Read an article of the catalogue, which may be five minutes old.",
  audience: "public",
  integration: {
    type: "http",
    backend: "catalog",
    method: "POST",
    path: "/items/lookup",
    parameters: { headers: { "X-Correlation-Id": contextVariable("requestId") } },
    request: { QUERY: { ARTNO: pathParameter("sku"), LANG: "EN" } },
    answer: new VelocityFile("contract/orders/article.vtl"),
    headers: { "Last-Modified": backendHeader("Last-Modified") },
    samples: [
      { given: { ITEM: item } },
      { given: { ITEM: { ...item, PRICE: "0.05", AVAIL: "N" } } },
      { given: { ITEM: { ...item, PRICE: "19.9" } }, status: 502 },
      { given: { ITEM: { ...item, PRICE: 19.9 } }, status: 502 },
      { given: { ITEM: null }, status: 502 },
    ],
    errors: [
      { pattern: "404", sampleStatus: 404, status: 404, code: "NOT_FOUND", message: "there is no such article" },
      {
        pattern: String.raw`5\d{2}`,
        sampleStatus: 500,
        status: 503,
        code: "SERVICE_UNAVAILABLE",
        message: "the catalogue is not available at the moment",
      },
    ],
    timeoutInMillis: 5000,
  },
  cache: { ttl: 300, keys: ["method.request.path.sku"] },
  request: { path: articlePath },
  sample: { path: { sku: "cup-01" } },
  responses: { 200: { description: "The article", body: Article, headers: ["Last-Modified"] } },
  errors: [404, 502, 503],
} as const satisfies Route;

export const getArticleImage = {
  method: "GET",
  path: "/catalog/{sku}/image",
  summary: "Read the picture of an article.",
  audience: "public",
  integration: { type: "httpProxy", backend: "catalog", path: "/images/{sku}", cors: "none", versionHeaders: "none" },
  request: { path: articlePath },
  responses: { 200: { description: "The picture" } },
} as const satisfies Route;
