import type { Observation, Severity } from "../finding";
import { at, type Json } from "../json";
import { list, type ResourceChange } from "../resource-change";
import type { Rule } from "../rule";

/** Ports that the whole Internet may reach. */
interface Opening {
  cidr: string;
  from: number;
  to: number;
  protocol: string;
}

/** Where rules of a type hold ranges of addresses, and whether the resource is one rule or a group of them. */
const openingsOf: Readonly<Record<string, (resource: Json | undefined) => Opening[]>> = {
  aws_security_group: (group) => list(at(group, ["ingress"])).flatMap((rule) => openings(rule, "protocol")),
  aws_default_security_group: (group) => list(at(group, ["ingress"])).flatMap((rule) => openings(rule, "protocol")),
  aws_security_group_rule: (rule) => (at(rule, ["type"]) === "ingress" ? openings(rule, "protocol") : []),
  aws_vpc_security_group_ingress_rule: (rule) => openings(rule, "ip_protocol"),
};

function openings(rule: Json | undefined, protocolName: string): Opening[] {
  const ranges = ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"]
    .flatMap((name) => at(rule, [name]) ?? [])
    .flat();
  const port = (name: string, otherwise: number) => {
    const value = at(rule, [name]);
    return typeof value === "number" && value >= 0 ? value : otherwise;
  };
  const protocol = at(rule, [protocolName]);
  const isAll = protocol === "-1" || protocol === "all";
  return ranges
    .filter((range): range is string => typeof range === "string" && /\/[0-3]$/.test(range))
    .map((range) => ({
      cidr: range,
      from: isAll ? 0 : port("from_port", 0),
      to: isAll ? 65_535 : port("to_port", 65_535),
      protocol: isAll ? "every protocol" : typeof protocol === "string" ? protocol : "?",
    }));
}

const includes = (wide: Opening, narrow: Opening): boolean =>
  wide.cidr === narrow.cidr &&
  (wide.protocol === narrow.protocol || wide.protocol === "every protocol") &&
  wide.from <= narrow.from &&
  wide.to >= narrow.to;

/** Ports of consoles, databases and caches: nothing that strangers should find. */
const guarded = [
  22, 23, 445, 1433, 1521, 2375, 2376, 3306, 3389, 5432, 5439, 5601, 5984, 6379, 6443, 9092, 9200, 11211, 27017,
];
const web = new Set([80, 443]);

function severityOf(opened: readonly Opening[], isNew: boolean): Severity {
  if (opened.some(({ from, to }) => guarded.some((port) => from <= port && port <= to))) return "block";
  if (!isNew) return "high";
  return opened.every(({ from, to }) => from === to && web.has(from)) ? "info" : "medium";
}

const portWords = ({ from, to, protocol }: Opening): string =>
  protocol === "every protocol"
    ? "every port"
    : from === to
      ? `${protocol} port ${from}`
      : `${protocol} ports ${from} to ${to}`;

function findOpened(change: ResourceChange): Observation[] {
  const read = openingsOf[change.type]!;
  const before = read(change.before);
  const opened = read(change.after).filter((one) => !before.some((other) => includes(other, one)));
  if (opened.length === 0) return [];
  const isGroup = change.type.endsWith("security_group");
  const isNew = change.before === undefined && (isGroup || change.isUnknown(["security_group_id"]));
  const ports = [...new Set(opened.map(portWords))].join(", ");
  return [
    {
      severity: severityOf(opened, isNew),
      title: `Everybody may connect to ${ports}`,
      detail: `The group lets ${[...new Set(opened.map(({ cidr }) => cidr))].join(" and ")} in: whatever carries it and has a public address is open to the Internet, and what hasn't to every network that is routed to it.`,
      remedy: "Name the ranges of your clients, or the security group that they carry",
      changes: opened.map((one) => ({ attribute: "ingress", after: `${one.cidr}, ${portWords(one)}` })),
    },
  ];
}

export const securityGroupRules: readonly Rule[] = [
  {
    id: "security-group-opened",
    category: "exposure",
    severity: "high",
    summary: "A security group lets every address in",
    example: "An ingress rule for 0.0.0.0/0 on the group of the API's VPC endpoint",
    equivalents: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "AWS-0107"],
    types: Object.keys(openingsOf),
    find: findOpened,
  },
];
