import { ordersV1 } from "../../contract/orders/v1";
import type { Api, Route } from "../../contract/route";

const { getOrder, replaceOrder, deleteOrder } = ordersV1.routes;
const methods: readonly Route[] = [getOrder, replaceOrder, deleteOrder];

/** An API of as many routes, three a path: as many as API Gateway's 300 resources of an API hold, and more. */
export const apiWithRoutes = (count: number): Api => ({
  ...ordersV1,
  routes: Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const route = methods[index % methods.length]!;
      return [`operation${index}`, { ...route, path: `/kind${Math.floor(index / methods.length)}/{orderId}` }];
    }),
  ),
});
