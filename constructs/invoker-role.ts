import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { identityPolicy, trustPrincipal } from "./policy-document";

export interface InvokerRoleProps {
  name: string;
  /** ARN of the role, user or account that may assume it. */
  principalArn: string;
  /** What has to be said to assume it. @default - nothing */
  externalId?: string | undefined;
  /** ARNs of the aliases that it may invoke. */
  functionArns: readonly string[];
}

/** A role for one caller, which may invoke functions by their aliases and nothing else. */
export class InvokerRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: InvokerRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name: props.name,
      description: `Invokes functions directly, for ${props.principalArn}`,
      assumeRolePolicy: trustPrincipal(props.principalArn, props.externalId),
    });
    new IamRolePolicy(this, "policy", {
      name: "invoke",
      role: role.name,
      policy: identityPolicy([
        { Sid: "Invoke", Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [...props.functionArns] },
      ]),
    });
    this.arn = role.arn;
  }
}
