import * as z from "zod/mini";
import { amount, country, currency, CustomerId, OrderId, OrderStatus, quantity, sku, text } from "./order";

/** An amount in the currency's minor unit. */
export const Money = z.strictObject({ amount, currency });

/** What many items cost together. */
export const Total = z.strictObject({ amount: z.int().check(z.gte(0)), currency });

export const OrderItem = z.strictObject({ sku, quantity, unitPrice: Money });

const line = (maxLength: number) => z.string().check(z.regex(/^[^\n]*$/), z.maxLength(maxLength));

/**
 * Where an order goes, 500 characters at most in all. An address that v1 wrote has its text as `lines`, and neither postal
 * code nor city, as nobody said which part of the text they are.
 */
export const Address = z.strictObject({
  lines: z.array(line(500)).check(z.minLength(1)),
  postalCode: z.optional(text(16)),
  city: z.optional(text(100)),
  country,
});

/** What a client says of an order. All its prices are in one currency. */
export const OrderInput = z.strictObject({
  customerId: CustomerId,
  items: z.array(OrderItem).check(z.minLength(1), z.maxLength(100)),
  shippingAddress: Address,
  note: z.optional(text(1000)),
});

/** What the service keeps: the input, and what only the service decides. */
export const Order = z.strictObject({
  orderId: OrderId,
  ...OrderInput.shape,
  status: OrderStatus,
  total: Total,
  placedAt: z.string(),
  updatedAt: z.string(),
});

export const OrderList = z.strictObject({
  orders: z.array(Order),
  nextCursor: z.optional(z.string()),
});

export type Address = z.output<typeof Address>;
export type OrderInput = z.output<typeof OrderInput>;
export type Order = z.output<typeof Order>;
