import type { Order, OrderInput } from "../../contract/orders/order-v1";
import type { OrderShape } from "./stored-order";

/** Orders of v1: one currency, and the address as a text. What v2 knows beyond that stays as it is. */
export const shapeV1: OrderShape<OrderInput, Order> = {
  optional: ["note"],
  toInput: (body) => body,
  fromOrder: ({ shippingPostalCode: _postalCode, shippingCity: _city, ...order }) => order,
};
