import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import type { ITerraformDependable, TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";
import type { Fingerprint, Release } from "../environments/release";

export interface DeploymentsProps {
  restApiId: string;
  /** Hashes of what takes effect with a deployment only. */
  definition: Readonly<Record<string, string>>;
  /** What AWS numbers and synth can't know; a release's deployment follows it too. */
  numbered: Readonly<Record<string, string>>;
  /** @default - the deployment follows the definition */
  release?: Release | undefined;
  dependsOn: ITerraformDependable[];
}

/** The canary of a stage. */
export interface Canary {
  deployment: ApiGatewayDeployment;
  percentTraffic: number;
  variables: Readonly<Record<string, string>>;
  useStageCache: boolean;
}

/**
 * Deployments of a REST API: the stage's own, and the canary's while there is one. A deployment is a copy of the
 * definition at the moment it is made, so whatever must go on serving an earlier definition is never replaced.
 */
export function deploy(
  scope: Construct,
  props: DeploymentsProps,
): { deployment: ApiGatewayDeployment; canary?: Canary } {
  const { restApiId, dependsOn, release } = props;
  const deployment = (id: string, triggers: Record<string, string>, lifecycle: TerraformResourceLifecycle = {}) =>
    new ApiGatewayDeployment(scope, id, {
      restApiId,
      triggers,
      // a stage can't be without a deployment, so the new one comes before the old one goes
      lifecycle: { createBeforeDestroy: true, ...lifecycle },
      ...(dependsOn.length > 0 && { dependsOn }),
    });
  const released = (fingerprint: Fingerprint) => ({ release: fingerprint, ...props.numbered });

  if (!release) return { deployment: deployment("deployment", { ...props.definition, ...props.numbered }) };
  const { stable, candidate = stable } = release;
  const own = isKept[release.canary ?? "none"]
    ? deployment("deployment", { release: "kept" }, keep(stable))
    : deployment("deployment", released(candidate));
  if (release.canary !== "start") return { deployment: own };
  const { percentTraffic, variables = {}, useStageCache = false } = release;
  const canary = { deployment: deployment("canary", released(candidate)), percentTraffic, variables, useStageCache };
  return { deployment: own, canary };
}

/** Whether the stage's own deployment is the one that was there before. */
const isKept: Record<NonNullable<Release["canary"]> | "none", boolean> = {
  none: false,
  start: true,
  promote: false,
  abort: true,
};

/** Keeps the deployment that the state has, and refuses a plan where that isn't the release's. */
function keep(fingerprint: Fingerprint): TerraformResourceLifecycle {
  const deployed = `lookup(self.triggers, "release", "one that no release was pinned for")`;
  return {
    ignoreChanges: ["triggers"],
    postcondition: [
      {
        condition: `\${${deployed} == "${fingerprint}"}`,
        errorMessage:
          `releases: expected ${fingerprint} to be deployed, as it is pinned as stable, got \${${deployed}}: ` +
          `deploy {stable: "${fingerprint}"} from its own definition first`,
      },
    ],
  };
}
