import type { Construct } from "constructs";
import { InvokerRole } from "../constructs/invoker-role";
import { handlersOf } from "../contract/route";
import type { Service } from "../contract/service";
import type { Invoker } from "../environments/direct";
import type { Environment } from "../environments/environment";
import { EnvironmentStack } from "./environment-stack";

/** The way for callers that know the functions' names and have IAM permissions: a role for each of them. */
export class DirectStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "direct", environment, service);
    const { names } = this;
    const { direct } = environment;
    if (!direct) throw new Error(`${environment.file}: direct: expected invokers, got none`);
    const functions = this.deployFunctions(
      "direct",
      service.apis.flatMap((api) => [...handlersOf(api)]),
    );
    for (const [name, lambda] of functions) {
      this.sendFailures(name, lambda, `${name}-failures`);
      this.output(`function_arn_${name}`, names.functionAliasArn(name, "direct"), "What callers invoke");
    }
    for (const [name, invoker] of Object.entries(direct.invokers)) {
      const role = new InvokerRole(this, `invoke-${name}`, {
        name: names.role(`invoke-${name}`),
        principalArn: principalOf(invoker),
        externalId: direct.externalId,
        functionArns: [...functions.keys()].map((fn) => names.functionAliasArn(fn, "direct")),
      });
      this.output(`role_${name.replaceAll("-", "_")}`, role.arn, `Role that ${name} assumes`);
    }
  }
}

const principalOf = (invoker: Invoker) =>
  typeof invoker === "string" ? invoker : `arn:aws:iam::${invoker.wholeAccount}:root`;
