import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import { Construct } from "constructs";
import type { LambdaFunction } from "./lambda-function";
import { shortEnough } from "./load-balancer";

export interface LambdaTargetGroupProps {
  /** At most 32 characters. */
  name: string;
  function: LambdaFunction;
  account: string;
  /** Path of `GET` requests that tell whether the function answers; each is an invocation. @default - no health checks */
  healthCheckPath?: string | undefined;
}

/** Requests that a target group gets. */
export interface ListenerRule {
  listenerArn: string;
  /** 1 to 50,000; the lowest rule that matches counts. */
  priority: number;
  host: string;
  /** Patterns with `*` and `?`. */
  paths: readonly string[];
}

/**
 * A function's alias as the target of a load balancer, with headers and query parameters as lists.
 * Source: Elastic Load Balancing user guide, "Use Lambda functions as targets of an Application Load Balancer".
 */
export class LambdaTargetGroup extends Construct {
  private readonly targetGroup: LbTargetGroup;
  private readonly attachment: LbTargetGroupAttachment;

  constructor(scope: Construct, id: string, props: LambdaTargetGroupProps) {
    super(scope, id);
    this.targetGroup = new LbTargetGroup(this, "Resource", {
      name: shortEnough(props.name),
      targetType: "lambda",
      lambdaMultiValueHeadersEnabled: true,
      healthCheck: props.healthCheckPath
        ? {
            enabled: true,
            path: props.healthCheckPath,
            matcher: "200",
            // two invocations a minute, one from each availability zone, at no less than two zones
            interval: 60,
            timeout: 10,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
          }
        : { enabled: false },
    });
    const permission = props.function.permitTargetGroup(id, this.targetGroup.arn, props.account);
    this.attachment = new LbTargetGroupAttachment(this, "attachment", {
      targetGroupArn: this.targetGroup.arn,
      targetId: props.function.alias.arn,
      // registering a function that the load balancer may not invoke is refused
      dependsOn: [permission],
    });
  }

  /** Takes the requests that a rule describes. */
  receive({ listenerArn, priority, host, paths }: ListenerRule): void {
    new LbListenerRule(this, "rule", {
      listenerArn,
      priority,
      condition: [{ hostHeader: { values: [host] } }, { pathPattern: { values: [...paths] } }],
      action: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
      dependsOn: [this.attachment],
    });
  }
}
