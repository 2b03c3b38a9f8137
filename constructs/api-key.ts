import { ApiGatewayApiKey } from "@cdktf/provider-aws/lib/api-gateway-api-key";
import { ApiGatewayUsagePlanKey } from "@cdktf/provider-aws/lib/api-gateway-usage-plan-key";
import { Construct } from "constructs";
import type { UsagePlan } from "./usage-plan";

export interface ApiKeyProps {
  name: string;
  description: string;
  usagePlan: UsagePlan;
  /** Terraform refuses to replace or delete the key, whose value clients hold. */
  deletionProtection: boolean;
}

/**
 * An API key with its usage plan. Its value is AWS's: no code, variable or plan holds it, but Terraform's state does, as the
 * provider reads it with the key. It is apart from the plan, so that a client that changes plans keeps its value.
 */
export class ApiKey extends Construct {
  constructor(scope: Construct, id: string, props: ApiKeyProps) {
    super(scope, id);
    const key = new ApiGatewayApiKey(this, "Resource", {
      name: props.name,
      description: props.description,
      lifecycle: { preventDestroy: props.deletionProtection },
    });
    new ApiGatewayUsagePlanKey(this, "plan", {
      keyId: key.id,
      keyType: "API_KEY",
      usagePlanId: props.usagePlan.id,
    });
  }
}
