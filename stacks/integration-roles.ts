import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { IntegrationRole } from "../constructs/integration-role";
import type { Statement } from "../constructs/policy-document";
import {
  accessOf,
  type AwsService,
  type ServiceAccess,
  type ServiceAddresses,
} from "../contract/integrations/service-access";
import { queuePart } from "../contract/queue";
import type { Service } from "../contract/service";
import type { Door, Environment } from "../environments/environment";
import type { Names } from "../environments/names";

/** ARN of a resource of the service, by what leads to it. */
const arns = {
  sqs: (names, queue, { queues = {} }) => names.queueArn(queuePart(queue, queues[queue] ?? {})),
  kinesis: (names, stream) => names.streamArn(stream),
  states: (names, stateMachine) => names.stateMachineArn(stateMachine),
  dynamodb: (names, table) => names.tableArn(table),
} satisfies Record<AwsService, (names: Names, resource: string, service: Service) => string>;

/**
 * What a caller does with the environment's key, where that encrypts what it sends or reads: state machines have a key of AWS's.
 * Source: each service's guide, encryption at rest.
 */
const keyActions = {
  sqs: ["kms:GenerateDataKey", "kms:Decrypt"],
  kinesis: ["kms:GenerateDataKey"],
  states: [],
  dynamodb: ["kms:Decrypt"],
} satisfies Record<AwsService, readonly string[]>;

const rolePart = (service: AwsService, resource: string, door: Door) => `${service}-${resource}-${door}`;

/** Where a door's integrations lead, all of it known before anything is deployed. */
export const serviceAddresses = (names: Names, { region }: Environment, door: Door, of: Service): ServiceAddresses => ({
  region,
  arnOf: (service, resource) => arns[service](names, resource, of),
  roleArnOf: (service, resource) => names.roleArn(rolePart(service, resource, door)),
});

export interface IntegrationRolesProps {
  names: Names;
  door: Door;
  service: Service;
  /** Statements to use the environment's key through a service; none where there is no such key. */
  useKey: (Sid: string, actions: readonly string[], through: string) => Statement[];
}

/** A role for each resource that the routes of a door lead to. @returns what an API with such routes has to wait for */
export function addIntegrationRoles(
  scope: Construct,
  { names, door, service: of, useKey }: IntegrationRolesProps,
): ITerraformDependable[] {
  const accesses = of.apis.flatMap((api) =>
    Object.values(api.routes).flatMap(({ integration }) => accessOf(integration) ?? []),
  );
  return groups(accesses, ({ service, resource }) => `${service}-${resource}`).map(([id, same]) => {
    const [{ service, resource }] = same;
    const statements = groups(same, (access) => resourceOf(names, access, of)).map(
      ([arn, accessed], index): Statement => ({
        Sid: `Call${index === 0 ? "" : index + 1}`,
        Effect: "Allow",
        Action: [...new Set(accessed.map(({ action }) => action))].toSorted(),
        Resource: [arn],
      }),
    );
    const actions = keyActions[service];
    return new IntegrationRole(scope, id, {
      name: names.role(rolePart(service, resource, door)),
      description: `API Gateway calls ${service} ${resource} for the ${door} door`,
      statements: [...statements, ...(actions.length > 0 ? useKey("UseKey", actions, service) : [])],
    }).ready;
  });
}

const resourceOf = (names: Names, { service, resource, index }: ServiceAccess, of: Service) =>
  arns[service](names, resource, of) + (index === undefined ? "" : `/index/${index}`);

/** Elements by key, keys in order: what is made of them doesn't depend on the order of routes. */
function groups<T>(elements: readonly T[], keyOf: (element: T) => string): [key: string, of: [T, ...T[]]][] {
  const keys = [...new Set(elements.map(keyOf))].toSorted();
  return keys.map((key) => [key, elements.filter((element) => keyOf(element) === key) as [T, ...T[]]]);
}
