import type { DifferenceKind } from "../api/difference";
import type { Rule } from "../rule";
import { type DifferenceRule, differenceRule } from "./route-differences";

const kinds = {
  "route-removed": {
    category: "clients",
    severity: "high",
    summary: "A route or method that clients call is gone",
    example: "`POST /orders` is removed from the body",
    detail: "Clients that call it get 403 Missing Authentication Token (REST) or 404 (HTTP API) once it is deployed.",
    remedy:
      "Keep it until no client calls it, see the access log; announce the end with Deprecation and Sunset headers",
  },
  "route-taken-over": {
    category: "clients",
    severity: "medium",
    summary: "Another route answers requests that this one answered, or a new path hides a method of a greedy one",
    example: "`GET /orders/{orderId}` is removed, `ANY /{proxy+}` answers it",
    detail: "The same request reaches another route, with its own backend, authorization and validation.",
    remedy: "Check that the other route answers these requests as clients expect",
  },
  "parameter-required": {
    category: "clients",
    severity: "high",
    summary: "Clients must send a parameter or header that they could leave out",
    example: "query parameter `customerId` of `GET /orders` becomes required",
    detail: "Requests without it were answered so far; they are refused with 400 where requests are validated.",
    remedy: "Keep it optional with a default, or require it in a new version of the API",
  },
  "parameter-removed": {
    category: "clients",
    severity: "medium",
    summary: "A parameter or header is no longer part of a route",
    example: "query parameter `limit` of `GET /orders` is removed",
    detail: "Clients may go on sending it: nothing refuses it, and nothing reads it.",
    remedy: "Make sure that its absence doesn't change the answer that clients rely on, a filter for instance",
  },
  "request-narrowed": {
    category: "clients",
    severity: "high",
    summary: "A route takes fewer requests: required property or body, narrower type, enum, limit or content type",
    example: "property `note` of the body of `POST /orders` becomes required",
    detail:
      "Requests that were valid so far no longer are; with a request validator they get 400 Invalid request body.",
    remedy: "Go on taking what was valid, or make the change in a new version of the API",
  },
  "request-property-ignored": {
    category: "clients",
    severity: "medium",
    summary: "A property of requests, or the whole body, is no longer described",
    example: "property `note` is removed from the body of `POST /orders`",
    detail: "Clients may go on sending it, and it is no longer part of what the API promises to read.",
    remedy: "Make sure that nobody relies on what it did",
  },
  "response-broken": {
    category: "clients",
    severity: "high",
    summary: "An answer loses a property, status or content type, or changes a type",
    example: "property `total` of the answer of `GET /orders/{orderId}` changes from integer to string",
    detail: "Clients that read it fail or misread the answer; generated clients fail to parse it.",
    remedy: "Go on answering it beside the new one, or make the change in a new version of the API",
  },
  "response-widened": {
    category: "clients",
    severity: "medium",
    summary: "An answer may hold values that clients never saw: optional, null, a new enum value",
    example: "property `status` of the answer may be `returned`",
    detail: "Clients that rely on the old promise (always there, never null, one of the known values) may fail.",
    remedy: "Tell clients before the first such answer; make them ignore values that they don't know",
  },
  "schema-undecided": {
    category: "clients",
    severity: "medium",
    summary: "A schema changes in a way whose direction can't be decided: pattern, format, alternatives",
    example: "pattern of `customerId` changes",
    detail: "Whether fewer or more values are valid from now on can't be told from the schema.",
    remedy: "Compare the two by hand with values that clients send",
  },
  "authorization-removed": {
    category: "exposure",
    severity: "block",
    summary: "A route that asked for authorization asks for none",
    example: "`security` is removed from `GET /orders`",
    detail:
      "Everybody who reaches the API can call it without a credential once it is deployed; an API key is no identity.",
    remedy: "Put the authorization back; if the route is meant to be public, waive this finding with the reason",
    equivalents: ["CKV_AWS_59", "CKV2_AWS_70", "CKV_AWS_309", "AWS-0004"],
  },
  "authorization-changed": {
    category: "exposure",
    severity: "high",
    summary: "A route asks for authorization anew, by another mechanism, authorizer or scope",
    example: "`GET /orders` changes from AWS_IAM to a Cognito user pool",
    detail: "Callers with the old credential get 401 or 403, and callers that the new one knows get in.",
    remedy: "Give every client the new credential before this is deployed, and check who else holds it",
  },
  "open-route-added": {
    category: "exposure",
    severity: "info",
    summary: "A new route asks for no authorization in an API whose other routes do",
    example: "`GET /status` is added without `security`",
    detail:
      "Everybody who reaches the API can call it. That is right for health checks and the like, else it was forgotten.",
    remedy: "Check that it is meant to be public",
    equivalents: ["CKV_AWS_59", "CKV2_AWS_70", "CKV_AWS_309", "AWS-0004"],
  },
  "authorizer-changed": {
    category: "exposure",
    severity: "medium",
    summary: "An authorizer of the body is defined differently: function, pool, identity source, cache time",
    example: "`authorizerResultTtlInSeconds` goes from 300 to 0",
    detail:
      "It decides for every route that names it: who gets in, how long a decision is kept, how often it is called.",
    remedy: "Check identity source, issuer or function, and the cache time",
  },
  "api-key-not-required": {
    category: "exposure",
    severity: "high",
    summary: "A route no longer requires an API key",
    example: "`api_key_required` of `GET /orders` goes from true to false",
    detail: "Usage plans, their throttles and quotas no longer apply to it, and callers can't be told apart.",
    remedy: "Require the key again, or put a throttle on the stage and another authorization on the route",
    equivalents: ["CKV_AWS_59", "CKV2_AWS_70"],
  },
  "api-key-required": {
    category: "clients",
    severity: "high",
    summary: "A route requires an API key that it didn't",
    example: "`api_key_required` of `GET /orders` goes from false to true",
    detail: "Requests without x-api-key, or with a key outside the stage's usage plans, get 403 Forbidden.",
    remedy: "Hand out keys and attach them to a usage plan of this stage first",
  },
  "integration-removed": {
    category: "clients",
    severity: "high",
    summary: "A route stays without a backend",
    example: "`x-amazon-apigateway-integration` is removed from `GET /orders`",
    detail: "The API can't be deployed like this, or the route answers 500.",
    remedy: "Give the route an integration, or remove the route",
  },
  "integration-changed": {
    category: "clients",
    severity: "medium",
    summary: "A route's backend, the way it is called or how messages are mapped changes",
    example: "`GET /orders` calls another function",
    detail: "The contract is the same, but other code, another role or another mapping answers clients.",
    remedy: "Check that the backend exists, may be called and answers in the same form",
  },
  "integration-timeout-lowered": {
    category: "clients",
    severity: "medium",
    summary: "A backend has less time to answer",
    example: "`timeoutInMillis` goes from 29000 to 3000",
    detail: "Answers that take longer become 504 for the client, while the backend may go on working.",
    remedy: "Compare with the slowest answers in the access log (integrationLatency)",
  },
  "request-validation-changed": {
    category: "clients",
    severity: "medium",
    summary: "Requests are validated where they weren't, or no longer",
    example: "`x-amazon-apigateway-request-validator` goes from `all` to `parameters`",
    detail: "Without validation invalid requests reach the backend; with it, requests that passed so far may get 400.",
    remedy: "Check that the backend validates itself, or that clients keep to the contract",
    equivalents: ["CKV2_AWS_53"],
  },
  "gateway-response-changed": {
    category: "clients",
    severity: "medium",
    summary: "Status, headers or body of API Gateway's own answers change",
    example: "gateway response `UNAUTHORIZED` answers another body",
    detail: "Clients that read errors (and browsers, for their Access-Control headers) see another answer.",
    remedy: "Keep status and the fields that clients read",
  },
  "cors-changed": {
    category: "clients",
    severity: "medium",
    summary: "Which pages of other origins may call the API from a browser changes",
    example: "`Access-Control-Allow-Origin` goes from one origin to `*`",
    detail:
      "Narrowed, calls from browsers fail; widened, pages that were locked out may call the API and read answers.",
    remedy: "Compare the origins, methods and headers with the pages that are meant to call it",
  },
  "api-definition-setting-changed": {
    category: "clients",
    severity: "medium",
    summary: "An API-wide `x-amazon-apigateway-*` setting of the body changes",
    example: "`x-amazon-apigateway-binary-media-types` loses `image/png`",
    detail:
      "It concerns every route. Provider 5.x writes the value from its state over settings that only the body has, so this may not even take effect.",
    remedy: "Set it as an argument of the API resource, and look at the difference by hand",
  },
} satisfies Record<DifferenceKind, DifferenceRule>;

/** What the comparison of APIs finds, bodies and single resources alike. */
export const routeRules: readonly Rule[] = Object.entries<DifferenceRule>(kinds).map(([kind, rule]) =>
  differenceRule(kind as DifferenceKind, rule),
);
