import { ApiGatewayDomainName, type ApiGatewayDomainNameConfig } from "@cdktf/provider-aws/lib/api-gateway-domain-name";
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { TlsPolicy } from "../environments/domain";
import { policyDocument, type Statement } from "./policy-document";
import type { EndpointType, RestApi } from "./rest-api";
import type { Stage } from "./stage";

export interface CustomDomainProps {
  domainName: string;
  endpointType: EndpointType;
  certificateArn: string;
  /** Least version of TLS. @default "TLS_1_2" */
  securityPolicy?: TlsPolicy | undefined;
  /** Clients authenticate with certificates. Regional only. @default - they don't */
  mutualTls?: MutualTls | undefined;
  /** Private only, where a domain name refuses everybody that its policy does not let in. */
  policy?: readonly Statement[] | undefined;
}

export interface MutualTls {
  /** `s3://<bucket>/<key>` of the certificate authorities, and the version of that object. */
  truststoreUri: string;
  truststoreVersion: string;
  /** Proves the ownership of a name whose certificate ACM has not issued. */
  ownershipVerificationCertificateArn?: string | undefined;
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
  private readonly asksForCertificates: boolean;
  private readonly mappingOf: { domainName: string; domainNameId?: string };

  constructor(scope: Construct, id: string, props: CustomDomainProps) {
    super(scope, id);
    const kind = kinds[props.endpointType];
    const { mutualTls } = props;
    const domain = new ApiGatewayDomainName(this, "Resource", {
      domainName: props.domainName,
      securityPolicy: props.securityPolicy ?? "TLS_1_2",
      endpointConfiguration: { types: [props.endpointType], ipAddressType: "dualstack" },
      ...kind.certificate(props.certificateArn),
      ...(props.policy && { policy: policyDocument(props.policy) }),
      ...(mutualTls && {
        mutualTlsAuthentication: {
          truststoreUri: mutualTls.truststoreUri,
          truststoreVersion: mutualTls.truststoreVersion,
        },
        ...(mutualTls.ownershipVerificationCertificateArn && {
          ownershipVerificationCertificateArn: mutualTls.ownershipVerificationCertificateArn,
        }),
      }),
    });
    this.asksForCertificates = mutualTls !== undefined;
    this.domainName = domain.domainName;
    this.arn = domain.arn;
    this.alias = kind.alias(domain);
    this.mappingOf = {
      domainName: domain.domainName,
      ...(props.endpointType === "PRIVATE" && { domainNameId: domain.domainNameId }),
    };
  }

  /**
   * Serves a stage below `/<basePath>`, once what has to guard it is there.
   *
   * @throws Error when clients could go round this domain name, which asks for their certificates
   */
  map(basePath: string, restApi: RestApi, stage: Stage, guards: readonly ITerraformDependable[] = []): void {
    if (this.asksForCertificates && !restApi.isExecuteApiEndpointDisabled)
      throw new Error(
        `${this.node.path}: expected APIs with a disabled execute-api endpoint, as that asks for no client certificate, got ${restApi.node.path}`,
      );
    new ApiGatewayBasePathMapping(this, basePath, {
      ...this.mappingOf,
      apiId: restApi.id,
      stageName: stage.stageName,
      basePath,
      ...(guards.length > 0 && { dependsOn: [...guards] }),
    });
  }
}
