import { changed, removed, type Watch, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { asText, isEmpty } from "../json";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { oldestTls } from "../tls-version";

const rest = "aws_api_gateway_domain_name";
const http = "aws_apigatewayv2_domain_name";
const types = [rest, http];
const access = "aws_api_gateway_domain_name_access_association";

/** The names under which clients know an API (C4, C5, C15). */
export const customDomainRules: readonly Rule[] = [
  {
    id: "domain-replaced",
    category: "clients",
    severity: "block",
    summary: "A custom domain is deleted, or replaced and gone until the new one is ready",
    example: "`domain_name` goes from `api.example.com` to `api2.example.com`",
    types,
    find: (change) => (change.is("delete") ? [gone(change)] : []),
  },
  watchRule(
    {
      id: "domain-endpoint-type-changed",
      category: "clients",
      severity: "block",
      summary: "A custom domain changes its endpoint type: the plan says in place, AWS refuses it",
      example: "`endpoint_configuration.types` of a domain goes from `EDGE` to `REGIONAL`",
    },
    [
      {
        types: [rest],
        path: ["endpoint_configuration", 0, "types"],
        when: changed,
        title: (before, after) => `The custom domain can't move from ${before} to ${after} in place`,
        detail:
          "AWS answers the update with 400: a domain moves by having both types, with a certificate for each, and the " +
          "provider sends one replacement. The apply stops here, after other changes were made.",
        remedy: "Create a domain resource of the new type, move DNS to it, and remove the old one afterwards",
      },
    ],
  ),
  watchRule(
    {
      id: "mutual-tls-changed",
      category: "exposure",
      severity: "high",
      summary: "Mutual TLS of a domain is removed, demanded, or trusts other clients",
      example: "`mutual_tls_authentication` is removed",
    },
    [
      {
        types,
        path: ["mutual_tls_authentication", 0, "truststore_uri"],
        when: removed,
        title: "Mutual TLS is removed: clients no longer need a certificate",
        detail:
          "Whoever reaches the domain gets past the door that the truststore kept; only the routes' own authorization is left.",
        remedy: "Keep the truststore, or make sure that every route asks for authorization",
      },
      {
        types,
        path: ["mutual_tls_authentication", 0, "truststore_uri"],
        when: (before, after) => isEmpty(before) && !isEmpty(after),
        title: "Mutual TLS is demanded: clients without a certificate can't connect",
        detail: "The TLS handshake of clients that don't present a certificate of the truststore fails.",
        remedy: "Give every client its certificate first, or use a second domain",
      },
      {
        types,
        path: ["mutual_tls_authentication", 0, "truststore_uri"],
        severity: "medium",
        when: (before, after) => !isEmpty(after) && changed(before, after),
        title: "Another truststore decides which clients may connect",
        detail: "Clients whose authority is missing in it can't connect, those of new authorities can.",
        remedy: "Compare the certificates of both truststores",
      },
      {
        types,
        path: ["mutual_tls_authentication", 0, "truststore_version"],
        severity: "medium",
        when: (before, after) => !isEmpty(after) && changed(before, after),
        title: "Another version of the truststore decides which clients may connect",
        detail: "Clients whose authority is missing in it can't connect, those of new authorities can.",
        remedy: "Compare the certificates of both versions",
      },
    ],
  ),
  watchRule(
    {
      id: "tls-policy-changed",
      category: "exposure",
      severity: "high",
      summary: "A domain takes older TLS versions, or no longer takes them",
      example: "`security_policy` goes from `TLS_1_2` to `TLS_1_0`",
      equivalents: ["CKV_AWS_206", "AWS-0005"],
    },
    [
      { types: [rest], path: ["security_policy"] },
      { types: [http], path: ["domain_name_configuration", 0, "security_policy"] },
      { types: ["aws_lb_listener"], path: ["ssl_policy"] },
      { types: ["aws_cloudfront_distribution"], path: ["viewer_certificate", 0, "minimum_protocol_version"] },
    ].flatMap((where) => [
      {
        ...where,
        when: (before, after) => Number(oldestTls(after)) < Number(oldestTls(before)),
        title: (before: string, after: string) =>
          `TLS 1.${oldestTls(after)} is taken again: ${after} instead of ${before}`,
        detail: "Connections may be negotiated down to versions with known weaknesses, and audits fail.",
        remedy: "Keep TLS 1.2 or later",
      } satisfies Watch,
      {
        ...where,
        severity: "medium" as const,
        when: (before, after) => Number(oldestTls(after)) > Number(oldestTls(before)),
        title: (before: string, after: string) =>
          `TLS older than 1.${oldestTls(after)} is no longer taken: ${after} instead of ${before}`,
        detail: "Old clients can't connect any more; that is mostly what one wants.",
        remedy: "Look for old versions in the access log first (tlsVersion)",
      } satisfies Watch,
    ]),
  ),
  {
    id: "private-domain-access-removed",
    category: "clients",
    severity: "high",
    summary: "A VPC endpoint loses its access to a private custom domain",
    example: "An `aws_api_gateway_domain_name_access_association` is deleted",
    types: [access],
    find: (change) => (change.is("delete") ? [accessLost(change)] : []),
  },
];

function gone(change: ResourceChange): Observation {
  const name = asText(change.beforeAt("domain_name") ?? change.name);
  const next = change.afterAt("domain_name");
  const reason = replacementReason(change);
  return {
    title: change.isReplace
      ? `Domain ${name} is destroyed and ${next === undefined || next === name ? "created anew" : `${asText(next)} created`}`
      : `Domain ${name} is deleted`,
    detail: [
      `Clients that call ${name} can't connect from the moment of the apply${change.isReplace && next === name ? " until the new one is ready: up to 40 minutes for EDGE, and its target name changes" : ""}. Mappings and DNS records of it break too.`,
      reason && `${reason}.`,
    ]
      .filter(Boolean)
      .join(" "),
    remedy:
      "Create the new domain beside the old one, move clients, and delete the old one when its access log is silent",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

const accessLost = (change: ResourceChange): Observation => ({
  title: "A VPC endpoint loses its access to a private domain",
  detail: "Calls of the private domain through this endpoint are refused from the moment of the apply.",
  remedy: "Move its clients to an endpoint that has access first",
  changes: [change.describe(["access_association_source"])],
});
