import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { identityPolicy, type Statement, trustService } from "./policy-document";

export interface IntegrationRoleProps {
  name: string;
  description: string;
  /** What API Gateway does at the one resource that the role is for. */
  statements: readonly Statement[];
}

/**
 * A role by which API Gateway calls one resource of an AWS service for a door. Its trust has no condition: API Gateway gives
 * neither `aws:SourceAccount` nor `aws:SourceArn` when it assumes a role of an integration, which would then answer 500. No other
 * account can have its APIs use the role, as nobody can pass a role to a service from another account.
 * Sources: API Gateway API reference, PutIntegration.credentials; IAM user guide, "Grant a user permissions to pass a role to an
 * AWS service"; aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws pull request 479.
 */
export class IntegrationRole extends Construct {
  /** The role may do what it has to. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, description, statements }: IntegrationRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name,
      description,
      assumeRolePolicy: trustService("apigateway.amazonaws.com"),
    });
    this.ready = new IamRolePolicy(this, "policy", {
      name: "integration",
      role: role.name,
      policy: identityPolicy(statements),
    });
  }
}
