import type { ALBEvent } from "aws-lambda";
import type { Call } from "./rest-api-event";

/** What a load balancer hands to a function, with multi-value headers on, for a request such as `GET /v1/orders`. */
export function loadBalancerEvent(
  request: string,
  call: Omit<Call, "path" | "requestPath" | "version"> = {},
): ALBEvent {
  const [httpMethod = "", path = ""] = request.split(" ");
  const hasBody = call.body !== undefined;
  return {
    requestContext: {
      elb: {
        targetGroupArn:
          "arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/shop-staging-orders-v1/6d0ecf831eec9f09",
      },
    },
    httpMethod,
    path,
    multiValueQueryStringParameters: encoded(call.query ?? {}),
    multiValueHeaders: {
      accept: ["*/*"],
      host: ["balancer.staging.example.com"],
      "user-agent": ["client/1.0"],
      "x-amzn-trace-id": ["Root=1-5bdb40ca-556d8b0c50dc66f0511bf520"],
      "x-forwarded-for": ["10.20.0.7"],
      "x-forwarded-port": ["443"],
      "x-forwarded-proto": ["https"],
      ...(hasBody && { "content-type": ["application/json"] }),
      ...Object.fromEntries(
        Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value].flat()]),
      ),
    },
    body: !hasBody ? "" : typeof call.body === "string" ? call.body : JSON.stringify(call.body),
    isBase64Encoded: call.isBase64Encoded ?? false,
  };
}

const encoded = (query: Record<string, string | string[]>) =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [encodeURIComponent(name), [value].flat().map(encodeURIComponent)]),
  );
