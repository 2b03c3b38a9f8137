import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name";
import { Construct } from "constructs";
import type { TlsPolicy } from "../environments/domain";
import type { AliasTarget } from "./custom-domain";
import type { WebSocketApi } from "./web-socket-api";
import type { WebSocketStage } from "./web-socket-stage";

export interface WebSocketDomainProps {
  domainName: string;
  /** In the API's region. */
  certificateArn: string;
  /** Least version of TLS. @default "TLS_1_2" */
  securityPolicy?: TlsPolicy | undefined;
  api: WebSocketApi;
  stage: WebSocketStage;
}

/**
 * The custom domain name of a WebSocket API, which serves one stage at its root. It can't serve a REST API beside it.
 * Source: API Gateway developer guide, "Custom domain names for WebSocket APIs in API Gateway".
 */
export class WebSocketDomain extends Construct {
  readonly alias: AliasTarget;

  constructor(
    scope: Construct,
    id: string,
    { domainName, certificateArn, api, stage, ...props }: WebSocketDomainProps,
  ) {
    super(scope, id);
    const domain = new Apigatewayv2DomainName(this, "Resource", {
      domainName,
      domainNameConfiguration: {
        certificateArn,
        endpointType: "REGIONAL",
        securityPolicy: props.securityPolicy ?? "TLS_1_2",
        ipAddressType: "dualstack",
      },
    });
    new Apigatewayv2ApiMapping(this, "mapping", {
      apiId: api.id,
      domainName: domain.domainName,
      stage: stage.stageName,
    });
    const { targetDomainName, hostedZoneId } = domain.domainNameConfiguration;
    this.alias = { name: targetDomainName, zoneId: hostedZoneId };
  }
}
