import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { Construct } from "constructs";
import { type DeploymentScope, deployStatements, planStatements } from "../constructs/deployment-permissions";
import { managedPolicies, type Statement } from "../constructs/policy-document";
import { StateBucket } from "../constructs/state-bucket";
import { service } from "../contract";
import type { Service } from "../contract/service";
import { originVerifySecrets } from "../environments/cloudfront";
import type { Environment, StateBackend } from "../environments/environment";
import { bootstrapStackName, type CiTask, namesOf, remoteState, stateKey } from "../environments/names";
import { PlacedStack } from "./placed-stack";

const issuer = "token.actions.githubusercontent.com";

/**
 * What an account needs before anything can be deployed into it: the state bucket, and for every environment in it the
 * roles with which GitHub Actions plans and deploys, without a stored key.
 * Source: GitHub, "Configuring OpenID Connect in Amazon Web Services".
 */
export class BootstrapStack extends PlacedStack {
  /** @param state where this stack's own state lies: `local` until the bucket exists. */
  constructor(scope: Construct, environments: readonly [Environment, ...Environment[]], state: StateBackend) {
    const [{ account, region }] = environments;
    const remote = remoteState(environments);
    super(scope, bootstrapStackName(environments[0]), {
      account,
      region: remote?.region ?? region,
      state,
      tags: { Service: service.name, ManagedBy: "terraform" },
    });
    if (remote) {
      const bucket = new StateBucket(this, "state", { bucket: remote.bucket });
      this.output("state_bucket", bucket.bucketName, "Bucket of the Terraform state");
    }
    const automated = environments.filter(({ ci }) => ci);
    if (automated.length === 0) return;
    const provider = new IamOpenidConnectProvider(this, "github", {
      url: `https://${issuer}`,
      clientIdList: ["sts.amazonaws.com"],
    });
    for (const environment of automated) this.roles(environment, provider.arn);
  }

  private roles(environment: Environment, providerArn: string): void {
    const { name, ci, account, region, stage, state, webAcl } = environment;
    const repository = ci!.repository;
    const { tables }: Service = service;
    const names = namesOf(environment, service.name);
    const secrets = originVerifySecrets(environment).map((secret) => names.secretArn(secret));
    const scope: DeploymentScope = {
      account,
      region,
      prefix: names.prefix,
      stage,
      tags: { Service: service.name, Environment: name },
      tablesWithItems: Object.entries(tables)
        .filter(([, { items = [] }]) => items.length > 0)
        .map(([table]) => names.tableArn(table)),
      truststore: environment.mutualTls?.truststore,
      originVerifySecrets: secrets.length > 0 ? secrets : undefined,
      webAcl: webAcl && ("arn" in webAcl ? { arn: webAcl.arn } : {}),
      state: state.backend === "s3" ? { bucket: state.bucket, keys: [`${stateKey(`${name}-*`)}*`] } : undefined,
    };
    this.role(environment, "plan", planStatements(scope), providerArn, [
      `repo:${repository}:pull_request`,
      `repo:${repository}:ref:refs/heads/main`,
    ]);
    this.role(environment, "deploy", deployStatements(scope), providerArn, [`repo:${repository}:environment:${name}`]);
  }

  private role(
    environment: Environment,
    task: CiTask,
    statements: readonly Statement[],
    providerArn: string,
    subjects: string[],
  ): void {
    const id = `${environment.name}-${task}`;
    const name = namesOf(environment, service.name).ciRole(task);
    const role = new IamRole(this, id, {
      name,
      description: `GitHub Actions: ${task} of ${environment.name}`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: providerArn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subjects } },
          },
        ],
      }),
      tags: { Environment: environment.name },
    });
    managedPolicies(statements).forEach((policy, index) => {
      const part = new IamPolicy(this, `${id}-policy-${index + 1}`, {
        name: `${name}-${index + 1}`,
        policy,
        tags: { Environment: environment.name },
      });
      new IamRolePolicyAttachment(this, `${id}-attachment-${index + 1}`, { role: role.name, policyArn: part.arn });
    });
    this.output(`${environment.name}_${task}_role`, role.arn, `Role that CI assumes to ${task} ${environment.name}`);
  }
}
