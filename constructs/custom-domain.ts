import { ApiGatewayDomainName, type ApiGatewayDomainNameConfig } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import { Construct } from "constructs";
import { policyDocument, type Statement } from "./policy-document";
import type { EndpointType, RestApi } from "./rest-api";
import type { Stage } from "./stage";

export interface CustomDomainProps {
  domainName: string;
  endpointType: EndpointType;
  certificateArn: string;
  /** Private only, where a domain name refuses everybody that its policy does not let in. */
  policy?: readonly Statement[] | undefined;
}

/** Where an alias record points. */
export interface AliasTarget {
  name: string;
  zoneId: string;
}

/** Per endpoint type: the argument that takes the certificate, and the attributes that an alias record points to. */
const kinds: Record<
  EndpointType,
  {
    certificate(arn: string): Partial<ApiGatewayDomainNameConfig>;
    alias(domain: ApiGatewayDomainName): AliasTarget | undefined;
  }
> = {
  REGIONAL: {
    certificate: (arn) => ({ regionalCertificateArn: arn }),
    alias: (domain) => ({ name: domain.regionalDomainName, zoneId: domain.regionalZoneId }),
  },
  EDGE: {
    certificate: (arn) => ({ certificateArn: arn }),
    alias: (domain) => ({ name: domain.cloudfrontDomainName, zoneId: domain.cloudfrontZoneId }),
  },
  PRIVATE: {
    certificate: (arn) => ({ certificateArn: arn }),
    // reached through the VPC endpoint, not by a name of API Gateway's
    alias: () => undefined,
  },
};

/** A custom domain name with its base paths, one a version. */
export class CustomDomain extends Construct {
  readonly domainName: string;
  readonly arn: string;
  readonly alias: AliasTarget | undefined;
  private readonly mappingOf: { domainName: string; domainNameId?: string };

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const kind = kinds[props.endpointType];
    const domain = new ApiGatewayDomainName(this, "Resource", {
      domainName: props.domainName,
      securityPolicy: "TLS_1_2",
      endpointConfiguration: { types: [props.endpointType], ipAddressType: "dualstack" },
      ...kind.certificate(props.certificateArn),
      ...(props.policy && { policy: policyDocument(props.policy) }),
    });
    this.domainName = domain.domainName;
    this.arn = domain.arn;
    this.alias = kind.alias(domain);
    this.mappingOf = {
      domainName: domain.domainName,
      ...(props.endpointType === "PRIVATE" && { domainNameId: domain.domainNameId }),
    };
  }

  /** Serves a stage below `/<basePath>`. */
  map(basePath: string, restApi: RestApi, stage: Stage): void {
    new ApiGatewayBasePathMapping(this, basePath, {
      ...this.mappingOf,
      apiId: restApi.id,
      stageName: stage.stageName,
      basePath,
    });
  }
}
