import * as z from "zod/mini";
import { amount, country, currency, CustomerId, OrderId, OrderStatus, quantity, sku, text } from "./order";

export const OrderItem = z.strictObject({ sku, quantity, unitPrice: amount });

/** What a client says of an order. */
export const OrderInput = z.strictObject({
  customerId: CustomerId,
  currency,
  items: z.array(OrderItem).check(z.minLength(1), z.maxLength(100)),
  shippingAddress: text(500),
  shippingCountry: country,
  note: z.optional(text(1000)),
});

/** What the service keeps: the input, and what only the service decides. */
export const Order = z.strictObject({
  orderId: OrderId,
  ...OrderInput.shape,
  status: OrderStatus,
  total: z.int().check(z.gte(0)),
  placedAt: z.string(),
  updatedAt: z.string(),
});

export const OrderList = z.strictObject({
  orders: z.array(Order),
  nextCursor: z.optional(z.string()),
});

export type OrderInput = z.output<typeof OrderInput>;
export type Order = z.output<typeof Order>;
