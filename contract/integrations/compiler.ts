import type { RestApiBinding } from "../rest-api-body";
import type { Api, Route } from "../route";

/** The operation that an integration serves. */
export interface IntegrationContext {
  api: Api;
  route: Route;
  binding: RestApiBinding;
  /** What errors name: API, version and operation. */
  subject: string;
}

/** An integration as `x-amazon-apigateway-integration` of its operation. @throws Error where the route can't have it */
export type IntegrationCompiler<I> = (integration: I, context: IntegrationContext) => object;
