import { createHash } from "node:crypto";
import type { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy";
import { DefaultTokenResolver, type ITerraformDependable, StringConcat, Tokenization } from "cdktf";
import { Construct } from "constructs";
import type { OpenApiDocument } from "../contract/rest-api-body";
import { refuseUndecided, type Release } from "../environments/release";
import { type Canary, deploy } from "./deployment";
import { policyDocument, type Statement } from "./policy-document";
import { terraformLiteral } from "./terraform-literal";

export type EndpointType = "REGIONAL" | "EDGE" | "PRIVATE";

export interface RestApiProps {
  name: string;
  endpointType: EndpointType;
  body: OpenApiDocument;
  /** User pool whose tokens it takes; known to a plan, not to the document's hash. */
  userPoolArn?: string | undefined;
  /** VPC links that integrations lead through; known to a plan, not to the document's hash. @default - none */
  vpcLinkIds?: readonly string[] | undefined;
  /** Private only: endpoints that get a DNS name for the API. */
  vpcEndpointIds?: readonly string[] | undefined;
  /** Where API keys come from. An argument, because one in the document alone is undone by the provider's next update. */
  apiKeySource: "HEADER" | "AUTHORIZER";
  /** Media types whose bodies are bytes. Arguments, too, for the same reason. @default - none */
  binaryMediaTypes?: readonly string[] | undefined;
  /** Bytes from which answers are compressed. @default - they are not */
  minimumCompressionSize?: number | undefined;
  /** The API is called by its custom domain name only. */
  disableExecuteApiEndpoint: boolean;
  /** Resource policy over the API's execution ARN. @default - none, as public endpoint types need none */
  policy?: ((executionArn: string) => readonly Statement[]) | undefined;
  /** Certificate that HTTP backends are shown: a setting of the stage, which takes effect with a deployment. */
  clientCertificateId?: string | undefined;
  /** Terraform refuses to replace or delete the API, whose id is in every address and ARN. */
  deletionProtection: boolean;
  /** `Version` tag: tools tell the versions of an API by it. */
  version: string;
  /** What has to be there before the API is: roles of its integrations. @default - nothing */
  dependsOn?: ITerraformDependable[] | undefined;
  /** The release that an environment pins, and where. @default - the deployment follows the definition */
  release?: { pin: string; pinned: Release } | undefined;
}

/** A REST API made of one OpenAPI document, and a deployment that follows whatever a client can observe of it. */
export class RestApi extends Construct {
  readonly id: string;
  readonly executionArn: string;
  readonly isExecuteApiEndpointDisabled: boolean;
  /** The stage's own. */
  readonly deployment: ApiGatewayDeployment;
  /** Where a release is pinned that is going out. */
  readonly canary: Canary | undefined;
  /** Whether a release is pinned, so that there is, was or will be a canary. */
  readonly isReleased: boolean;

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id);
    const api = new ApiGatewayRestApi(this, "Resource", {
      name: props.name,
      body: this.withExpressions(terraformLiteral(JSON.stringify(props.body))),
      failOnWarnings: true,
      apiKeySource: props.apiKeySource,
      ...(props.binaryMediaTypes && { binaryMediaTypes: [...props.binaryMediaTypes] }),
      ...(props.minimumCompressionSize !== undefined && {
        minimumCompressionSize: String(props.minimumCompressionSize),
      }),
      disableExecuteApiEndpoint: props.disableExecuteApiEndpoint,
      endpointConfiguration: {
        types: [props.endpointType],
        ipAddressType: "dualstack",
        ...(props.vpcEndpointIds && { vpcEndpointIds: [...props.vpcEndpointIds] }),
      },
      tags: { Version: props.version },
      lifecycle: { preventDestroy: props.deletionProtection },
      ...(props.dependsOn?.length && { dependsOn: props.dependsOn }),
    });
    const statements = props.policy?.(api.executionArn);
    // apart from the API: its own execution ARN in its policy would be a cycle
    const policy =
      statements &&
      new ApiGatewayRestApiPolicy(this, "policy", { restApiId: api.id, policy: policyDocument(statements) });
    const hash = (value: unknown) => createHash("sha256").update(this.resolved(value)).digest("hex");
    this.id = api.id;
    this.executionArn = api.executionArn;
    this.isExecuteApiEndpointDisabled = props.disableExecuteApiEndpoint;
    const definition = {
      body: hash(props.body),
      endpoint: hash([props.endpointType, "dualstack", props.disableExecuteApiEndpoint]),
      apiKeySource: props.apiKeySource,
      payload: hash([props.binaryMediaTypes ?? [], props.minimumCompressionSize ?? "none"]),
      ...(statements && { policy: hash(statements) }),
    };
    const numbered = {
      ...(props.vpcEndpointIds && { vpcEndpointIds: props.vpcEndpointIds.join(",") }),
      ...(props.vpcLinkIds?.length && { vpcLinks: [...new Set(props.vpcLinkIds)].join(",") }),
      ...(props.userPoolArn !== undefined && { userPool: props.userPoolArn }),
      ...(props.clientCertificateId && { clientCertificate: props.clientCertificateId }),
    };
    const { release } = props;
    if (release) refuseUndecided(release.pin, release.pinned, hash([definition, numbered]).slice(0, 12));
    const { deployment, canary } = deploy(this, {
      restApiId: api.id,
      definition,
      numbered,
      release: release?.pinned,
      // CreateDeployment refuses a private API that has no policy yet
      dependsOn: policy ? [policy] : [],
    });
    this.deployment = deployment;
    this.canary = canary;
    this.isReleased = release !== undefined;
  }

  /** JSON with tokens as the Terraform expressions they stand for: tokens are numbered anew in every synth. */
  private resolved(value: unknown): string {
    return JSON.stringify(this.resolve(value));
  }

  /** For each brace of a text that has tokens, cdktf reads on to the end: seconds for the document of 300 routes. */
  private withExpressions(text: string): string {
    return text.replaceAll(/\$\{TfToken\[[^\]]+\]\}/g, (token) => this.resolve(token) as string);
  }

  private resolve(value: unknown): unknown {
    return Tokenization.resolve(value, {
      scope: this,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    });
  }
}
