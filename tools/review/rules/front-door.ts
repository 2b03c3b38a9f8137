import type { Observation, Severity } from "../finding";
import { asText, isEmpty } from "../json";
import { subjectOf } from "../physical-name";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { ResourceRule } from "../rule";
import { goesWithItsWhole } from "../deleted-whole";

interface Door {
  severity: Severity;
  /** Argument that tells where clients find it. */
  found: string;
}

/** What clients connect to in front of APIs, or instead of them. */
const doors: Readonly<Record<string, Door>> = {
  aws_alb: { severity: "block", found: "dns_name" },
  aws_cloudfront_distribution: { severity: "block", found: "domain_name" },
  aws_elb: { severity: "block", found: "dns_name" },
  aws_globalaccelerator_accelerator: { severity: "block", found: "dns_name" },
  aws_lb: { severity: "block", found: "dns_name" },
  aws_lb_listener: { severity: "high", found: "port" },
};

export const frontDoorRules: readonly ResourceRule[] = [
  {
    id: "front-door-removed",
    category: "clients",
    severity: "block",
    summary: "A load balancer, listener or distribution that clients connect to is deleted or replaced",
    example: "`internal` of an `aws_lb` changes, which replaces it",
    types: Object.keys(doors),
    find: (change, plan) => (change.is("delete") && !goesWithItsWhole(change, plan) ? removed(change) : []),
  },
];

function removed(change: ResourceChange): Observation[] {
  const door = doors[change.type];
  if (!door) return [];
  const { severity, found } = door;
  const place = change.beforeAt(found);
  const reason = replacementReason(change);
  return [
    {
      severity,
      title: `${subjectOf(change)} is ${change.isReplace ? "destroyed and created anew" : "deleted"}`,
      detail: [
        `Clients that connect to it${isEmpty(place) ? "" : ` (${found} ${asText(place)})`} can't from the moment of the apply${change.isReplace ? " until the new one is there and its DNS records lead to it" : ""}.`,
        reason && `${reason}.`,
      ]
        .filter(Boolean)
        .join(" "),
      remedy: "Create a second one beside it, move DNS and clients, and delete this one when nobody connects to it",
      changes: change.replacePaths.map((path) => change.describe(path)),
    },
  ];
}
