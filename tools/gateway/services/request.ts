import type { Headers } from "../headers";

/** Where an integration with a service leads: `arn:aws:apigateway:<region>:<service>:<path|action>/<rest>`. */
export interface ServiceUri {
  region: string;
  service: string;
  kind: "path" | "action";
  /** The action's name, or the path at the service's endpoint without its leading slash. */
  name: string;
  /** Query parameters that the URI itself has. */
  query: [string, string][];
}

/** A request as API Gateway sends it to a service's endpoint. */
export interface ServiceRequest {
  uri: ServiceUri;
  httpMethod: string;
  headers: Headers;
  query: [string, string][];
  body: string;
}

export interface ServiceAnswer {
  statusCode: number;
  headers: Headers;
  body: string;
}

/** Reads the URI of an integration with an AWS service. Throws when it is none. */
export function readServiceUri(uri: string): ServiceUri {
  const found = /^arn:aws[\w-]*:apigateway:([\w-]*):(?:[\w-]+\.)?([\w-]+):(path|action)\/(.*)$/s.exec(uri);
  if (!found)
    throw new Error(`integration uri: expected arn:aws:apigateway:<region>:<service>:<path|action>/..., got ${uri}`);
  const [, region, service, kind, rest] = found as unknown as [string, string, string, ServiceUri["kind"], string];
  // action/GetObject&Bucket=b (API Gateway API reference, PutIntegration, uri); path/b?versioning
  const [, name, parameters] = /^([^?&]*)[?&]?(.*)$/s.exec(rest) as unknown as [string, string, string];
  return { region, service, kind, name: name.replace(/^\/+/, ""), query: [...new URLSearchParams(parameters)] };
}
