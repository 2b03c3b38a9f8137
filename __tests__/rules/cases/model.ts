import { api, mock, type Case } from "./case";

const model = (schema: unknown, name = "Order") =>
  api({ "/orders": { get: mock } }, { components: { schemas: { [name]: schema } } });
const object = { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] };

export const cases: Record<string, Case> = {
  "model-name": {
    keeps: [model(object)],
    breaks: [["a hyphen", model(object, "order-item"), /got order-item/]],
  },
  "model-schema": {
    keeps: [model(object), model({ type: "object", properties: { example: { type: "string" } } })],
    breaks: [
      ["a type that isn't one", model({ type: "strng" }), /strng/],
      ["an empty required", model({ type: "object", required: [] }), /required/],
      ["an enum with a value twice", model({ type: "string", enum: ["a", "a"] }), /enum/],
      ["nullable", model({ type: "string", nullable: true }), /nullable/],
      ["a discriminator", model({ ...object, discriminator: { propertyName: "sku" } }), /discriminator/],
    ],
  },
  "model-reference": {
    keeps: [model({ type: "array", items: { $ref: "#/components/schemas/Order" } })],
    breaks: [
      [
        "a model that isn't there",
        model({ type: "array", items: { $ref: "#/components/schemas/Item" } }),
        /\(Order\), got #\/components\/schemas\/Item/,
      ],
    ],
  },
};
