import { ApiGatewayClientCertificate } from "@cdktf/provider-aws/lib/api-gateway-client-certificate";
import { Construct } from "constructs";

/**
 * A certificate that stages show HTTP backends, valid for a year; API Gateway keeps its private key. Source: developer guide,
 * "Generate and configure an SSL certificate for backend authentication".
 */
export class ClientCertificate extends Construct {
  readonly id: string;
  /** What backends have to trust. */
  readonly pem: string;

  constructor(scope: Construct, id: string, description: string) {
    super(scope, id);
    const certificate = new ApiGatewayClientCertificate(this, "Resource", {
      description,
      // one that a stage uses can't be deleted
      lifecycle: { createBeforeDestroy: true },
    });
    this.id = certificate.id;
    this.pem = certificate.pemEncodedCertificate;
  }
}
