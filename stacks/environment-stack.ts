import type { Construct } from "constructs";
import type { Service } from "../contract/service";
import type { Environment } from "../environments/environment";
import { type Names, namesOf, stackName } from "../environments/names";
import { PlacedStack } from "./placed-stack";

/** One stack of one environment: `<environment>-<part>`. */
export abstract class EnvironmentStack extends PlacedStack {
  protected readonly names: Names;

  constructor(
    scope: Construct,
    part: string,
    protected readonly environment: Environment,
    protected readonly service: Service,
  ) {
    super(scope, stackName(environment, part), {
      account: environment.account,
      region: environment.region,
      state: environment.state,
      tags: { Service: service.name, Environment: environment.name, ManagedBy: "terraform" },
    });
    this.names = namesOf(environment, service.name);
    // for CI, which reads what was synthesized and never the environment's code
    if (environment.ci)
      this.addOverride("//.ci", {
        environment: environment.name,
        plan_role: this.names.ciRoleArn("plan"),
        deploy_role: this.names.ciRoleArn("deploy"),
      });
  }
}
