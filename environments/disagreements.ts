import { alarmTopics } from "./alarms";
import { loadBalancer } from "./balancer";
import { certificates } from "./certificate";
import { distribution } from "./cloudfront";
import { hosts } from "./domain";
import type { Door, Environment } from "./environment";
import { clientCertificates } from "./mutual-tls";
import { doors } from "./pin-schemas";
import { realtimeCertificate } from "./realtime";
import { releasesOfDoors } from "./release";
import { show } from "./show-pin";
import { clientsOfPlans } from "./usage-plans";
import { firewall } from "./web-acl";
import { existingUserPool } from "./user-pool";
import { privateBackends } from "./vpc-links";

/** Notes a problem where a condition doesn't hold. */
export type Check = (holds: boolean, pin: string, expected: string, got: unknown) => void;

/** What has to hold between pins that are fine alone, a function for each subject. */
const agreements: readonly ((pins: Environment, check: Check) => void)[] = [
  openDoors,
  certificates,
  hosts,
  clientCertificates,
  distribution,
  network,
  privateBackends,
  loadBalancer,
  existingUserPool,
  alarmTopics,
  releasesOfDoors,
  clientsOfPlans,
  firewall,
  realtimeCertificate,
];

/** Pins that are fine alone, but not together: `<pin>: expected ..., got ...`, one line each. */
export function disagreements(pins: Environment): string[] {
  const problems: string[] = [];
  const check: Check = (holds, pin, expected, got) => {
    if (!holds) problems.push(`${pin}: expected ${expected}, got ${show(got)}`);
  };
  for (const agreement of agreements) agreement(pins, check);
  return problems;
}

function openDoors(pins: Environment, check: Check): void {
  const open = new Set<Door>(pins.doors);
  check(open.size === pins.doors.length, "doors", "each door once", pins.doors);
  for (const door of doors) {
    const isOpen = open.has(door);
    const host = pins.domain.hosts[door];
    check(!isOpen || host !== undefined, `domain.hosts.${door}`, `a host name, as the ${door} door is open`, host);
    check(isOpen || host === undefined, `domain.hosts.${door}`, `none, as the ${door} door is closed`, host);
  }
}

function network(pins: Environment, check: Check): void {
  const isNeeded = pins.doors.includes("private");
  check(!isNeeded || pins.network !== undefined, "network", "a network, as the private door is open", pins.network);
}
