import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { App } from "cdktf";
import type { Environment } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";

/** Concurrent executions that AWS leaves to functions without a reservation (developer guide, "Reserved concurrency"). */
const unreserved = 100;
/** What an account has in a region unless it asked for more, or is new (Service Quotas, L-B99A9384). */
const usualConcurrency = 1000;

/** @throws Error naming the pin where the functions of an account's environments reserve more than a region has. */
export function refuseOverReservation(app: App): void {
  const reserved = new Map<string, { functions: number; total: number; environments: Environment[] }>();
  for (const stack of app.node.children.filter((child) => child instanceof EnvironmentStack)) {
    const { environment } = stack;
    const place = `${environment.account} ${environment.region}`;
    const sum = reserved.get(place) ?? { functions: 0, total: 0, environments: [] };
    for (const each of stack.node.findAll())
      if (each instanceof LambdaFunction && each.reservedConcurrentExecutionsInput !== undefined) {
        sum.functions += 1;
        sum.total += each.reservedConcurrentExecutionsInput;
        if (!sum.environments.includes(environment)) sum.environments.push(environment);
      }
    reserved.set(place, sum);
  }
  const problems = [...reserved].flatMap(([place, { functions, total, environments }]) => {
    const [first] = environments;
    if (!first) return [];
    const limit =
      Math.min(...environments.map(({ lambda }) => lambda.accountConcurrency ?? usualConcurrency)) - unreserved;
    return total <= limit
      ? []
      : [
          `${environments.map(({ file }) => file).join(", ")}: lambda.reservedConcurrency: expected at most ${limit} for all ${functions} functions in ${place} together, so that ${unreserved} stay unreserved, got ${total}: reserve less, or pin lambda.accountConcurrency as the account's quota is`,
        ];
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
