import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { optionalFields, type OrderInput, type StoredOrder } from "./stored-order";

export type Item = Record<string, AttributeValue>;

/** An order's fields as attributes of the same names, numbers exact. */
export function toAttributes(order: StoredOrder): Item {
  return {
    orderId: { S: order.orderId },
    customerId: { S: order.customerId },
    status: { S: order.status },
    placedAt: { S: order.placedAt },
    ...replaceableAttributes(order),
  };
}

/** The fields that replacing an order sets; an optional one is among them only where there is one. */
export function replaceableAttributes(
  order: Omit<OrderInput, "customerId"> & Pick<StoredOrder, "total" | "updatedAt">,
): Item {
  return {
    currency: { S: order.currency },
    items: {
      L: order.items.map(({ sku, quantity, unitPrice }) => ({
        M: { sku: { S: sku }, quantity: { N: String(quantity) }, unitPrice: { N: String(unitPrice) } },
      })),
    },
    shippingAddress: { S: order.shippingAddress },
    shippingCountry: { S: order.shippingCountry },
    ...Object.fromEntries(
      optionalFields.flatMap((field) => {
        const value = order[field];
        return value === undefined ? [] : [[field, { S: value }]];
      }),
    ),
    total: { N: String(order.total) },
    updatedAt: { S: order.updatedAt },
  };
}

/** Reads what was written, also by older code: the contract's rules for input are not applied again. */
export function toOrder(item: Item): StoredOrder {
  return {
    orderId: text(item, "orderId"),
    customerId: text(item, "customerId"),
    currency: text(item, "currency"),
    items: list(item, "items").map((line) => ({
      sku: text(line, "sku"),
      quantity: number(line, "quantity"),
      unitPrice: number(line, "unitPrice"),
    })),
    shippingAddress: text(item, "shippingAddress"),
    shippingCountry: text(item, "shippingCountry"),
    ...Object.fromEntries(optionalFields.flatMap((field) => (item[field] ? [[field, text(item, field)]] : []))),
    status: text(item, "status") as StoredOrder["status"],
    total: number(item, "total"),
    placedAt: text(item, "placedAt"),
    updatedAt: text(item, "updatedAt"),
  };
}

export const text = (item: Item, name: string) => item[name]?.S ?? unreadable(name, "a string");
export const number = (item: Item, name: string) => Number(item[name]?.N ?? unreadable(name, "a number"));
export const map = (item: Item, name: string) => item[name]?.M ?? unreadable(name, "a map");
const list = (item: Item, name: string) =>
  (item[name]?.L ?? unreadable(name, "a list")).map((element) => element.M ?? unreadable(name, "a list of maps"));

function unreadable(attribute: string, expected: string): never {
  throw new Error(
    `item of the orders table, attribute ${attribute}: expected ${expected}, got something else or nothing`,
  );
}
