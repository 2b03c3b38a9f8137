import { isEmpty } from "../json";
import { turnedOff, turnedOn, watchRule } from "../attribute-watch";
import type { Rule } from "../rule";
import { gains } from "./authorizer";

const endpointIds = ["endpoint_configuration", 0, "vpc_endpoint_ids"];

export const vpcEndpointRules: readonly Rule[] = [
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
        when: (before, after) => gains(after, before) && !(isEmpty(before) || gains(before, after)),
        title: "The private API loses its name at a VPC endpoint",
        detail: "Callers that use the name of API and endpoint fail to resolve it.",
        remedy: "Move them to the endpoint that stays, or to the custom domain",
      },
    ],
  ),
];
