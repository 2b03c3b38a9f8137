import type { Address, Order, OrderInput } from "../../contract/orders/order-v2";
import { Refusal } from "../refusal";
import type { OrderShape, StoredOrder } from "./stored-order";

/** Orders of v2: money with its currency, and the address by parts, which v1 shows as the text's last line. */
export const shapeV2: OrderShape<OrderInput, Order> = {
  optional: ["note", "shippingPostalCode", "shippingCity"],

  toInput({ items, shippingAddress, ...same }) {
    const { postalCode, city, country } = shippingAddress;
    return {
      ...same,
      currency: currencyOf(items),
      items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPrice: unitPrice.amount })),
      shippingAddress: textOf(shippingAddress),
      shippingPostalCode: postalCode,
      shippingCity: city,
      shippingCountry: country,
    };
  },

  fromOrder({ currency, items, total, shippingAddress, shippingPostalCode, shippingCity, shippingCountry, ...same }) {
    return {
      ...same,
      items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPrice: { amount: unitPrice, currency } })),
      total: { amount: total, currency },
      shippingAddress: {
        ...partsOf({ shippingAddress, shippingPostalCode, shippingCity }),
        country: shippingCountry,
      },
    };
  },
};

/** The order's one currency. */
function currencyOf(items: OrderInput["items"]): string {
  const { currency } = items[0]!.unitPrice;
  const other = items.findIndex(({ unitPrice }) => unitPrice.currency !== currency);
  if (other !== -1) refuse(`items.${other}.unitPrice.currency`, "expected the first item's currency");
  return currency;
}

const lastLine = (postalCode: string | undefined, city: string | undefined) =>
  [postalCode, city].filter((part) => part !== undefined).join(" ");

/** An address as v1 has it: at most as long as it may be there. */
function textOf({ lines, postalCode, city }: Address): string {
  const last = lastLine(postalCode, city);
  const text = [...lines, ...(last ? [last] : [])].join("\n");
  if (text === "" || text.length > 500) refuse("shippingAddress", "expected 1 to 500 characters in all");
  return text;
}

/** Postal code and city count as long as they are the text's last line: v1 may have replaced the text since. */
function partsOf({
  shippingAddress: text,
  shippingPostalCode: postalCode,
  shippingCity: city,
}: Pick<StoredOrder, "shippingAddress" | "shippingPostalCode" | "shippingCity">): Omit<Address, "country"> {
  const last = lastLine(postalCode, city);
  if (!last || !text.endsWith(`\n${last}`)) return { lines: text.split("\n") };
  return {
    lines: text.slice(0, -last.length - 1).split("\n"),
    ...(postalCode !== undefined && { postalCode }),
    ...(city !== undefined && { city }),
  };
}

function refuse(part: string, message: string): never {
  throw new Refusal(422, "UNPROCESSABLE_ORDER", "the order can't be kept as it is", {
    details: [{ path: `body.${part}`, message }],
  });
}
