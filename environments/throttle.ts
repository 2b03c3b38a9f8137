import * as z from "zod/mini";
import { between, expect } from "./pin-schemas";

/** A token bucket: what it gains a second, and what it holds. */
export interface RateAndBurst {
  /** Requests per second. */
  rateLimit: number;
  /** Requests at once. */
  burstLimit: number;
}

/** A method as the contract has it: `GET /orders/{orderId}`. */
export type MethodName = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD"} /${string}`;

export type MethodThrottles = Readonly<Partial<Record<MethodName, RateAndBurst>>>;

/** What every stage lets through. */
export interface Throttle extends RateAndBurst {
  /** Methods with limits of their own instead. @default - none */
  methods?: MethodThrottles;
}

/** Limits that the account has without a quota case. */
export const rateAndBurst = { rateLimit: between(1, 10_000), burstLimit: between(1, 5_000) };

export const methodThrottles = z.record(
  expect(/^(GET|POST|PUT|PATCH|DELETE|HEAD) \/\S*$/, "a method and a path, such as GET /orders/{orderId}"),
  z.strictObject(rateAndBurst),
);

export const throttle = z.strictObject({ ...rateAndBurst, methods: z.optional(methodThrottles) });
