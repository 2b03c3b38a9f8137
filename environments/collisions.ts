import type { Environment } from "./environment";
import { prefixOf } from "./names";

/**
 * What two environments must not share, by the name it has in messages. Names of stacks, and with them keys of state,
 * are unique because environments' names are.
 */
const unique: Record<string, (environment: Environment, service: string) => [pin: string, value: string][]> = {
  "host name": ({ domain, balancer, cloudFront, realtime }) => [
    ...Object.entries(domain.hosts).map(([door, host]): [string, string] => [`domain.hosts.${door}`, host]),
    ...(balancer ? [["balancer.host", balancer.host] satisfies [string, string]] : []),
    ...(cloudFront ? [["cloudFront.host", cloudFront.host] satisfies [string, string]] : []),
    ...(realtime ? [["realtime.host", realtime.host] satisfies [string, string]] : []),
  ],
  name: ({ name }) => [["name", name]],
  "set of physical names in its account and region": (environment, service) => [
    ["prefix", `${prefixOf(environment, service)} in ${environment.account} ${environment.region}`],
  ],
};

/** @throws Error naming both files where environments would take the same name for two things. */
export function refuseCollisions(environments: readonly Environment[], service: string): void {
  const problems = Object.entries(unique).flatMap(([subject, valuesOf]) => {
    const owners = new Map<string, string>();
    return environments.flatMap((environment) =>
      valuesOf(environment, service).flatMap(([pin, value]) => {
        const owner = owners.get(value);
        if (!owner) owners.set(value, environment.file);
        return owner
          ? [`${environment.file}: ${pin}: expected a ${subject} of its own, got ${value}, which ${owner} has`]
          : [];
      }),
    );
  });
  problems.push(...stateDisagreements(environments));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/** An account's singletons have one state, so environments of one account keep theirs in one bucket. */
function stateDisagreements(environments: readonly Environment[]): string[] {
  const buckets = new Map<string, { bucket: string; file: string }>();
  return environments.flatMap(({ account, state, file }) => {
    if (state.backend !== "s3") return [];
    const first = buckets.get(account);
    if (!first) buckets.set(account, { bucket: state.bucket, file });
    return first && first.bucket !== state.bucket
      ? [
          `${file}: state.bucket: expected ${first.bucket}, as ${first.file} in account ${account} has, got ${state.bucket}`,
        ]
      : [];
  });
}
