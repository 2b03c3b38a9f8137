import type { Construct } from "constructs";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { DoorStack } from "./door-stack";

/** The door for clients around the world, through CloudFront, which takes its certificate from us-east-1. */
export class EdgeStack extends DoorStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "edge", environment, service);
    const domain = this.build({ endpointType: "EDGE" });
    this.publicAlias(domain);
  }
}
