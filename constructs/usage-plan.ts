import { ApiGatewayUsagePlan } from "@cdktf/provider-aws/lib/api-gateway-usage-plan";
import { Construct } from "constructs";
import type { RateAndBurst } from "../environments/throttle";
import type { UsagePlan as Limits } from "../environments/usage-plans";
import type { RestApi } from "./rest-api";
import type { Stage } from "./stage";

/** A stage, and the limits of some of its methods by path and method: `/orders/{orderId}/GET`. */
export interface PlannedStage {
  restApi: RestApi;
  stage: Stage;
  methods: ReadonlyMap<string, RateAndBurst>;
}

export interface UsagePlanProps extends RateAndBurst {
  name: string;
  description: string;
  quota?: Limits["quota"];
  stages: readonly PlannedStage[];
}

/** What each API key of a tier may ask of the stages of a door. */
export class UsagePlan extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: UsagePlanProps) {
    super(scope, id);
    this.id = new ApiGatewayUsagePlan(this, "Resource", {
      name: props.name,
      description: props.description,
      apiStages: props.stages.map(({ restApi, stage, methods }) => ({
        apiId: restApi.id,
        stage: stage.stageName,
        // a limit that is left out is 0, which lets nothing pass
        throttle: [...methods].map(([path, { rateLimit, burstLimit }]) => ({ path, rateLimit, burstLimit })),
      })),
      throttleSettings: { rateLimit: props.rateLimit, burstLimit: props.burstLimit },
      ...(props.quota && { quotaSettings: { ...props.quota, offset: 0 } }),
    }).id;
  }
}
