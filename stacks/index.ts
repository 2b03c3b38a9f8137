import type { App, AppConfig, TerraformStack } from "cdktf";
import { service } from "../contract";
import type { Service } from "../contract/service";
import { refuseCollisions } from "../environments/collisions";
import type { Door, Environment } from "../environments/environment";
import { accountStackName, remoteState } from "../environments/names";
import { addAlarms } from "./alarms";
import { AccountStack } from "./account-stack";
import { BootstrapStack } from "./bootstrap-stack";
import { BalancerStack } from "./balancer-stack";
import { DataStack } from "./data-stack";
import { DirectStack } from "./direct-stack";
import { EdgeStack } from "./edge-stack";
import { EventsStack } from "./events-stack";
import { EnvironmentStack } from "./environment-stack";
import { NetworkStack } from "./network-stack";
import { OperationsStack } from "./operations-stack";
import { PrivateStack } from "./private-stack";
import { RealtimeStack } from "./realtime-stack";
import { refuseUnknownMethods } from "./pinned-methods";
import { terraformVersion } from "./placed-stack";
import { RegionalStack } from "./regional-stack";
import { RuleValidation } from "./rule-validation";
import { refuseOverReservation } from "./reserved-concurrency";

const doorStacks = {
  regional: RegionalStack,
  edge: EdgeStack,
  private: PrivateStack,
} satisfies Record<Door, new (scope: App, environment: Environment, service: Service) => TerraformStack>;

/** CDK Terrain checks features against the versions that a project targets. */
export const appOptions: AppConfig = { context: { targetVersions: { terraform: terraformVersion } } };

/** Adds every stack of every environment, and one per account and region for what they share. */
export function addStacks(app: App, environments: readonly Environment[], deployed: Service = service): void {
  refuseCollisions(environments, deployed.name);
  RuleValidation.of(app);
  const accounts = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of environments) {
    addEnvironment(app, environment, deployed);
    addOperations(app, environment, deployed);
    const name = accountStackName(environment);
    accounts.set(name, [...(accounts.get(name) ?? []), environment] as [Environment, ...Environment[]]);
  }
  for (const sharing of accounts.values()) new AccountStack(app, sharing, deployed.name);
  refuseOverReservation(app);
}

/**
 * Adds the stack that prepares the account of an environment.
 *
 * @param local keep its own state locally, because the bucket does not exist yet
 * @throws Error when no folder has that name
 */
export function addBootstrapStack(app: App, environments: readonly Environment[], name: string, local: boolean): void {
  const wanted = environments.find((environment) => environment.name === name);
  if (!wanted)
    throw new Error(
      `environment: expected one of ${environments.map((e) => e.name).join(", ")}, got ${name || "none"}`,
    );
  const [first = wanted, ...others] = environments.filter(({ account }) => account === wanted.account);
  const sharing = [first, ...others] as const;
  RuleValidation.of(app);
  new BootstrapStack(app, sharing, (!local && remoteState(sharing)) || { backend: "local" });
}

function addEnvironment(app: App, environment: Environment, deployed: Service): void {
  refuseUnknownMethods(environment, deployed);
  const data = new DataStack(app, environment, deployed);
  const events = EventsStack.isNeeded(deployed) ? [new EventsStack(app, environment, deployed)] : [];
  for (const stack of events) stack.addDependency(data);
  const owners = [data, ...(NetworkStack.isNeeded(environment) ? [new NetworkStack(app, environment, deployed)] : [])];
  const others = [
    ...(environment.balancer ? [BalancerStack] : []),
    ...(environment.direct ? [DirectStack] : []),
    ...(environment.realtime && deployed.webSocketApi ? [RealtimeStack] : []),
  ];
  // routes of a door lead to streams, queues and state machines
  const doors = environment.doors.map((door) => [doorStacks[door], [...owners, ...events]] as const);
  for (const [Way, before] of [...doors, ...others.map((Other) => [Other, owners] as const)]) {
    const stack = new Way(app, environment, deployed);
    for (const owner of before) stack.addDependency(owner);
  }
}

/** Watches everything that the environment's stacks hold by now. */
function addOperations(app: App, environment: Environment, deployed: Service): void {
  const watched = app.node.children.filter(
    (child): child is EnvironmentStack => child instanceof EnvironmentStack && child.environment === environment,
  );
  for (const stack of watched) addAlarms(stack);
  const operations = new OperationsStack(app, environment, deployed, watched);
  for (const stack of watched) if (stack instanceof DataStack) operations.addDependency(stack);
}
