import * as z from "zod/mini";

/** Money amounts are integers in the currency's minor unit (cents), so that no sum is ever rounded. */
const amount = z.int().check(z.gte(0), z.lte(100_000_000));
const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
const text = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength));

/** Also an order's partition in its customer's list. */
export const CustomerId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
export const OrderId = z.string().check(z.regex(/^ord_[0-9a-f]{32}$/));

export const OrderItem = z.strictObject({
  sku: z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/)),
  quantity: z.int().check(z.gte(1), z.lte(1000)),
  unitPrice: amount,
});

/** What a client says of an order. */
export const OrderInput = z.strictObject({
  customerId: CustomerId,
  currency,
  items: z.array(OrderItem).check(z.minLength(1), z.maxLength(100)),
  shippingAddress: text(500),
  shippingCountry: z.string().check(z.regex(/^[A-Z]{2}$/)),
  note: z.optional(text(1000)),
});

export const OrderStatus = z.enum(["placed", "paid", "shipped", "cancelled"]);

/** What the service keeps: the input, and what only the service decides. */
export const Order = z.strictObject({
  orderId: OrderId,
  ...OrderInput.shape,
  status: OrderStatus,
  total: z.int().check(z.gte(0)),
  placedAt: z.string(),
  updatedAt: z.string(),
});

/** Where an order stands, without what it is made of and where it goes. */
export const OrderProgress = z.strictObject({ orderId: OrderId, status: OrderStatus, updatedAt: z.string() });

export const OrderList = z.strictObject({
  orders: z.array(Order),
  nextCursor: z.optional(z.string()),
});

export type OrderInput = z.output<typeof OrderInput>;
export type Order = z.output<typeof Order>;
