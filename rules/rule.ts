import type { StackConfiguration } from "./stack-configuration";

export type { Resource, StackConfiguration } from "./stack-configuration";

/** What is wrong with a resource. */
export interface Violation {
  /** `aws_api_gateway_stage.orders_v1_stage`, or `*` for the stack as a whole. */
  address: string;
  /** `<argument>: expected ..., got ...`. */
  message: string;
}

/** A rule that every synthesized stack keeps. */
export interface Rule {
  /** In kebab case; waivers name it. */
  id: string;
  /** What holds where the rule is kept, one sentence. */
  checks: string;
  /** Where it is documented: AWS guide or reference, RFC, issue. */
  source: string;
  /** What breaks the rule. It judges what it can know: a value that is an expression is right until Terraform evaluates it. */
  check(stack: StackConfiguration): Iterable<Violation>;
}
