import type { Unjudged } from "../api/plan-apis";
import { becomes, changed, turnedOff, turnedOn, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import { isEmpty, isSame, type Json } from "../json";
import { replacementReason } from "../replacement-reason";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { apisOf } from "./route-differences";

const rest = "aws_api_gateway_rest_api";
const http = "aws_apigatewayv2_api";
const types = [rest, http];

/** The API itself (C1, C3, C8, C14 of the risk catalogue) and definitions that can't be compared (S6). */
export const restApiRules: readonly Rule[] = [
  {
    id: "api-replaced",
    category: "clients",
    severity: "block",
    summary: "An API is deleted, or replaced by one with another id and invoke URL",
    example: "`protocol_type` of an `aws_apigatewayv2_api` changes",
    types,
    find: (change) => (change.is("delete") ? [gone(change)] : []),
  },
  {
    id: "api-renamed",
    category: "clients",
    severity: "info",
    summary: "An API gets another name in place; clients don't notice",
    example: "`name` of an `aws_api_gateway_rest_api` changes",
    types,
    find: (change) => (change.isUpdate && change.changes(["name"]) ? [renamed(change)] : []),
  },
  {
    id: "api-definition-unknown",
    category: "exposure",
    severity: "high",
    summary: "The definition of an API can't be judged: known only after apply, unreadable, or no longer given",
    example: "The body contains the `qualified_invoke_arn` of a function that the same plan publishes",
    findInPlan: (plan) =>
      apisOf(plan).flatMap(({ address, change, unjudged }): Observation[] =>
        unjudged ? [{ address, ...textsOf(unjudged), changes: change ? [change.describe(["body"])] : [] }] : [],
      ),
  },
  watchRule(
    {
      id: "endpoint-type-changed",
      category: "clients",
      severity: "high",
      summary: "An API moves between REGIONAL, EDGE and PRIVATE, or loses IPv6",
      example: "`endpoint_configuration.types` goes from `REGIONAL` to `EDGE`",
    },
    [
      {
        types: [rest],
        path: ["endpoint_configuration", 0, "types"],
        when: changed,
        title: (before, after) => `The API moves from ${before} to ${after}`,
        detail:
          "Terraform calls it an update in place, but clients reach the API another way: addresses and latency change, " +
          "custom domains of the old type no longer fit, and PRIVATE closes it to the internet or opens it. AWS refuses " +
          "PRIVATE to EDGE.",
        remedy: "Build a second API of the new type, move clients by DNS, and remove the old one afterwards",
      },
      {
        types: [rest, "aws_api_gateway_domain_name"],
        path: ["endpoint_configuration", 0, "ip_address_type"],
        severity: "medium",
        when: becomes("ipv4"),
        title: "It can no longer be reached over IPv6",
        detail: "Clients in networks without IPv4 can't connect, and AAAA records lead nowhere.",
        remedy: "Keep dualstack, or remove the AAAA records first and look for IPv6 addresses in the access log",
      },
    ],
  ),
  watchRule(
    {
      id: "execute-api-endpoint-changed",
      category: "clients",
      severity: "high",
      summary: "The default execute-api address of an API is switched on or off",
      example: "`disable_execute_api_endpoint` goes from true to false",
    },
    [
      {
        types,
        path: ["disable_execute_api_endpoint"],
        when: turnedOff,
        title: "The execute-api address is switched on",
        detail:
          "Every stage can then be reached past the custom domain: past its mutual TLS, its TLS policy and whatever stands " +
          "in front of it.",
        remedy: "Keep it disabled where a custom domain protects the API",
      },
      {
        types,
        path: ["disable_execute_api_endpoint"],
        when: turnedOn,
        title: "The execute-api address is switched off",
        detail: "Clients that call https://<id>.execute-api.<region>.amazonaws.com get 403 from then on.",
        remedy: "Look in the access log for calls whose domainName is the execute-api one, and move them first",
      },
    ],
  ),
  watchRule(
    {
      id: "payload-handling-changed",
      category: "clients",
      severity: "medium",
      summary:
        "Binary media types, compression, the source of API keys or the selection of routes changes for a whole API",
      example: "`binary_media_types` loses `image/png`",
    },
    [
      {
        types: [rest],
        path: ["binary_media_types"],
        when: isOtherSet,
        title: (before, after) => `Binary media types change from ${before} to ${after}`,
        detail:
          "Payloads of these types reach backends and clients as bytes or as text: a handler that expects the other gets " +
          "garbage. `*/*` also breaks mock preflights that don't convert to text.",
        remedy: "Check isBase64Encoded of the handlers in both directions",
      },
      {
        types: [rest],
        path: ["minimum_compression_size"],
        when: (before, after) => compression(before) !== compression(after),
        title: (before, after) => `The smallest size that is compressed changes from ${before} to ${after} bytes`,
        detail: "Clients that send Accept-Encoding get compressed answers from this size on.",
        remedy: "Check clients that rely on Content-Length or can't decompress",
      },
      {
        types: [rest],
        path: ["api_key_source"],
        severity: "high",
        when: changed,
        title: (before, after) => `API keys come from ${after} instead of ${before}`,
        detail:
          "HEADER takes the key from x-api-key, AUTHORIZER from the authorizer's answer; the other one stops counting.",
        remedy: "Make sure that the authorizer returns usageIdentifierKey, or that clients send x-api-key",
      },
      {
        types: [http],
        path: ["route_selection_expression"],
        severity: "high",
        when: changed,
        title: (before, after) => `Messages are routed by ${after} instead of ${before}`,
        detail: "Messages of existing clients reach other routes, or $default.",
        remedy: "Go on routing by what clients send",
      },
      {
        types: [http],
        path: ["api_key_selection_expression"],
        when: changed,
        title: (before, after) => `API keys are read from ${after} instead of ${before}`,
        detail: "Keys that clients send elsewhere stop counting.",
        remedy: "Tell clients where the key belongs first",
      },
    ],
  ),
  watchRule(
    {
      id: "http-api-cors-changed",
      category: "clients",
      severity: "medium",
      summary: "The CORS settings of an HTTP API change: which pages may call it from a browser",
      example: "`allow_origins` goes from one origin to `*`",
    },
    ["allow_origins", "allow_methods", "allow_headers", "expose_headers", "allow_credentials"].map((name) => ({
      types: [http],
      path: ["cors_configuration", 0, name],
      when: isOtherSet,
      title: (before: string, after: string) => `CORS ${name} changes from ${before} to ${after}`,
      detail:
        "Narrowed, calls from browsers fail; widened, pages of other origins may call the API and read its answers.",
      remedy: "Compare it with the pages that are meant to call the API",
    })),
  ),
];

function gone(change: ResourceChange): Observation {
  const reason = replacementReason(change);
  return {
    title: change.isReplace ? "The API is destroyed and created anew, with another id" : "The API is deleted",
    detail: [
      change.isReplace
        ? "Its invoke URL changes, and stages, keys, usage plans, mappings and permissions that name the old id break until " +
          "they are bound to the new one."
        : "Every route, stage and invoke URL of it is gone; AWS doesn't bring back a deleted id.",
      reason && `${reason}.`,
    ]
      .filter(Boolean)
      .join(" "),
    remedy: change.isReplace
      ? "Avoid the change that forces it, or build the new API beside the old one and move clients by DNS"
      : "Delete it only once its access log is silent",
    changes: change.replacePaths.map((path) => change.describe(path)),
  };
}

const renamed = (change: ResourceChange): Observation => ({
  title: "The API gets another name",
  detail: "Its id, URLs and keys stay. Alarms and dashboards that use the metric dimension ApiName lose it.",
  remedy: "Change alarms and dashboards that name it",
  changes: [change.describe(["name"])],
});

type Texts = Pick<Observation, "severity" | "title" | "detail" | "remedy">;

const unjudgedTexts = {
  unknown: () => ({
    title: "The API's definition can't be judged: it is known only after apply",
    detail:
      "The body contains a value that this plan changes, such as the ARN of a function's new version, and then Terraform " +
      "knows nothing of the whole document: a removed route or authorization would not show.",
    remedy:
      "Call functions through an alias or an ARN made of known names, or apply what the body refers to first and plan again",
  }),
  dropped: () => ({
    severity: "medium",
    title: "The API's body is no longer given",
    detail: "The routes that it declared go on to exist, unmanaged, until something else imports or deletes them.",
    remedy: "Declare every route as a resource, or put the body back",
  }),
  unreadable: ({ side, says }) => ({
    title: `The API's ${side === "after" ? "new" : "old"} definition can't be judged: ${says}`,
    detail:
      "What changes for clients, or who may call, can't be compared. Terraform doesn't read the body either: AWS refuses an " +
      "invalid one at apply.",
    remedy: "Give a valid OpenAPI 3.0 or Swagger 2.0 document, and compare by hand what was deployed before",
  }),
} satisfies { [Reason in Unjudged["reason"]]: (unjudged: Extract<Unjudged, { reason: Reason }>) => Texts };

const textsOf = (unjudged: Unjudged): Texts =>
  unjudged.reason === "unreadable" ? unjudgedTexts.unreadable(unjudged) : unjudgedTexts[unjudged.reason]();

function isOtherSet(before: Json | undefined, after: Json | undefined): boolean {
  return !isSame(sorted(before), sorted(after));
}

const sorted = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? value.map(String).toSorted() : value;

/** Nothing and -1 switch it off. */
const compression = (value: Json | undefined): number => (isEmpty(value) ? -1 : Number(value));
