import { asText } from "../json";
import { turnedOff, turnedOn, watchRule } from "../attribute-watch";
import type { Observation } from "../finding";
import type { ResourceChange } from "../resource-change";
import type { Rule } from "../rule";
import { gains } from "./authorizer";

const endpointIds = ["endpoint_configuration", 0, "vpc_endpoint_ids"];

function deleted(change: ResourceChange): Observation[] {
  const service = asText(change.beforeAt("service_name")).split(".").at(-1);
  if (!change.is("delete") || service !== "execute-api") return [];
  return [
    {
      title: `The VPC endpoint of execute-api is ${change.isReplace ? "destroyed and created anew" : "deleted"}`,
      detail: change.isReplace
        ? "Nobody in its VPC reaches private APIs until the new one is there. It gets another id, which policies of APIs and private domains have to name."
        : "Nobody in its VPC reaches private APIs through it from the moment of the apply.",
      remedy: "Create a second endpoint, name it in the policies of the APIs, deploy them, and delete this one last",
      changes: [change.describe(["id"]), ...change.replacePaths.map((path) => change.describe(path))],
    },
  ];
}

export const vpcEndpointRules: readonly Rule[] = [
  {
    id: "vpc-endpoint-removed",
    category: "clients",
    severity: "high",
    summary: "The VPC endpoint through which private APIs are called is deleted or replaced",
    example: "An aws_vpc_endpoint of execute-api leaves the configuration",
    types: ["aws_vpc_endpoint"],
    find: deleted,
  },
  watchRule(
    {
      id: "vpc-endpoint-names",
      category: "exposure",
      severity: "high",
      summary: "The names of APIs resolve to another place inside of a VPC",
      example: "private_dns_enabled of the execute-api endpoint goes from true to false",
    },
    [
      {
        types: ["aws_vpc_endpoint"],
        path: ["private_dns_enabled"],
        when: turnedOff,
        title: "The service's names no longer resolve to the VPC endpoint",
        detail:
          "Callers of a private API by its own name reach nothing; calls of public APIs leave the VPC through the Internet.",
        remedy: "Keep private DNS, or move callers to the endpoint's own names first",
      },
      {
        types: ["aws_vpc_endpoint"],
        path: ["private_dns_enabled"],
        when: turnedOn,
        severity: "medium",
        title: "The service's names resolve to the VPC endpoint",
        detail:
          "For execute-api that holds for public APIs too: callers in this VPC no longer reach those by their invoke URLs.",
        remedy: "Let callers of public APIs use custom domains",
      },
      {
        types: ["aws_vpc_endpoint"],
        path: ["security_group_ids"],
        when: gains,
        severity: "medium",
        title: "Another security group guards the VPC endpoint",
        detail: "Whom it lets in may reach every API behind the endpoint that its policy allows.",
        remedy: "Check the group's rules",
      },
    ],
  ),
  watchRule(
    {
      id: "private-api-endpoints",
      category: "exposure",
      severity: "medium",
      summary: "A private API is bound to other VPC endpoints",
      example: "An id is added to vpc_endpoint_ids",
    },
    [
      {
        types: ["aws_api_gateway_rest_api"],
        path: endpointIds,
        when: gains,
        title: "The private API gets a name at another VPC endpoint",
        detail: "Callers behind it reach the API if its policy lets them.",
        remedy: "Check whose VPC endpoint it is, and that the policy names it only if it is meant",
      },
      {
        types: ["aws_api_gateway_rest_api"],
        path: endpointIds,
        when: (before, after, change) =>
          gains(after, before) && !gains(before, after) && !change.changes(["endpoint_configuration", 0, "types"]),
        title: "The private API loses its name at a VPC endpoint",
        detail: "Callers that use the name of API and endpoint fail to resolve it.",
        remedy: "Move them to the endpoint that stays, or to the custom domain",
      },
    ],
  ),
];
