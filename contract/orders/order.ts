import * as z from "zod/mini";

/** Money amounts are integers in the currency's minor unit (cents), so that no sum is ever rounded. */
export const amount = z.int().check(z.gte(0), z.lte(100_000_000));
export const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
export const country = z.string().check(z.regex(/^[A-Z]{2}$/));
export const sku = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/));
export const quantity = z.int().check(z.gte(1), z.lte(1000));
export const text = (maxLength: number) => z.string().check(z.minLength(1), z.maxLength(maxLength));

/** Also an order's partition in its customer's list. */
export const CustomerId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
export const OrderId = z.string().check(z.regex(/^ord_[0-9a-f]{32}$/));

export const OrderStatus = z.enum(["placed", "paid", "shipped", "cancelled"]);

/** Where an order stands, without what it is made of and where it goes. */
export const OrderProgress = z.strictObject({ orderId: OrderId, status: OrderStatus, updatedAt: z.string() });
