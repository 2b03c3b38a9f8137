import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaAlias } from "@cdktf/provider-aws/lib/lambda-alias";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { LambdaFunction as Resource } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { actionsWithoutResource } from "./actions-without-resource";
import { bundleFunction } from "./function-bundle";
import { identityPolicy, type Statement, trustService } from "./policy-document";

export interface LambdaFunctionProps {
  functionName: string;
  description: string;
  /** Entry file, relative to the repository. */
  entry: string;
  roleName: string;
  logGroup: { name: string; arn: string; retentionInDays: number };
  alias: string;
  environment: Record<string, string>;
  /** What its role may do beside writing its log and its traces. */
  statements: readonly Statement[];
  memorySize: number;
  timeout: number;
  /** @default - the account's unreserved concurrency */
  reservedConcurrency?: number | undefined;
}

/** A Lambda function on Node.js 22 and arm64, with a role, a log group and an alias of its own. */
export class LambdaFunction extends Construct {
  readonly alias: LambdaAlias;
  readonly functionName: string;
  readonly roleName: string;

  constructor(scope: Construct, id: string, props: LambdaFunctionProps) {
    super(scope, id);
    const bundle = bundleFunction(props.entry);
    const asset = new TerraformAsset(this, "code", { path: bundle.path, type: AssetType.FILE });
    const logGroup = new CloudwatchLogGroup(this, "logs", {
      name: props.logGroup.name,
      retentionInDays: props.logGroup.retentionInDays,
    });
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: `Execution role of the function ${props.functionName}`,
      assumeRolePolicy: trustService("lambda.amazonaws.com"),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "function",
      role: role.name,
      policy: identityPolicy([...writeLogsAndTraces(props.logGroup.arn), ...props.statements]),
    });
    const lambda = new Resource(this, "Resource", {
      functionName: props.functionName,
      description: props.description,
      role: role.arn,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: asset.path,
      sourceCodeHash: bundle.sourceCodeHash,
      publish: true,
      memorySize: props.memorySize,
      timeout: props.timeout,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: { variables: props.environment },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
        logGroup: logGroup.name,
      },
      tracingConfig: { mode: "Active" },
      // without its log group Lambda would create one that keeps everything for ever
      dependsOn: [policy, logGroup],
    });
    this.functionName = lambda.functionName;
    this.roleName = role.name;
    this.alias = new LambdaAlias(this, "alias", {
      name: props.alias,
      functionName: lambda.functionName,
      functionVersion: lambda.version,
    });
  }

  /** Lets one REST API's stage invoke the alias. */
  permitInvocation(id: string, restApiExecutionArn: string, stageName: string): LambdaPermission {
    return new LambdaPermission(this, id, {
      ...this.permission(id),
      principal: "apigateway.amazonaws.com",
      sourceArn: `${restApiExecutionArn}/${stageName}/*/*`,
    });
  }

  /** Lets one route of a WebSocket API's stage invoke the alias. */
  permitRoute(id: string, apiExecutionArn: string, stageName: string, routeKey: string): LambdaPermission {
    const statementId = id.replace("$", "");
    return new LambdaPermission(this, statementId, {
      ...this.permission(statementId),
      principal: "apigateway.amazonaws.com",
      sourceArn: `${apiExecutionArn}/${stageName}/${routeKey}`,
    });
  }

  /**
   * Lets the authorizers of one API invoke the alias: a method's source ARN doesn't cover them.
   *
   * @param authorizerId the one that may. @default - all, as a REST API's document has no names for theirs
   */
  permitAuthorization(id: string, apiExecutionArn: string, authorizerId = "*"): LambdaPermission {
    const statementId = `${id}-authorizer`;
    return new LambdaPermission(this, statementId, {
      ...this.permission(statementId),
      principal: "apigateway.amazonaws.com",
      sourceArn: `${apiExecutionArn}/authorizers/${authorizerId}`,
    });
  }

  /** Lets a load balancer's target group invoke the alias. */
  permitTargetGroup(id: string, targetGroupArn: string, account: string): LambdaPermission {
    return new LambdaPermission(this, id, {
      ...this.permission(id),
      principal: "elasticloadbalancing.amazonaws.com",
      sourceArn: targetGroupArn,
      sourceAccount: account,
    });
  }

  /**
   * Sends to a queue what an asynchronous invocation of the alias fails to do: after two more attempts, or an hour.
   * Source: Lambda developer guide, "Capturing records of Lambda asynchronous invocations".
   *
   * @param key what the role may do with the queue's key, where it has one
   */
  sendFailuresTo(queueArn: string, key: readonly Statement[] = []): void {
    const policy = new IamRolePolicy(this, "failures-policy", {
      name: "failures",
      role: this.roleName,
      policy: identityPolicy([
        { Sid: "SendFailures", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queueArn] },
        ...key,
      ]),
    });
    new LambdaFunctionEventInvokeConfig(this, "failures", {
      functionName: this.functionName,
      qualifier: this.alias.name,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destination: queueArn } },
      // Lambda refuses a destination that the role may not send to
      dependsOn: [policy],
    });
  }

  private permission(statementId: string) {
    return {
      statementId,
      action: "lambda:InvokeFunction",
      functionName: this.functionName,
      qualifier: this.alias.name,
    };
  }
}

const writeLogsAndTraces = (logGroupArn: string): Statement[] => [
  {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`${logGroupArn}:*`],
  },
  {
    Sid: "WriteTraces",
    Effect: "Allow",
    Action: [...actionsWithoutResource.traces.actions],
    Resource: ["*"],
  },
];
