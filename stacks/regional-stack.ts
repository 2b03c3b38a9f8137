import type { Construct } from "constructs";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { DoorStack } from "./door-stack";

/** The door for clients near the region; its certificate lies in the API's own region. */
export class RegionalStack extends DoorStack {
  constructor(scope: Construct, environment: Environment, service: Service) {
    super(scope, "regional", environment, service);
    const domain = this.build({ endpointType: "REGIONAL" });
    this.publicAlias(domain);
  }
}
