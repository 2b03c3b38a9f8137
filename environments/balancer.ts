import * as z from "zod/mini";
import type { Check } from "./disagreements";
import type { Environment } from "./environment";
import { hostName } from "./pin-schemas";

/** An internal Application Load Balancer: a way from the VPC to the same functions without API Gateway. */
export interface Balancer {
  /** Its host name: inside the zone, known in the VPC only, another than the doors'. */
  host: string;
}

export const balancer = z.strictObject({ host: hostName });

/** A load balancer needs a network, with room in each subnet, and a name of its own. */
export function loadBalancer({ balancer: pinned, network, domain, realtime }: Environment, check: Check): void {
  if (!pinned) return;
  const { host } = pinned;
  check(network !== undefined, "network", "a network, as balancer is pinned", network);
  check(host.endsWith(`.${domain.zone}`), "balancer.host", `a name inside the zone ${domain.zone}`, host);
  const [door] = Object.entries(domain.hosts).find(([, name]) => name === host) ?? [];
  check(door === undefined, "balancer.host", `another name than the ${door} door's`, host);
  check(host !== realtime?.host, "balancer.host", "another name than realtime.host", host);
  // each subnet that we make is a sixteenth of the network (user guide, "Subnets for your load balancer")
  if (network && "availabilityZones" in network)
    check(
      Number(network.cidr.split("/")[1]) <= 23,
      "network.cidr",
      "/16 to /23, as balancer is pinned and a load balancer needs subnets of /27 or larger",
      network.cidr,
    );
}
