import type { Construct } from "constructs";
import { DeadLetterQueue } from "../constructs/dead-letter-queue";
import { InvokerRole } from "../constructs/invoker-role";
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
    const functions = this.deployFunctions("direct");
    for (const [name, lambda] of functions) {
      const queue = `${name}-failures`;
      const { queueName } = new DeadLetterQueue(this, queue, { name: names.queue(queue), arn: names.queueArn(queue) });
      lambda.sendFailuresTo(
        names.queueArn(queue),
        this.useKey("QueueKey", ["kms:GenerateDataKey", "kms:Decrypt"], "sqs"),
      );
      this.output(`failures_${name}`, queueName, `Queue of what asynchronous invocations of ${name} failed to do`);
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
