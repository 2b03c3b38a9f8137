import type { Severity } from "../finding";
import type { Json } from "../json";
import type { Route } from "./api";

/** What a difference of two APIs means for those who call them. Ids of rules, grouped by what is at stake. */
export type DifferenceKind =
  | "route-removed"
  | "route-taken-over"
  | "parameter-required"
  | "parameter-removed"
  | "request-narrowed"
  | "request-property-ignored"
  | "response-broken"
  | "response-widened"
  | "schema-undecided"
  | "authorization-removed"
  | "authorization-changed"
  | "open-route-added"
  | "authorizer-changed"
  | "api-key-not-required"
  | "api-key-required"
  | "integration-removed"
  | "integration-changed"
  | "integration-timeout-lowered"
  | "request-validation-changed"
  | "gateway-response-changed"
  | "cors-changed"
  | "api-definition-setting-changed";

export interface ApiDifference {
  kind: DifferenceKind;
  /** When it isn't its kind's own. */
  severity?: Severity;
  /** Of the resource that a finding points at. */
  address: string;
  /** Where it is; undefined for the API as a whole. */
  route?: Route;
  /** What happened, to be read behind the route's name: `query parameter limit is now required`. */
  says: string;
  before?: Json;
  after?: Json;
}

/** A difference of a route, to be spoken of at its address. */
export const sayOf =
  (route: Route) =>
  (kind: DifferenceKind, says: string, values: { before?: Json; after?: Json } = {}): ApiDifference => ({
    kind,
    address: route.address,
    route,
    says,
    ...values,
  });
