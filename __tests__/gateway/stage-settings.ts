/** A clock that stands still until a test moves it. */
export class Clock {
  private time: number;

  constructor(start: string | number = "2026-11-25T12:00:00Z") {
    this.time = new Date(start).getTime();
  }

  readonly now = (): number => this.time;

  forward(seconds: number): void {
    this.time += seconds * 1000;
  }

  set(time: string): void {
    this.time = new Date(time).getTime();
  }
}

export const apiId = "${aws_api_gateway_rest_api.api.id}";

/** `aws_api_gateway_method_settings` of the stage by method path. */
export const methodSettings = (byPath: Record<string, object>): Record<string, object> => ({
  aws_api_gateway_method_settings: Object.fromEntries(
    Object.entries(byPath).map(([path, settings], index) => [
      `settings_${index}`,
      { rest_api_id: apiId, stage_name: "dev", method_path: path, settings },
    ]),
  ),
});

export interface PlanUnderTest {
  /** Values of its keys, by name. */
  keys: Record<string, string>;
  disabled?: string[];
  throttle?: { rate_limit: number; burst_limit: number };
  /** Throttles of methods, by path. */
  methods?: Record<string, { rate_limit: number; burst_limit: number }>;
  quota?: { limit: number; period: string; offset?: number };
  /** Stages besides the API's own. */
  stages?: object[];
}

/** Usage plans of the stage with their keys. */
export function usagePlans(plans: Record<string, PlanUnderTest>): Record<string, object> {
  const entries = Object.entries(plans);
  const keys = entries.flatMap(([plan, { keys: own, disabled = [] }]) =>
    Object.entries(own).map(([name, value]) => ({ plan, name, value, enabled: !disabled.includes(name) })),
  );
  return {
    aws_api_gateway_usage_plan: Object.fromEntries(entries.map(([name, plan]) => [name, planOf(name, plan)])),
    aws_api_gateway_api_key: Object.fromEntries(
      keys.map(({ name, value, enabled }) => [name, { name, value, enabled }]),
    ),
    aws_api_gateway_usage_plan_key: Object.fromEntries(
      keys.map(({ plan, name }) => [
        name,
        {
          key_id: `\${aws_api_gateway_api_key.${name}.id}`,
          key_type: "API_KEY",
          usage_plan_id: `\${aws_api_gateway_usage_plan.${plan}.id}`,
        },
      ]),
    ),
  };
}

function planOf(name: string, { throttle, methods, quota, stages = [] }: PlanUnderTest): object {
  const limited = Object.entries(methods ?? {}).map(([path, limits]) => ({ path, ...limits }));
  return {
    name,
    api_stages: [{ api_id: apiId, stage: "dev", ...(methods && { throttle: limited }) }, ...stages],
    ...(throttle && { throttle_settings: throttle }),
    ...(quota && { quota_settings: quota }),
  };
}

/** Document that declares the security scheme `key`, and an operation's `security` that asks for it. */
export const keyScheme = {
  components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } },
};
export const keyRequired = { security: [{ key: [] }] };
