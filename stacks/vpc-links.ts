import type { NetworkListener } from "../constructs/network-load-balancer";
import { VpcLink } from "../constructs/vpc-link";
import type { Environment, Network } from "../environments/environment";
import type { Names } from "../environments/names";
import { isOutside, type LinkedBackend, linkedBackends, type LinkListener } from "../environments/vpc-links";
import type { EnvironmentStack } from "./environment-stack";

/** Subnets of the VPC in which load balancers are. */
export interface VpcPlace {
  vpcId: string;
  subnetIds: readonly string[];
}

/**
 * VPC links that the environment pins, each with its load balancer.
 *
 * @param certificateArn of a listener's certificate that exists, once it is sure that it is for all of these host names
 */
export function addVpcLinks(
  stack: EnvironmentStack,
  network: Network,
  place: VpcPlace,
  certificateArn: (listener: LinkListener, id: string, hosts: readonly string[]) => string | undefined,
): Map<string, VpcLink> {
  const { environment, names } = stack;
  const { account, region, logs, deletionProtection, vpcLinks = {} } = environment;
  const backends = linkedBackends(environment);
  return new Map(
    Object.entries(vpcLinks).map(([link, { listeners }]) => [
      link,
      new VpcLink(stack, `vpc-link-${link}`, {
        name: names.vpcLink(link),
        account,
        region,
        ...place,
        cidr: network.cidr,
        listeners: Object.entries(listeners).map(([port, listener]) =>
          networkListener(
            { link, port, listener, names, network },
            certificateArn(listener, `vpc-link-${link}-${port}`, hostsOf(backends, link, port)),
          ),
        ),
        accessLogs: { bucket: names.bucket(`link-${link}`), retentionInDays: logs.retentionDays },
        deletionProtection,
      }),
    ]),
  );
}

const hostsOf = (backends: readonly LinkedBackend[], link: string, port: string) => [
  ...new Set(backends.filter((each) => each.vpcLink === link && String(each.port) === port).map(({ host }) => host)),
];

interface Pinned {
  link: string;
  port: string;
  listener: LinkListener;
  names: Names;
  network: Environment["network"];
}

function networkListener(
  { link, port, listener, names, network }: Pinned,
  certificateArn: string | undefined,
): NetworkListener {
  const { targetPort = Number(port) } = listener;
  return {
    port: Number(port),
    targetPort,
    certificateArn,
    targets:
      "targetGroupArn" in listener
        ? listener.targetGroupArn
        : {
            name: names.vpcLinkTargetGroup(link, [
              port,
              ...(String(targetPort) === port ? [] : [String(targetPort)]),
              ...(certificateArn === undefined ? [] : ["tls"]),
            ]),
            addresses: listener.addresses.map((address) => ({ address, isOutsideVpc: isOutside(network, address) })),
            healthCheckPath: listener.healthCheckPath,
          },
  };
}
