import { type Case, type Resources } from "./case";

const zone = { aws_route53_zone: { z: { name: "dev.example.com" } } };
const record = (settings: Record<string, unknown>, more: Resources = zone): Resources => ({
  ...more,
  aws_route53_record: { r: { zone_id: "${aws_route53_zone.z.zone_id}", ...settings } },
});
const domain = (type: string): Resources => ({
  aws_api_gateway_domain_name: { d: { endpoint_configuration: { types: [type] } } },
});
const alias = (name: string, zoneId: string, type = "REGIONAL", more: Resources = {}) =>
  record(
    { alias: { name: `\${aws_api_gateway_domain_name.d.${name}}`, zone_id: `\${${zoneId}}` } },
    { ...domain(type), ...more },
  );

export const cases: Record<string, Case> = {
  "record-in-zone": {
    keeps: [record({ name: "api.dev.example.com" }), record({ name: "api" })],
    breaks: [
      [
        "a name of another zone",
        record({ name: "api.example.org" }),
        /hosted zone of api\.example\.org, got that of dev\.example\.com/,
      ],
    ],
  },
  "cname-at-apex": {
    keeps: [record({ name: "api.dev.example.com", type: "CNAME" }), record({ name: "dev.example.com", type: "A" })],
    breaks: [
      [
        "a CNAME for the zone itself",
        record({ name: "dev.example.com", type: "CNAME" }),
        /at the apex of dev\.example\.com, got CNAME/,
      ],
    ],
  },
  "alias-target": {
    keeps: [
      alias("regional_domain_name", "aws_api_gateway_domain_name.d.regional_zone_id"),
      alias("cloudfront_domain_name", "aws_api_gateway_domain_name.d.cloudfront_zone_id", "EDGE"),
    ],
    breaks: [
      [
        "the pair of edge-optimized names on a regional one",
        alias("cloudfront_domain_name", "aws_api_gateway_domain_name.d.cloudfront_zone_id"),
        /as the domain name is REGIONAL/,
      ],
      [
        "the zone of something else",
        alias("regional_domain_name", "aws_lb.b.zone_id", "REGIONAL", { aws_lb: { b: {} } }),
        /expected the zone of aws_api_gateway_domain_name\.d, got that of aws_lb\.b/,
      ],
      [
        "a name and a zone of different pairs",
        alias("regional_domain_name", "aws_api_gateway_domain_name.d.cloudfront_zone_id"),
        /alias: expected/,
      ],
    ],
  },
  "alias-or-records": {
    keeps: [
      record({ records: ["a"], ttl: 60 }),
      alias("regional_domain_name", "aws_api_gateway_domain_name.d.regional_zone_id"),
    ],
    breaks: [
      ["an alias with a time to live", record({ alias: { name: "a" }, ttl: 60 }), /neither ttl nor records/],
      ["records without one", record({ records: ["a"] }), /ttl: expected seconds/],
    ],
  },
};
