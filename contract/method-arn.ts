import type { Route } from "./route";

/**
 * The part of a method's ARN after the stage, `GET/orders/*`, as policies name it: a path parameter is `*`, which stands for
 * any text, slashes too. Source: API Gateway developer guide, "Resource format of permissions for executing API".
 */
export const methodPattern = ({ method, path }: Pick<Route, "method" | "path">): string =>
  method + path.replaceAll(/\{[^}]+\}/g, "*");

/** Whether a pattern takes in calls of another route, as `GET/orders/*` does those of `GET /orders/{orderId}/status`. */
export function takesIn(pattern: string, route: Pick<Route, "method" | "path">): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(methodPattern(route).replaceAll("*", "value"));
}
