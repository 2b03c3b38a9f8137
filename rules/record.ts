import { resourceRule } from "./resource-rule";
import type { Resource, Rule, StackConfiguration } from "./rule";
import { block, list, literal, number, shown } from "./values";

/** Attributes that an alias record to a resource takes its name and its zone from. */
const aliasAttributes: Readonly<Record<string, readonly [name: RegExp, zone: RegExp][]>> = {
  aws_api_gateway_domain_name: [
    [/\.regional_domain_name\b/, /\.regional_zone_id\b/],
    [/\.cloudfront_domain_name\b/, /\.cloudfront_zone_id\b/],
  ],
  aws_apigatewayv2_domain_name: [[/\.target_domain_name\b/, /\.hosted_zone_id\b/]],
  aws_cloudfront_distribution: [[/\.domain_name\b/, /\.hosted_zone_id\b/]],
  aws_lb: [[/\.dns_name\b/, /\.zone_id\b/]],
};

/** Which pair an endpoint type has; the other one is empty. */
const pairOf: Readonly<Record<string, number>> = { REGIONAL: 0, EDGE: 1 };

const zoneOf = (record: Resource, stack: StackConfiguration) => {
  const zone = stack.target(record.arguments["zone_id"]);
  const name = literal(zone?.arguments["name"]);
  return name === undefined ? undefined : name.replace(/\.$/, "");
};

/** What Route 53 records take. */
export const recordRules: readonly Rule[] = [
  resourceRule({
    id: "record-in-zone",
    checks: "A record's name lies in its hosted zone",
    source: "Route 53 developer guide, Working with records",
    types: ["aws_route53_record"],
    *check(record, stack) {
      const [name, zone] = [literal(record.arguments["name"])?.replace(/\.$/, ""), zoneOf(record, stack)];
      // a name without the zone's is completed by the provider
      if (name === undefined || zone === undefined || !/\.[a-z]{2,}$/.test(name)) return;
      if (name !== zone && !name.endsWith(`.${zone}`))
        yield `zone_id: expected the hosted zone of ${name}, got that of ${zone}`;
    },
  }),

  resourceRule({
    id: "cname-at-apex",
    checks: "A zone's apex has an alias record, never a CNAME",
    source: "Route 53 developer guide, Choosing between alias and non-alias records",
    types: ["aws_route53_record"],
    *check(record, stack) {
      const name = literal(record.arguments["name"])?.replace(/\.$/, "");
      const zone = zoneOf(record, stack);
      if (literal(record.arguments["type"]) === "CNAME" && zone !== undefined && (name === zone || name === ""))
        yield `type: expected an A or AAAA alias at the apex of ${zone}, got CNAME`;
    },
  }),

  resourceRule({
    id: "alias-target",
    checks: "An alias record takes name and zone from the pair of attributes that its target's endpoint type fills",
    source:
      "API Gateway developer guide, Set up a Regional or edge-optimized custom domain name; provider docs, aws_api_gateway_domain_name",
    types: ["aws_route53_record"],
    *check(record, stack) {
      const alias = block(record.arguments["alias"]);
      if (!alias) return;
      const target = stack.target(alias["name"]);
      const zone = stack.target(alias["zone_id"]);
      if (!target) return;
      if (zone && zone.address !== target.address) {
        yield `alias.zone_id: expected the zone of ${target.address}, got that of ${zone.address}`;
        return;
      }
      const pairs = aliasAttributes[target.type];
      if (!pairs) return;
      const [name, zoneId] = [shown(alias["name"]), shown(alias["zone_id"])];
      const [endpointType] = list(block(target.arguments["endpoint_configuration"])?.["types"]);
      const type = literal(endpointType);
      const only = type === undefined ? undefined : pairOf[type];
      const allowed = only === undefined ? pairs : pairs.slice(only, only + 1);
      if (!allowed.some(([ofName, ofZone]) => ofName.test(name) && (!zone || ofZone.test(zoneId))))
        yield `alias: expected ${allowed.map((pair) => pair.map(({ source }) => source.replaceAll(/\\[.b]/g, "")).join(" with ")).join(" or ")}${type ? `, as the domain name is ${type}` : ""}, got ${name} with ${zoneId}`;
    },
  }),

  resourceRule({
    id: "alias-or-records",
    checks: "A record is an alias, or has records with a time to live",
    source: "Route 53 API reference, ResourceRecordSet",
    types: ["aws_route53_record"],
    *check({ arguments: { alias, ttl, records } }) {
      if (alias !== undefined && (ttl !== undefined || records !== undefined))
        yield "alias: expected neither ttl nor records beside it, as an alias has those of its target, got both";
      if (alias === undefined && records !== undefined && number(ttl) === undefined && ttl === undefined)
        yield "ttl: expected seconds, as records are given, got none";
    },
  }),
];
