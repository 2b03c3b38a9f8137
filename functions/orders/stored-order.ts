/** What a client says of an order, whichever version of the API it speaks. Amounts are in the currency's minor unit. */
export interface OrderInput extends Partial<Record<OptionalField, string | undefined>> {
  customerId: string;
  currency: string;
  items: { sku: string; quantity: number; unitPrice: number }[];
  /** Lines of the address, separated by line feeds; the last one is postal code and city where those are known. */
  shippingAddress: string;
  shippingCountry: string;
}

/** What is kept of an order: the input, and what only the service decides. */
export interface StoredOrder extends OrderInput {
  orderId: string;
  status: "placed" | "paid" | "shipped" | "cancelled";
  total: number;
  placedAt: string;
  updatedAt: string;
}

export const optionalFields = ["shippingPostalCode", "shippingCity", "note"] as const;

/** A field that an order may lack. */
export type OptionalField = (typeof optionalFields)[number];

/** How a version of the API writes orders: conversions that lose nothing, or refuse. */
export interface OrderShape<Body, Answer> {
  /** Optional fields that the version has. Replacing an order removes those that its client left out, and no others. */
  optional: readonly OptionalField[];
  /** @throws Refusal of what no order can be */
  toInput(body: Body): OrderInput;
  fromOrder(order: StoredOrder): Answer;
}
